"""The Halt button: shows a `Latch`, and says what was asked for when it is pressed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.measures import BAR_CONTROL
from traderadmin.gui.shell.latch import Latch

_FACES = {
    Latch.UNAVAILABLE: ("Halt", Variant.HALT, "halt", "Halt trading: waits for the target"),
    Latch.HALT: ("Halt", Variant.HALT, "halt", "Halt trading: no new orders until released"),
    Latch.HALTING: ("Halting…", Variant.HALT, "", "Halting: waits for the orchestrator to confirm"),
    Latch.RELEASE: ("Release…", Variant.NORMAL, "play-circle", "Release the halt"),
    Latch.UNCONFIRMED: (
        "Stop the orchestrator",
        Variant.DANGER,
        "square",
        "Not confirmed. Stop the orchestrator now",
    ),
    Latch.STOPPING: ("Stopping…", Variant.HALT, "", "Stopping the orchestrator"),
}
_WAITING = frozenset({Latch.HALTING, Latch.STOPPING})


class HaltButton(Button):
    """Halt → Halting… until the orchestrator says so → Release…; one click halts."""

    halt_asked = Signal()
    release_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Halt", Variant.HALT, "halt", height=BAR_CONTROL, parent=parent)
        self.setObjectName("halt")
        self._latch = Latch.UNAVAILABLE
        self._note = ""
        self.clicked.connect(self._pressed)
        self._show(Latch.UNAVAILABLE)

    @property
    def latch(self) -> Latch:
        """The state shown."""
        return self._latch

    def show_latch(self, latch: Latch, note: str = "") -> None:
        """Show a state; `note` tells what pressing it leaves open in the market."""
        if latch is not self._latch:
            self._show(latch)
        elif note == self._note:
            return
        self._note = note
        self.setAccessibleDescription(note)
        self.setToolTip("\n".join(text for text in (self.accessibleName(), note) if text))

    def _show(self, latch: Latch) -> None:
        self._latch = latch
        words, variant, icon, name = _FACES[latch]
        self.set_busy(busy=latch in _WAITING)
        self.setText(words)
        self.set_variant(variant)
        self.set_icon_name(icon)
        self.setAccessibleName(name)
        self.setToolTip(name)
        if latch not in _WAITING:
            self.setEnabled(latch is not Latch.UNAVAILABLE)
        if latch in {*_WAITING, Latch.UNCONFIRMED}:
            from traderadmin.gui.look.notices import announce  # noqa: PLC0415 - rarely needed

            announce(self, name)

    def _pressed(self) -> None:
        if self._latch is Latch.HALT:
            self.halt_asked.emit()
        elif self._latch is Latch.RELEASE:
            self.release_asked.emit()
        elif self._latch is Latch.UNCONFIRMED:
            self.stop_asked.emit()
