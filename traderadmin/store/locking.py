"""An advisory lock on a file of its own; the kernel drops it together with its process."""

import os
import sys
import threading
from pathlib import Path

from traderadmin.clock import Clock

if sys.platform != "win32":
    import fcntl

_POLL = 0.005


def lock_descriptor(descriptor: int, *, shared: bool = False, wait: bool = False) -> bool:
    """Lock an open file (flock); False when it is held elsewhere and `wait` is off."""
    flags = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, flags if wait else flags | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def leads_to(path: Path, descriptor: int) -> bool:
    """Whether the name `path` still leads to the file open as `descriptor`."""
    try:
        named = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(descriptor))


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock at `path`. Raises: OSError when that cannot be told.

    The look takes a shared lock for an instant, which is why `FileLock.acquire` is patient.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not lock_descriptor(descriptor, shared=True)
    finally:
        os.close(descriptor)


class FileLock:
    """A lock that at most one open file in the world holds. One object holds it at most once.

    With `shared` everybody who may write in its folder may lock it, else only its maker.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._shared = shared
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The locked open file; a child that inherits it keeps the lock. Raises: ValueError."""
        if self._descriptor is None:
            message = f"{self._path} is not locked"
            raise ValueError(message)
        return self._descriptor

    def try_acquire(self) -> bool:
        """Take the lock if it is free. Raises: OSError when the lock file cannot be opened."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        while True:
            descriptor = os.open(self._path, flags, 0o600)
            try:
                if not lock_descriptor(descriptor):
                    os.close(descriptor)
                    return False
                still_named = leads_to(self._path, descriptor)
                if self._shared:
                    _open_to_the_folder_s_writers(self._path.parent, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            if still_named:
                self._descriptor = descriptor
                return True
            # Its last holder removed the file between our open and our lock: take the next one.
            os.close(descriptor)

    def acquire(self, clock: Clock, timeout: float) -> bool:
        """Take the lock, waiting up to `timeout` seconds. Raises: OSError."""
        deadline = clock.monotonic() + timeout
        pause = threading.Event()
        while not self.try_acquire():
            if clock.monotonic() >= deadline:
                return False
            clock.wait(pause, _POLL)
        return True

    def holds(self) -> bool:
        """Whether the lock is held and its file is still the one that others would lock."""
        return self._descriptor is not None and leads_to(self._path, self._descriptor)

    def write_note(self, text: str) -> None:
        """Say in the lock file who holds it; only for people, so it is not fsynced."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode("utf-8", "replace"), 0)

    def release(self, *, remove: bool = False) -> None:
        """Give the lock up, if held; with `remove` the file goes too, while nobody else has it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            if remove and leads_to(self._path, descriptor):
                self._path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _open_to_the_folder_s_writers(folder: Path, descriptor: int) -> None:
    """Give our lock file the folder's own permissions to read and write."""
    mode = folder.stat().st_mode & 0o666
    status = os.fstat(descriptor)
    if status.st_uid == os.geteuid() and status.st_mode & 0o777 != mode:
        os.fchmod(descriptor, mode)
