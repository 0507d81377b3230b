"""What the files have in common to which lines are appended: durable, and whole to the end."""

import errno
import os
from datetime import datetime
from pathlib import Path


def open_appending(path: Path) -> int:
    """A descriptor of the file, made where there is none; itself durable. Raises: OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        make_durable(path.parent)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def write_whole(descriptor: int, lines: bytes) -> None:
    """Append all of `lines`. Raises: OSError, also where only a part could be written."""
    if os.write(descriptor, lines) < len(lines):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def make_durable(folder: Path) -> None:
    """A file just made in `folder` survives a power failure. Raises: OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_aside(path: Path, descriptor: int, torn: bytes, size: int, now: datetime) -> str:
    """Put a torn end in a file of its own, end the file after `size`; a sentence about it.

    Raises: OSError.
    """
    aside = path.with_name(f"{path.name}.torn.{now:%Y%m%d_%H%M%S_%f}")
    with aside.open("xb") as file:
        file.write(torn)
        file.flush()
        os.fsync(file.fileno())
    os.ftruncate(descriptor, size)
    os.fsync(descriptor)
    return f"The last line of {path.name} was torn; it was set aside as {aside.name}."
