"""The operator's cancel: honoured until the file is replaced, refused politely after."""

import threading

from traderadmin.errors import CancelledError


class CancelSwitch:
    """One transaction's cancel flag; safe to press from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requested = False
        self._sealed = False

    @property
    def is_sealed(self) -> bool:
        """Whether a cancel would come too late."""
        with self._lock:
            return self._sealed

    def is_requested(self) -> bool:
        """Whether the operator cancelled in time."""
        with self._lock:
            return self._requested

    def request(self) -> bool:
        """Ask for a cancel; whether it will be honoured."""
        with self._lock:
            if self._sealed:
                return False
            self._requested = True
            return True

    def check(self) -> None:
        """Go on only if nobody cancelled. Raises: CancelledError."""
        if self.is_requested():
            raise cancelled()

    def seal(self) -> None:
        """Pass the point of no return, unless somebody cancelled first. Raises: CancelledError."""
        with self._lock:
            if not self._requested:
                self._sealed = True
                return
        raise cancelled()

    def force_seal(self) -> None:
        """Refuse every further cancel: what runs now undoes already."""
        with self._lock:
            self._sealed = True


def cancelled() -> CancelledError:
    """The error every cancelled step raises."""
    return CancelledError("Cancelled", "The operator cancelled before the file was replaced.")
