"""One step of a transaction as the apply panel shows it: marker, name, time, service lines."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import RADIUS, Type, px
from traderadmin.gui.look.paint import box, painter_on
from traderadmin.gui.look.status import Dot, StatusDot, Step, StepMarker
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.shell.progress import ServiceRow, StepRow, StepState
from traderadmin.gui.shell.session import dot_of
from traderadmin.workflow.words import seconds_text

_MARKER = 22
_NAME = 82
_GAP = 17
_TINTS = {
    StepState.FAILED: Tint.DANGER,
    StepState.WAITING: Tint.TEXT2,
    StepState.NOT_REACHED: Tint.TEXT2,
}


class ServiceLine(QFrame):
    """A service under a step: shape, name, what happens, how long it took."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = StatusDot()
        self._name = Label("", Type.CAPTION_STRONG)
        self._name.setMinimumWidth(px(_NAME))
        self._note = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._time = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(3), px(10), px(3))
        row.setSpacing(px(8))
        row.addWidget(self._dot)
        row.addWidget(self._name)
        row.addWidget(self._note, 1)
        row.addWidget(self._time)

    def show_row(self, row: ServiceRow) -> None:
        """Show where the service is."""
        self._dot.show_state(Dot.FAILED if row.failed else dot_of(row.phase))
        self._name.setText(row.name)
        self._note.setText(row.note)
        self._note.set_tint(Tint.DANGER if row.failed else Tint.TEXT2)
        self._time.setText(seconds_text(row.seconds) if row.seconds is not None else "")
        self.setAccessibleName(f"{row.name}: {row.note}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        box(painter, QRectF(self.rect()), px(RADIUS), t.bg, t.line)
        painter.end()


class StepBlock(QFrame):
    """A step; a line leads from its marker down to the next one."""

    def __init__(self, number: int, *, last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._last = last
        self._state = StepState.WAITING
        self._row: StepRow | None = None
        self._lines: list[ServiceLine] = []
        self._marker = StepMarker(number)
        self._title = Label("", Type.STRONG)
        self._time = Label("", Type.CAPTION, Tint.TEXT2)
        self._detail = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._services = QVBoxLayout()
        self._services.setSpacing(px(4))
        self._title.setFixedHeight(px(_MARKER))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._time)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.setContentsMargins(0, 0, 0, px(_GAP if not last else 0))
        body.addLayout(head)
        body.addWidget(self._detail)
        self._services.setContentsMargins(0, px(3), 0, 0)
        body.addLayout(self._services)
        body.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(px(1), 0, 0, 0)
        across.setSpacing(px(13))
        across.addWidget(self._marker, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(body, 1)

    def show_row(self, row: StepRow, total: int, seconds: float | None) -> None:
        """Show how far the step is; `seconds` counts while it runs."""
        if row != self._row:
            self._row = row
            self._show_new(row, total)
        took = row.seconds if row.seconds is not None else seconds
        self._time.setText(seconds_text(took) if took is not None else "")

    def _show_new(self, row: StepRow, total: int) -> None:
        self._state = row.state
        self._marker.show_state(Step(row.state.value))
        self._title.setText(row.title)
        self._title.set_tint(_TINTS.get(row.state, Tint.TEXT))
        strong = row.state not in {StepState.WAITING, StepState.NOT_REACHED}
        self._title.set_type(Type.STRONG if strong else Type.BODY)
        self._detail.setText(row.detail)
        self._detail.set_tint(Tint.DANGER if row.state is StepState.FAILED else Tint.TEXT2)
        told = bool(row.services) and row.state is StepState.DONE
        self._detail.setVisible(bool(row.detail) and not told)
        self._show_services(row)
        self.setAccessibleName(
            f"Step {self._number} of {total}, {row.title}: {row.state.value}. {row.detail}".strip()
        )
        self.update()

    def _show_services(self, row: StepRow) -> None:
        while len(self._lines) < len(row.services):
            line = ServiceLine()
            self._lines.append(line)
            self._services.addWidget(line)
        while len(self._lines) > len(row.services):
            gone = self._lines.pop()
            gone.hide()
            gone.deleteLater()
        for line, service in zip(self._lines, row.services, strict=True):
            line.show_row(service)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._last:
            return
        t = tokens_of(self)
        done = self._state in {StepState.DONE, StepState.WARNING}
        painter = painter_on(self)
        painter.setPen(QPen(t.ok if done else t.line, 2))
        x = px(1) + px(_MARKER) / 2
        painter.drawLine(QPointF(x, px(_MARKER) + px(4)), QPointF(x, self.height() - px(4)))
        painter.end()
