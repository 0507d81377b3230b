"""Runs one transaction at a time, and tells how far it is and how it ended."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from traderadmin.contract.history import Event
from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.inhibit import kept_awake
from traderadmin.gui.shell.progress import Progress, after, begin
from traderadmin.workflow.events import ApplyEvent, ApplyFailedError, ApplyResult


@dataclass(frozen=True, slots=True)
class Ended:
    """How a transaction ended; `result` is None where it never began."""

    progress: Progress
    result: ApplyResult | None
    error: TraderAdminError | None


class Runner(QObject):
    """Owns the fact that a transaction of ours is under way."""

    progressed = Signal(object)
    """Progress: it is one event further."""
    ended = Signal(object)
    """Ended: it is over, however."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.progress: Progress | None = None

    @property
    def is_busy(self) -> bool:
        """Whether one is under way."""
        return self.progress is not None

    def run(self, event: Event, work: Callable[[], ApplyResult]) -> None:
        """Run `work` on a thread, with the machine kept awake; nothing while one is under way."""
        if self.is_busy:
            return

        def awake() -> ApplyResult:
            with kept_awake():
                return work()

        self.progress = begin(event)
        self.progressed.emit(self.progress)
        self._bridge.run(awake, self._done, self._failed, urgent=True)

    def hear(self, event: ApplyEvent) -> None:
        """Take in one event of the transaction."""
        if self.progress is not None:
            self.progress = after(self.progress, event)
            self.progressed.emit(self.progress)

    def _done(self, result: ApplyResult) -> None:
        self._end(result, None)

    def _failed(self, error: TraderAdminError) -> None:
        self._end(error.result if isinstance(error, ApplyFailedError) else None, error)

    def _end(self, result: ApplyResult | None, error: TraderAdminError | None) -> None:
        progress, self.progress = self.progress, None
        if progress is not None:
            self.ended.emit(Ended(progress, result, error))
