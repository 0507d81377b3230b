"""The bottom of the window: each service's state, UTC and local time."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import local_zone
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Surface

if TYPE_CHECKING:  # not needed before the target has answered
    from traderadmin.gui.shell.servicemark import ServiceMark
    from traderadmin.targets.states import Snapshot

BAR = 30


class StatusBar(Surface):
    """Services at the left, the clocks at the right; a narrow window drops the date."""

    painted = Signal()
    """The bar, the last part of the window, was painted for the first time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self.setObjectName("status_bar")
        self.setFixedHeight(px(BAR))
        self._compact = False
        self._was_painted = False
        self._marks: list[ServiceMark] = []
        self._note = Label("Connecting", Type.CAPTION, Tint.TEXT2)
        self._services = QHBoxLayout()
        self._services.setSpacing(px(20))
        self._services.addWidget(self._note)
        self._utc = Label("", Type.CAPTION)
        self._local = Label("", Type.CAPTION)
        self._zone = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout()
        row.setContentsMargins(px(24), 0, px(25), 0)
        row.setSpacing(px(7))
        row.addLayout(self._services)
        row.addStretch(1)
        row.addWidget(self._utc)
        row.addWidget(Label("UTC", Type.CAPTION, Tint.TEXT2))
        row.addSpacing(px(12))
        row.addWidget(self._local)
        row.addWidget(self._zone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(row, 1)

    def show_services(self, snapshot: "Snapshot") -> None:
        """Show each service's state."""
        from traderadmin.gui.shell.servicemark import ServiceMark  # noqa: PLC0415 - as above
        from traderadmin.gui.shell.words import shown_order  # noqa: PLC0415 - as above

        services = shown_order(snapshot.services)
        self._note.setVisible(not services)
        self._note.setText("No services were found")
        while len(self._marks) < len(services):
            mark = ServiceMark()
            self._marks.append(mark)
            self._services.addWidget(mark)
        while len(self._marks) > len(services):
            self._marks.pop().deleteLater()
        for mark, state in zip(self._marks, services, strict=True):
            mark.show_state(state)

    def show_lost(self) -> None:
        """Say that the target does not answer; the last known states stay."""
        self._note.setText("The target does not answer")
        self._note.setVisible(True)

    def show_time(self, now: datetime) -> None:
        """Show an instant in both zones."""
        utc = now.astimezone(UTC)
        zone = local_zone(now)
        local = now.astimezone(zone)
        self._utc.setText(f"{utc:%H:%M:%S}" if self._compact else f"{utc:%a %Y-%m-%d  %H:%M:%S}")
        self._local.setText(f"{local:%H:%M:%S}")
        self._zone.setText(f"{local.tzname()}, your time")

    def set_compact(self, *, compact: bool, now: datetime) -> None:
        """Fit into a narrow window."""
        self._compact = compact
        self.show_time(now)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
