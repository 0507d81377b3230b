"""How the program says that something failed: a title, a sentence, a hint; never a traceback."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from traderadmin.cli import streams
from traderadmin.cli.streams import SafeStream
from traderadmin.clock import SystemClock, utc_text
from traderadmin.errors import TraderAdminError, frames_of

if TYPE_CHECKING:
    import click  # the window's start does without the parser

FAILED = 1
USAGE = 2
UNKNOWN = 4
CRASH_LOG = "traderadmin-errors.log"


class UnderWayError(Exception):
    """A defect of ours surfaced while a transaction ran: what was done is not known."""


def settle_streams() -> None:
    """Leave standard output and error so that the interpreter's exit is quiet."""
    streams.settle()


def report(error: TraderAdminError) -> int:
    """Say what failed and what to do, on standard error; the exit code."""
    out = SafeStream(sys.stderr)
    out.write(text_of(error))
    out.flush()
    return FAILED


def text_of(error: TraderAdminError) -> str:
    """An error as lines: title and message, then the hint."""
    hint = f"{error.hint}\n" if error.hint else ""
    return f"{error.title}: {error.message}\n{hint}"


def usage(error: "click.ClickException") -> int:
    """Say what is wrong with the command line; the exit code."""
    try:
        error.show()
    except (OSError, ValueError):
        settle_streams()
    return error.exit_code


def aborted() -> int:
    """Say that the operator broke off before anything was changed; the exit code."""
    out = SafeStream(sys.stderr)
    out.write("\nStopped. Nothing was changed.\n")
    out.flush()
    return FAILED


def unexpected(error: Exception) -> int:
    """Say in a sentence that this is a defect, and where its details are; the exit code."""
    under_way = isinstance(error, UnderWayError)
    cause = error.__cause__ if under_way and isinstance(error.__cause__, Exception) else error
    place = _keep(cause)
    where = f"Details are in {place}." if place else "Its details could not be written to a file."
    now = " What was being done may be unfinished: see `traderadmin status`." if under_way else ""
    out = SafeStream(sys.stderr)
    out.write(f"Unexpected failure ({type(cause).__name__}): this is a defect. {where}{now}\n")
    out.flush()
    return UNKNOWN if under_way else FAILED


def _keep(error: BaseException) -> Path | None:
    """Append the frames to the error log."""
    lines = [f"{utc_text(SystemClock().now())} {type(error).__name__}\n", *frames_of(error)]
    try:
        import platformdirs  # noqa: PLC0415 - only when something is wrong

        folder = platformdirs.user_log_path("traderadmin", appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / CRASH_LOG
        with path.open("a", encoding="utf-8") as log:
            log.writelines(lines)
    except OSError:
        return None
    return path
