"""Gives up what may still be waiting for a cluster, without making the window wait with it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot


@dataclass(frozen=True, slots=True)
class _Gone:
    """What is to be done in the GUI thread, now that something was given up."""

    then: Callable[[], object]


class Leaving(QObject):
    """Owns the threads that wait for what was left; join them at the end."""

    _gone = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []
        self._gone.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def leave(self, close: Callable[[], object], then: Callable[[], object]) -> None:
        """Call `close`, which may block, on a thread of its own, then `then` in the GUI thread."""

        def work() -> None:
            try:
                close()
            finally:
                self._gone.emit(_Gone(then))

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=work, name="leaving")
        self._threads.append(thread)
        thread.start()

    def join(self) -> None:
        """Wait until everything was given up."""
        for thread in self._threads:
            thread.join()

    @Slot(object)
    def _finish(self, gone: _Gone) -> None:
        gone.then()
