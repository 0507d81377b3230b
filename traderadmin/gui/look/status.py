"""States as shapes: the dot of a service, the marker of a step, progress, spinner."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.motion import Turn, draw_spinner
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.tokens import Tokens, tokens_of

_DOT = 10
_MARKER = 22
_SIXTEENTHS = 16
_THOUSAND = 1000


class Dot(StrEnum):
    """What a service does; the values are those of `targets.states.Phase`."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class StatusDot(QLabel):
    """The shape of a service's state; its word stands beside it, and in its accessible name."""

    def __init__(self, state: Dot = Dot.UNKNOWN, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setFixedSize(px(_DOT), px(_DOT))
        self.show_state(state)

    @property
    def state(self) -> Dot:
        """The state shown."""
        return self._state

    def show_state(self, state: Dot) -> None:
        """Show another state."""
        self._state = state
        self.setAccessibleName(state.value)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_dot(painter, QRectF(self.rect()), self._state, tokens_of(self))
        painter.end()


def draw_dot(painter: QPainter, rect: QRectF, state: Dot, t: Tokens) -> None:
    """Draw the shape for `state` into the square `rect`."""
    inner = rect.adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    if state is Dot.RUNNING:
        painter.setBrush(t.ok)
        painter.drawEllipse(inner)
    elif state in {Dot.STARTING, Dot.STOPPING}:
        colour = t.accent if state is Dot.STARTING else t.text2
        painter.setBrush(colour)
        start = -90 if state is Dot.STARTING else 90
        painter.drawPie(inner, start * _SIXTEENTHS, 180 * _SIXTEENTHS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(inner.adjusted(0.5, 0.5, -0.5, -0.5))
    elif state is Dot.STOPPED:
        painter.setPen(QPen(t.text2, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5))
    elif state is Dot.FAILED:
        painter.setBrush(t.danger)
        c = rect.center()
        reach = rect.width() / 2
        corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        painter.drawPolygon(QPolygonF([c + QPointF(x, y) for x, y in corners]))
    else:
        pen = QPen(t.text2, 1.5)
        pen.setDashPattern([1.6, 1.6])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner.adjusted(0.25, 0.25, -0.25, -0.25))


class Spinner(QLabel):
    """A turning arc: something is being done. Still under reduced motion."""

    def __init__(self, *, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turn = Turn(self)
        self.setFixedSize(px(side), px(side))
        self.setAccessibleName("busy")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        draw_spinner(painter, QRectF(self.rect()), self._turn.angle, t.accent, t.line)
        painter.end()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._turn.stop()
        super().hideEvent(event)


class ProgressLine(QProgressBar):
    """A 4 px line that fills, in thousandths; `tone_ok` draws it green (the countdown)."""

    def __init__(
        self, *, tone_ok: bool = False, height: int = 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ok = tone_ok
        self.setTextVisible(False)
        self.setRange(0, _THOUSAND)
        self.setFixedHeight(px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Show how much is done, from 0 to 1; what lies outside counts as the nearer of them."""
        self.setUpdatesEnabled(False)  # else Qt paints all that waits in the window, here and now
        self.setValue(round(_THOUSAND * min(1.0, max(0.0, share))))
        self.setUpdatesEnabled(True)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(120), self.minimumHeight())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(24), self.minimumHeight())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        half = rect.height() / 2
        box(painter, rect, half, t.line)
        span = self.maximum() - self.minimum()
        if span > 0:
            rect.setWidth(rect.width() * (self.value() - self.minimum()) / span)
            box(painter, rect, half, t.ok if self._ok else t.accent)
        painter.end()


class Step(StrEnum):
    """How far a step of an apply is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    WARNING = "done with a warning"
    FAILED = "failed"
    NOT_REACHED = "not reached"


class StepMarker(QLabel):
    """The round marker of a step: number, spinner, tick, cross, or dash."""

    def __init__(
        self, number: int, state: Step = Step.WAITING, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._number = number
        self._state = state
        self._turn = Turn(self)
        self.setFixedSize(px(_MARKER), px(_MARKER))
        self.show_state(state)

    @property
    def state(self) -> Step:
        """The state shown."""
        return self._state

    def show_state(self, state: Step) -> None:
        """Show another state."""
        self._state = state
        self.setAccessibleName(f"Step {self._number}: {state.value}")
        if state is Step.RUNNING:
            self._turn.start()
        else:
            self._turn.stop()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        round_ = rect.width() / 2
        inner = rect.adjusted(1, 1, -1, -1)
        small = px(12)
        if self._state is Step.DONE:
            box(painter, rect, round_, t.ok_soft, t.ok, 1.5)
            icons.draw_centred(painter, "check", rect, t.ok, small)
        elif self._state is Step.WARNING:
            box(painter, rect, round_, t.warn_soft, t.warn, 1.5)
            icons.draw_centred(painter, "alert-triangle", rect, t.warn, small)
        elif self._state is Step.FAILED:
            box(painter, rect, round_, t.danger_fill)
            icons.draw_centred(painter, "x", rect, t.on, small)
        elif self._state is Step.RUNNING:
            draw_spinner(painter, inner, self._turn.angle - 60, t.accent, t.accent_soft, 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent)
            painter.drawEllipse(rect.center(), px(7) / 2, px(7) / 2)
        elif self._state is Step.NOT_REACHED:
            pen = QPen(t.edge, 1.5)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(inner)
            icons.draw_centred(painter, "minus", rect, t.text2, px(10))
        else:
            box(painter, rect, round_, None, t.edge, 1.25)
            centre = Qt.AlignmentFlag.AlignHCenter
            text(painter, rect, str(self._number), t.text2, font(Type.CAPTION), centre)
        painter.end()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._state is Step.RUNNING:
            self._turn.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._turn.stop()
        super().hideEvent(event)
