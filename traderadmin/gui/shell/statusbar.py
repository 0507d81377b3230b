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
    from traderadmin.workflow.exposure import Exposure

BAR = 30
_LEFT = 24
_RIGHT = 25
_APART = 16
_GAP = 7


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
        self._exposure = Label("", Type.CAPTION, parent=self)
        self._exposure.setObjectName("exposure")
        self._exposure.hide()
        self._shown: tuple[ServiceState, ...] = ()
        self._fitted: tuple[tuple[MarkFacts, ...], int] | None = None
        self._times = QHBoxLayout()
        self._utc = Label("", Type.CAPTION)
        self._local = Label("", Type.CAPTION)
        self._zone = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout()
        row.setContentsMargins(px(_LEFT), 0, px(_RIGHT), 0)
        row.setSpacing(px(_GAP))
        row.addLayout(self._services)
        row.addSpacing(px(_APART))
        row.addWidget(self._exposure)
        row.addStretch(1)
        self._times.setContentsMargins(px(_APART), 0, 0, 0)
        self._times.setSpacing(px(_GAP))
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
        from traderadmin.workflow.exposure import exposure  # noqa: PLC0415

        services = shown_order(snapshot.services)
        self._note.setVisible(not services)
        self._note.setText("No services were found")
        self._shown = services
        self._show_exposure(exposure(snapshot))
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

    def _show_exposure(self, found: "Exposure") -> None:
        """What is open in the market, in sight whatever is pressed; nothing where nothing is."""
        from traderadmin.workflow.exposure import exposure_brief, exposure_text  # noqa: PLC0415

        brief = exposure_brief(found)
        self._exposure.setText(brief)
        self._exposure.setToolTip(exposure_text(found))
        self._exposure.setAccessibleDescription(exposure_text(found))
        self._exposure.setVisible(bool(brief))

    def _show_marks(self) -> None:
        """A mark for each service, or for each phase where that would not fit."""
        from traderadmin.gui.shell import servicemark  # noqa: PLC0415 - as above

        wanted = servicemark.one_by_one(self._shown)
        room = self.width() - self._times.sizeHint().width() - px(_LEFT + _RIGHT)
        if self._exposure.isVisibleTo(self):
            room -= self._exposure.sizeHint().width() + px(_APART + 3 * _GAP)
        if (wanted, room) == self._fitted:
            return
        self._fitted = (wanted, room)
        for facts in (servicemark.one_by_one, servicemark.by_phase, servicemark.in_brief):
            if self._fill(facts(self._shown)) <= room:
                return

    def _fill(self, wanted: "tuple[MarkFacts, ...]") -> int:
        """Show these marks; how wide they are."""
        from traderadmin.gui.shell.servicemark import ServiceMark  # noqa: PLC0415 - as above

        while len(self._marks) < len(wanted):
            mark = ServiceMark(self)
            self._marks.append(mark)
            self._services.addWidget(mark)
        for number, mark in enumerate(self._marks):
            mark.setVisible(number < len(wanted))
        for mark, facts in zip(self._marks, wanted, strict=False):
            mark.show_facts(facts)
        shown = self._marks[: len(wanted)]
        return sum(mark.sizeHint().width() + self._services.spacing() for mark in shown)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
