"""Check boxes and segmented choices (radio buttons in one box)."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QHBoxLayout, QRadioButton, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import CHECK_RADIUS, CONTROL, RADIUS, Type, font, px
from traderadmin.gui.look.paint import RING, box, hairline, painter_on, text
from traderadmin.gui.look.tokens import Tokens, tokens_of

_SIDE = 18
_SMALL_SIDE = 16
_RING_ROOM = 2


class CheckBox(QCheckBox):
    """A box with a tick and words beside it; the focus ring stands 2 px outside the box."""

    def __init__(self, words: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._invalid = False
        self.setFont(font(Type.BODY))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge."""
        self._invalid = invalid
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = px(_SIDE + 2 * _RING_ROOM)
        if self.text():
            width += round(QFontMetricsF(self.font()).horizontalAdvance(self.text())) + px(11)
        return QSize(width, px(_SIDE + 2 * _RING_ROOM))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        side = px(_SIDE)
        square = QRectF(0, (self.height() - side) / 2, side, side)
        draw_check(painter, square, t, self, invalid=self._invalid)
        front = t.text if self.isEnabled() else t.off
        words = QRectF(self.rect()).adjusted(side + px(10), 0, 0, 0)
        text(painter, words, self.text(), front, self.font())
        painter.end()


class DayCheck(QCheckBox):
    """A narrow check box with its word above it: one day of a week."""

    def __init__(self, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.toggled.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(46), px(48))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        above = QRectF(rect.left(), px(6), rect.width(), px(16))
        front = t.text if self.isChecked() else t.text2
        kind = Type.CAPTION_STRONG if self.isChecked() else Type.CAPTION
        colour = front if self.isEnabled() else t.off
        text(painter, above, self.text(), colour, font(kind), Qt.AlignmentFlag.AlignHCenter)
        side = px(_SMALL_SIDE)
        square = QRectF((rect.width() - side) / 2, px(25), side, side)
        draw_check(painter, square, t, self)
        painter.end()


def draw_check(
    painter: QPainter, square: QRectF, t: Tokens, widget: QCheckBox, *, invalid: bool = False
) -> None:
    """The box of a check box with its tick, focus ring, hover and disabled looks."""
    square = QRectF(round(square.x()), round(square.y()), square.width(), square.height())
    radius = float(px(CHECK_RADIUS))
    tick = t.on
    if not widget.isEnabled():
        box(painter, square, radius, t.sunken, t.edge)
        tick = t.off
    elif widget.isChecked():
        box(painter, square, radius, t.accent_fill)
    else:
        hover = widget.underMouse()
        box(painter, square, radius, t.hover if hover else t.surface, t.edge)
    if invalid:
        box(painter, square, radius, None, t.danger, RING)
    if widget.isChecked():
        pen = QPen(tick, 1.6 * square.width() / 16)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        unit = square.width() / 16
        origin = square.topLeft()
        marks = [origin + QPointF(x, y) * unit for x, y in ((4.3, 8.4), (6.9, 11.0), (11.8, 5.6))]
        painter.drawPolyline(marks)
    if widget.hasFocus():
        outside = square.adjusted(-RING, -RING, RING, RING)
        box(painter, outside, radius + RING, None, t.accent, RING)


class Segment(QRadioButton):
    """One choice of a segmented control."""

    def __init__(self, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(Type.LABEL)).horizontalAdvance(self.text())
        return QSize(max(round(width) + px(48), px(100)), px(CONTROL - 6))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        live = self.isEnabled()
        if live and on:
            box(painter, rect, px(4), t.accent_soft)
        elif live and self.underMouse():
            box(painter, rect, px(4), t.hover)
        side = px(14)
        dot = QRectF(px(10), (rect.height() - side) / 2, side, side)
        colour = (t.accent if on else t.edge) if live else t.off
        box(painter, dot, side / 2, None, colour, 1.5)
        if on:
            inner = side / 2 - px(3.5)
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(dot.center(), inner, inner)
        front = t.text if live else t.off
        kind = Type.LABEL if on else Type.BODY
        text(painter, rect.adjusted(px(32), 0, 0, 0), self.text(), front, font(kind))
        if self.hasFocus():
            box(painter, rect, px(4), None, t.accent, RING)
        painter.end()


class SegmentedChoice(QFrame):
    """Two or a few exclusive choices side by side; `chosen` is emitted on a person's choice."""

    chosen = Signal(int)

    def __init__(self, choices: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invalid = False
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(px(4))
        self._group = QButtonGroup(self)
        self.segments = tuple(Segment(words) for words in choices)
        for index, segment in enumerate(self.segments):
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._group.idClicked.connect(self.chosen)
        self.setFocusProxy(self.segments[0])
        self.setFixedHeight(px(CONTROL))

    def choose(self, index: int | None) -> None:
        """Show a choice, or none, without emitting."""
        if index is None:
            self._group.setExclusive(False)
            for segment in self.segments:
                segment.setChecked(False)
            self._group.setExclusive(True)
        else:
            self.segments[index].setChecked(True)
            self.setFocusProxy(self.segments[index])

    @property
    def choice(self) -> int | None:
        """The index shown."""
        index = self._group.checkedId()
        return index if index >= 0 else None

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge."""
        self._invalid = invalid
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_group(painter, QRectF(self.rect()), tokens_of(self), self, invalid=self._invalid)
        painter.end()


class CheckGroup(QFrame):
    """Narrow check boxes in one box with dividers: the days of a week."""

    toggled = Signal(int, bool)

    def __init__(self, words: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invalid = False
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 0, 1, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.checks = tuple(DayCheck(word) for word in words)
        for index, check in enumerate(self.checks):
            self._group.addButton(check, index)
            row.addWidget(check)
        self._group.idClicked.connect(self._clicked)
        self.setFocusProxy(self.checks[0])

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge."""
        self._invalid = invalid
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        draw_group(painter, QRectF(self.rect()), t, self, invalid=self._invalid)
        for check in self.checks[1:]:
            x = check.x() - 0.5
            hairline(painter, QPointF(x, px(7)), QPointF(x, self.height() - px(7)), t.line)
        painter.end()

    def _clicked(self, index: int) -> None:
        self.toggled.emit(index, self.checks[index].isChecked())


def draw_group(
    painter: QPainter, rect: QRectF, t: Tokens, widget: QWidget, *, invalid: bool
) -> None:
    """The box around several choices; the focus ring is on the choice, not on the box."""
    radius = float(px(RADIUS))
    if not widget.isEnabled():
        box(painter, rect, radius, t.sunken, t.line)
    elif invalid:
        box(painter, rect, radius, t.surface, t.danger, RING)
    else:
        box(painter, rect, radius, t.surface, t.edge)
