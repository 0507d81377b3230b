"""The bottom of the window: each service's state, UTC and local time."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import local_zone
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Surface

if TYPE_CHECKING:  # not needed before the target has answered
    from traderadmin.gui.shell.servicemark import MarkFacts, ServiceMark
    from traderadmin.targets.states import ServiceState, Snapshot

BAR = 30
_LEFT = 24
_RIGHT = 25
_APART = 16


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
        self._shown: tuple[ServiceState, ...] = ()
        self._fitted: tuple[tuple[MarkFacts, ...], int] | None = None
        self._times = QHBoxLayout()
        self._utc = Label("", Type.CAPTION)
        self._local = Label("", Type.CAPTION)
        self._zone = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout()
        row.setContentsMargins(px(_LEFT), 0, px(_RIGHT), 0)
        row.setSpacing(px(7))
        row.addLayout(self._services)
        row.addStretch(1)
        self._times.setContentsMargins(px(_APART), 0, 0, 0)
        self._times.setSpacing(px(7))
        self._times.addWidget(self._utc)
        self._times.addWidget(Label("UTC", Type.CAPTION, Tint.TEXT2))
        self._times.addSpacing(px(12))
        self._times.addWidget(self._local)
        self._times.addWidget(self._zone)
        row.addLayout(self._times)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(row, 1)

    def show_services(self, snapshot: "Snapshot") -> None:
        """Show each service's state."""
        from traderadmin.gui.shell.words import shown_order  # noqa: PLC0415 - as above

        services = shown_order(snapshot.services)
        self._note.setVisible(not services)
        self._note.setText("No services were found")
        self._shown = services
        self._show_marks()

    def show_lost(self, why: str) -> None:
        """Say that the target does not answer; the last known states stay."""
        self._note.setText("The target does not answer")
        self._note.setToolTip(why)
        self._note.setAccessibleDescription(why)
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
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown:
            self._show_marks()

    def _show_marks(self) -> None:
        """A mark for each service, or for each phase where that would not fit."""
        from traderadmin.gui.shell.servicemark import by_phase, one_by_one  # noqa: PLC0415

        wanted = one_by_one(self._shown)
        if (wanted, self.width()) == self._fitted:
            return
        self._fitted = (wanted, self.width())
        self._fill(wanted)
        room = self.width() - self._times.sizeHint().width() - px(_LEFT + _RIGHT)
        marks = self._marks[: len(wanted)]
        wide = sum(mark.sizeHint().width() + self._services.spacing() for mark in marks)
        if wide > room:
            self._fill(by_phase(self._shown))

    def _fill(self, wanted: "tuple[MarkFacts, ...]") -> None:
        from traderadmin.gui.shell.servicemark import ServiceMark  # noqa: PLC0415 - as above

        while len(self._marks) < len(wanted):
            mark = ServiceMark()
            self._marks.append(mark)
            self._services.addWidget(mark)
        for number, mark in enumerate(self._marks):
            mark.setVisible(number < len(wanted))
        for mark, facts in zip(self._marks, wanted, strict=False):
            mark.show_facts(facts)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
