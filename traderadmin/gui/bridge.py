"""The one way between worker threads and the GUI thread.

Work that may block runs on a few threads; what it returns, raises, or reports on its way comes
back as frozen objects through signals of one QObject that lives in the GUI thread.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from traderadmin.errors import TraderAdminError, frames_of

T = TypeVar("T")
_THREADS = 5
"""One transaction, one halt, and a few readings at once."""
_log = logging.getLogger("traderadmin.gui")


@dataclass(frozen=True, slots=True)
class _Landed:
    """What came of one piece of work, and who wants to know."""

    value: Any
    error: TraderAdminError | None
    done: Callable[[Any], object]
    failed: Callable[[TraderAdminError], object]


class Bridge(QObject):
    """Runs work off the GUI thread and delivers everything in it. Close it to join its threads."""

    reported = Signal(object)
    """A frozen object that a worker reported on its way, in the order of reporting."""
    _landed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="work")
        self._closed = False
        self._urgent: list[Future[None]] = []
        self._landed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object],
        *,
        urgent: bool = False,
    ) -> None:
        """Call `work` on a thread, then exactly one of `done` and `failed` in the GUI thread.

        What is `urgent` must not be spoilt by leaving: see `settle`.
        """
        if self._closed:
            return
        future = self._pool.submit(self._attempt, work, done, failed)
        if urgent:
            self._urgent = [each for each in self._urgent if not each.done()]
            self._urgent.append(future)

    def report(self, item: object) -> None:
        """From any thread: let `reported` be emitted in the GUI thread."""
        if not self._closed:
            self.reported.emit(item)

    def mute(self) -> None:
        """Take no more work and deliver nothing more, without waiting; `close` follows."""
        self._closed = True

    def settle(self) -> None:
        """Wait until all urgent work is done. On any thread."""
        wait(self._urgent)

    def close(self) -> None:
        """Take no more work, wait for what runs, and deliver nothing of it. On any thread."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _attempt(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object],
    ) -> None:
        value: Any = None
        error: TraderAdminError | None = None
        try:
            value = work()
        except TraderAdminError as known:
            error = known
        except Exception as defect:  # noqa: BLE001 - the border: a lost answer would hang the window
            _log.error("work failed unexpectedly: %s", "".join(frames_of(defect)))
            error = TraderAdminError(
                "Unexpected failure",
                f"{type(defect).__name__}. This is a defect.",
                "Please report this, with the steps that led to it.",
            )
            error.__cause__ = defect
        self._landed.emit(_Landed(value, error, done, failed))

    @Slot(object)
    def _deliver(self, landed: _Landed) -> None:
        if self._closed:
            return
        if landed.error is not None:
            landed.failed(landed.error)
        else:
            landed.done(landed.value)
