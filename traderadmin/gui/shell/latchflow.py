"""Halt and release, stopping and starting services: what is asked before, and how it is said."""

from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.dialogs.ask import Answer, ask
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.desk import Desk
from traderadmin.targets.states import Snapshot

_REASON = "Halted in the window"


class LatchFlow(QObject):
    """Halting asks nothing; everything that lets trading go on, or leaves it alone, asks."""

    changed = Signal()
    """A halt is being written, or was."""

    def __init__(self, desk: Desk, place: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place = place
        self._halting = False
        self._written: datetime | None = None
        desk.looked.connect(self._looked)

    @property
    def is_halting(self) -> bool:
        """Whether a halt is being written."""
        return self._halting

    def halt(self) -> None:
        """Halt at once; works during an apply too."""
        desk = self._desk
        if not desk.is_open:
            return
        backend = desk.backend
        self._halting = True
        self._written = None
        self.changed.emit()
        desk.bridge.run(lambda: backend.halt(_REASON), self._latched, self._failed)

    def release(self) -> None:
        """Say what releasing will do, and ask."""
        from traderadmin.gui.shell.words import release_text  # noqa: PLC0415 - after the window

        desk = self._desk
        values = desk.model.baseline_values if desk.model is not None else {}
        halt = desk.snapshot.halt if desk.snapshot is not None else None
        record = halt.record if halt is not None else None
        why = ""
        if record is not None:
            why = f"Halted by {record.who} at {record.when:%Y-%m-%d %H:%M} UTC. "
        ask(
            self._place.window(),
            "Release the halt?",
            f"{why}{release_text(values, desk.snapshot, desk.clock.now())}",
            Answer("Release", self._release, Variant.PRIMARY, "confirm_release"),
            keep="Stay halted",
        )

    def stop(self) -> None:
        """Say what stopping means, and ask."""
        from traderadmin.gui.shell.words import stop_text  # noqa: PLC0415 - after the window

        ask(
            self._place.window(),
            "Stop services?",
            stop_text(self._desk.snapshot),
            Answer("Stop services", self._stop, Variant.DANGER, "confirm_stop"),
            keep="Leave running",
        )

    def start(self) -> None:
        """Start what should run."""
        self._desk.start_services()

    def _release(self) -> None:
        backend = self._desk.backend
        self._desk.bridge.run(backend.release, self._latched, self._failed)

    def _latched(self, _: None) -> None:
        self._written = self._desk.clock.now()
        self.changed.emit()
        self._desk.look()
        self._desk.read_history()

    def _failed(self, error: TraderAdminError) -> None:
        self._halting = False
        self.changed.emit()
        self._desk.failed.emit(error)

    def _looked(self, snapshot: Snapshot) -> None:
        """A look from after the write tells; until then the button keeps saying "Halting…"."""
        if self._halting and self._written is not None:
            self._halting = not snapshot.halt.halted and snapshot.taken < self._written
            self.changed.emit()

    def _stop(self) -> None:
        self._desk.stop_services()
