"""The Halt button and the states it goes through."""

from enum import Enum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.measures import BAR_CONTROL

PATIENCE_MS = 5000
"""How long the orchestrator may take to confirm before the button offers more."""


class Latch(Enum):
    """What the button does when pressed."""

    UNAVAILABLE = "unavailable"
    HALT = "halt"
    HALTING = "halting"
    RELEASE = "release"
    UNCONFIRMED = "unconfirmed"


_FACES = {
    Latch.UNAVAILABLE: ("Halt", Variant.HALT, "halt", "Halt trading: waits for the target"),
    Latch.HALT: ("Halt", Variant.HALT, "halt", "Halt trading: no new orders until released"),
    Latch.HALTING: ("Halting…", Variant.HALT, "", "Halting: waits for the orchestrator to confirm"),
    Latch.RELEASE: ("Release…", Variant.NORMAL, "play-circle", "Release the halt"),
    Latch.UNCONFIRMED: (
        "Stop services…",
        Variant.DANGER,
        "square",
        "The orchestrator has not confirmed the halt: stop services",
    ),
}


class HaltButton(Button):
    """Halt → Halting… until the orchestrator says so → Release…; one click halts."""

    halt_asked = Signal()
    release_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Halt", Variant.HALT, "halt", height=BAR_CONTROL, parent=parent)
        self.setObjectName("halt")
        self._latch = Latch.HALT
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        self.clicked.connect(self._pressed)
        self._show(Latch.UNAVAILABLE)

    @property
    def latch(self) -> Latch:
        """The state shown."""
        return self._latch

    def show_latch(self, *, available: bool, halting: bool, halted: bool, confirmed: bool) -> None:
        """Follow what is observed."""
        if not available:
            latch = Latch.UNAVAILABLE
        elif halting or (halted and not confirmed):
            latch = Latch.HALTING
        elif halted:
            latch = Latch.RELEASE
        else:
            latch = Latch.HALT
        if latch is Latch.HALTING and self._latch is Latch.UNCONFIRMED:
            return
        if latch is not self._latch:
            self._show(latch)

    def _show(self, latch: Latch) -> None:
        self._latch = latch
        words, variant, icon, name = _FACES[latch]
        self.set_busy(busy=latch is Latch.HALTING)
        self.setText(words)
        self.set_variant(variant)
        self.set_icon_name(icon)
        self.setAccessibleName(name)
        self.setToolTip(name)
        if latch is not Latch.HALTING:
            self.setEnabled(latch is not Latch.UNAVAILABLE)
            self._patience.stop()
        elif not self._patience.isActive():
            self._patience.start()
        if latch in {Latch.HALTING, Latch.UNCONFIRMED}:
            from traderadmin.gui.look.notices import announce  # noqa: PLC0415 - rarely needed

            announce(self, name)

    def _lose_patience(self) -> None:
        if self._latch is Latch.HALTING:
            self._show(Latch.UNCONFIRMED)

    def _pressed(self) -> None:
        if self._latch is Latch.HALT:
            self.halt_asked.emit()
        elif self._latch is Latch.RELEASE:
            self.release_asked.emit()
        elif self._latch is Latch.UNCONFIRMED:
            self.stop_asked.emit()
