"""A writer of its own process, to be killed, starved or raced. Run as a program.

Arguments: FOLDER and one of
    loop            replace for ever, alternating between two large contents
    once TEXT       wait for a line on stdin, replace once by TEXT, print how it ended
    starved         replace with a file size limit that the new content passes
"""

import resource
import sys
from pathlib import Path

from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.store.directory import ConfigDirectory

EVEN = b"# even\n" + b"a" * 300_000
ODD = b"# odd\n" + b"b" * 200_000


def loop(folder: Path) -> None:
    """Replace until somebody kills us; old backups make room for the next."""
    directory = ConfigDirectory(folder, SystemClock())
    while True:
        file = directory.read()
        directory.replace(ODD if file.content == EVEN else EVEN, expected=file.revision)
        for backup in directory.backups():
            (folder / backup.name).unlink()


def once(folder: Path, text: str) -> str:
    """How one replace ended, in a word."""
    directory = ConfigDirectory(folder, SystemClock())
    revision = directory.read().revision
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        directory.replace(text.encode(), expected=revision)
    except TraderAdminError as error:
        return type(error).__name__
    return "replaced"


def starved(folder: Path) -> str:
    """A replace that the kernel breaks off in the middle of a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
    directory = ConfigDirectory(folder, SystemClock())
    try:
        directory.replace(EVEN, expected=directory.read().revision)
    except TraderAdminError as error:
        return f"{type(error).__name__}: {error.message}"
    return "replaced"


def main() -> None:
    """Do what the arguments say."""
    folder, what, *rest = sys.argv[1:]
    if what == "loop":
        loop(Path(folder))
    elif what == "once":
        sys.stdout.write(once(Path(folder), rest[0]))
    else:
        sys.stdout.write(starved(Path(folder)))


if __name__ == "__main__":
    main()
