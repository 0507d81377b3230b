"""Lets one orchestrator at a time trade on a state folder."""

import fcntl
import os
from pathlib import Path

from traderadmin.errors import TraderAdminError

LOCK_FILE = "orchestrator.lock"


class StateLock:
    """A lock on the state folder that ends with the process at the latest."""

    def __init__(self, state_dir: Path) -> None:
        self._file = state_dir / LOCK_FILE
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        return self._descriptor is not None

    def acquire(self) -> bool:
        """Take it without waiting; False while another process has it.

        Raises: TraderAdminError when the folder cannot be used.
        """
        if self._descriptor is not None:
            return True
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise TraderAdminError(
                "The state folder cannot be used", f"{self._file.parent}: {error.strerror}."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except OSError as error:
            os.close(descriptor)
            raise TraderAdminError(
                "The state folder cannot be locked", f"{self._file}: {error.strerror}."
            ) from error
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give it up; harmless when it was never taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
