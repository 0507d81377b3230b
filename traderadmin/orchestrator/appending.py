"""What the files of the state folder have in common: durable, and whole to the end."""

import errno
import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

_BLOCK = 1 << 20


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


def write_synced(path: Path, content: bytes, mode: Literal["wb", "xb"] = "wb") -> None:
    """Write a whole file: its bytes are durable, its name is not yet. Raises: OSError."""
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


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
    write_synced(aside, torn, "xb")
    os.ftruncate(descriptor, size)
    os.fsync(descriptor)
    return f"The last line of {path.name} was torn; it was set aside as {aside.name}."


def is_in_place(path: Path, descriptor: int) -> bool:
    """Whether `path` names the file that `descriptor` writes to. Raises: OSError."""
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(descriptor))


def put_back(path: Path, descriptor: int) -> None:
    """Write a file anew that was removed while `descriptor` has it open and locked.

    From then on the descriptor is that of the new one.

    Raises: OSError, also where another file is in its place.
    """
    beside = path.with_name(f".{path.name}.orchestrator")
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
    fresh = os.open(beside, flags, 0o644)
    try:
        fcntl.flock(fresh, fcntl.LOCK_EX | fcntl.LOCK_NB)
        offset = 0
        while block := os.pread(descriptor, _BLOCK, offset):
            write_whole(fresh, block)
            offset += len(block)
        os.fsync(fresh)
        os.link(beside, path)
        make_durable(path.parent)
        os.dup2(fresh, descriptor, inheritable=False)
    finally:
        os.close(fresh)
        beside.unlink(missing_ok=True)
