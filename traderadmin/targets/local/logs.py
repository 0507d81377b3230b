"""Log files of services: appended to by the service, rotated when it starts."""

import os
from pathlib import Path
from typing import BinaryIO

from traderadmin.store.atomic import PRIVATE
from traderadmin.store.tail import last_lines

_LARGE = 5 * 1024 * 1024
_KEPT = 64 * 1024


def open_log(path: Path) -> BinaryIO:
    """The log, open to be appended to; a large one becomes `.1` first. Raises: OSError."""
    try:
        if path.stat().st_size > _LARGE:
            path.replace(path.with_name(path.name + ".1"))
    except FileNotFoundError:
        pass
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, PRIVATE), "ab", buffering=0)


def tail(path: Path, lines: int) -> tuple[str, ...]:
    """The last lines, oldest first; none without a file. Raises: OSError."""
    return tuple(line.decode(errors="replace") for line in last_lines(path, lines))


def tail_since(path: Path, offset: int, lines: int) -> tuple[str, ...]:
    """The last lines that were written after the first `offset` bytes; none if unreadable."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = max(offset if offset <= size else 0, size - _KEPT)
            file.seek(start)
            content = file.read(_KEPT)
    except OSError:
        return ()  # it only adds to an explanation
    return tuple(content.decode(errors="replace").splitlines()[-lines:])
