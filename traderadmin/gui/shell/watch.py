"""What is known of the target right now: the last look that still counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.gui.bridge import Bridge
from traderadmin.gui.shell.progress import seen
from traderadmin.targets.states import LockState, Snapshot
from traderadmin.workflow.monitor import Monitor

_MISSES = 2
"""Looks that fail in a row before nothing counts as known any more; one may be chance."""


class Watch(QObject):
    """Owns the monitor's thread; the monitor's looks come back through the bridge."""

    looked = Signal(object)
    """Snapshot: something is known anew."""
    lost = Signal(object)
    """TraderAdminError: a look failed."""

    def __init__(self, bridge: Bridge, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._clock = clock
        self._monitor: Monitor | None = None
        self._misses = 0
        self._settled: datetime | None = None
        self.snapshot: Snapshot | None = None

    def start(self, look: Callable[[], Snapshot]) -> None:
        """Begin to look once a second."""
        report = self._bridge.report
        self._monitor = Monitor(look, self._clock, on_snapshot=report, on_error=report)
        self._monitor.start()

    def stop(self) -> None:
        """End, and wait for the last look to be over."""
        if self._monitor is not None:
            self._monitor.stop()
            self._monitor = None

    def look(self) -> None:
        """Look at once."""
        if self._monitor is not None:
            self._monitor.poke()

    def take(self, snapshot: Snapshot) -> None:
        """A look came back."""
        if self._settled is not None and snapshot.taken < self._settled:
            return  # from before our own transaction ended: it would show that as another's
        self._misses = 0
        self.snapshot = snapshot
        self.looked.emit(snapshot)

    def miss(self, error: TraderAdminError) -> None:
        """A look failed."""
        self._misses += 1
        if self._misses >= _MISSES:
            self.snapshot = None
        self.lost.emit(error)

    def see(self, event: object) -> None:
        """An event of a transaction may tell of a service before the next look does."""
        before, self.snapshot = self.snapshot, seen(self.snapshot, event)
        if self.snapshot is not before:
            self.looked.emit(self.snapshot)

    def settle(self, *, recoverable: bool) -> None:
        """A transaction of ours ended; its lock is gone, unless it left something to recover."""
        self._settled = self._clock.now()
        if self.snapshot is not None and not recoverable:
            self.snapshot = replace(self.snapshot, lock=LockState(held=False))
        self.look()
