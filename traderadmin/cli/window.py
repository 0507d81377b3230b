"""Opening the window; nothing else of the command line loads Qt."""

from pathlib import Path

from traderadmin.cli import failures
from traderadmin.errors import TraderAdminError
from traderadmin.gui.app import run


def open_window(config_dir: Path | None, theme: str | None) -> int:
    """Open the window and wait until it is closed; the exit code."""
    return run(config_dir, theme=theme or "system")


def guarded(config_dir: str | None, theme: str | None) -> int:
    """Open the window from the quick start, where no parser stands around it."""
    try:
        return open_window(Path(config_dir) if config_dir else None, theme)
    except TraderAdminError as error:
        return failures.report(error)
    except Exception as error:  # noqa: BLE001 - the outermost frame: said, logged, exit code
        return failures.unexpected(error)
