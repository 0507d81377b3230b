"""What things stand on: filled surfaces, cards, scroll areas with a slim bar, popups."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look.measures import CARD_RADIUS, px
from traderadmin.gui.look.paint import box, painter_on, shadow
from traderadmin.gui.look.tokens import tokens_of

_BAR = 12
_THUMB = 6
_SHORTEST_THUMB = 32
SHADOW = 10
"""Width of the shadow around popups and toasts, inside their widget."""


class Surface(QFrame):
    """A plain area in the surface colour (form, bars) or, with `sunken`, the window's."""

    def __init__(self, *, window: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        role = QPalette.ColorRole.Window if window else QPalette.ColorRole.Base
        self.setBackgroundRole(role)


class Card(QFrame):
    """A rounded box with a divider-coloured edge; `body` is its vertical layout."""

    def __init__(self, *, padding: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        side = px(padding)
        self.body.setContentsMargins(side, side, side, side)
        self.body.setSpacing(px(4))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        box(painter, QRectF(self.rect()), px(CARD_RADIUS), t.surface, t.line)
        painter.end()


class SlimScrollBar(QScrollBar):
    """A thumb without grooves or arrows, in the colour of control outlines."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(_BAR), px(_BAR))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on(self)
        t = tokens_of(self)
        span = self.maximum() - self.minimum()
        if span > 0:
            upright = self.orientation() is Qt.Orientation.Vertical
            length = (self.height() if upright else self.width()) - 4
            thumb = max(px(_SHORTEST_THUMB), length * self.pageStep() / (span + self.pageStep()))
            start = 2 + (length - thumb) * (self.value() - self.minimum()) / span
            across = (px(_BAR) - px(_THUMB)) / 2
            rect = QRectF(across, start, px(_THUMB), thumb)
            if not upright:
                rect = QRectF(start, across, thumb, px(_THUMB))
            colour = t.text2 if self.underMouse() or self.isSliderDown() else t.edge
            box(painter, rect, px(_THUMB) / 2, colour)
        painter.end()


def use_slim_bars(area: QAbstractScrollArea) -> None:
    """Give `area` slim bars and no frame of its own."""
    area.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(SlimScrollBar(Qt.Orientation.Horizontal, area))
    area.setFrameShape(QFrame.Shape.NoFrame)


class ScrollArea(QScrollArea):
    """A vertical scroll area that shows the surface behind it and never scrolls sideways."""

    def __init__(self, content: QWidget | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        if content is not None:
            self.setWidget(content)
            content.setAutoFillBackground(False)


class Popup(QFrame):
    """A rounded panel over everything, with a shadow; `body` lies inside. Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Popup
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.body = QVBoxLayout(self)
        side = px(SHADOW)
        self.body.setContentsMargins(side + 1, side + 1, side + 1, side + 1)
        self.body.setSpacing(0)

    def open_below(self, anchor: QWidget) -> None:
        """Show under `anchor`, or above it where the screen ends."""
        self.adjustSize()
        side = px(SHADOW)
        at = anchor.mapToGlobal(anchor.rect().bottomLeft())
        at.setX(at.x() - side)
        at.setY(at.y() - side + px(4))
        screen = anchor.screen().availableGeometry()
        if at.y() + self.height() > screen.bottom():
            top = anchor.mapToGlobal(anchor.rect().topLeft())
            at.setY(max(screen.top(), top.y() - self.height() + side - px(4)))
        right = screen.right() - self.width() + side
        at.setX(max(screen.left() - side, min(at.x(), right)))
        self.move(at)
        self.show()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        side = float(px(SHADOW))
        rect = QRectF(self.rect()).adjusted(side, side, -side, -side)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(self.rect(), Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        shadow(painter, rect, px(CARD_RADIUS), px(SHADOW))
        box(painter, rect, px(CARD_RADIUS), t.surface, t.edge)
        painter.end()
