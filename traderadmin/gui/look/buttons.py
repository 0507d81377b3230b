"""Push buttons: normal, primary, production, halt, danger, ghost, toggled; busy; icon buttons."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import CONTROL, ICON_BUTTON, RADIUS, Type, font, px, square
from traderadmin.gui.look.motion import Turn, draw_spinner
from traderadmin.gui.look.paint import box, painter_on, ring, text
from traderadmin.gui.look.tokens import Tokens, tokens_of

_PADDING = 14
_GAP = 6
_SHADE = 112


class Variant(Enum):
    """What a button does to the world, as a look."""

    NORMAL = "normal"
    PRIMARY = "primary"
    PRODUCTION = "production"
    HALT = "halt"
    DANGER = "danger"
    GHOST = "ghost"


class _Skin(NamedTuple):
    fill: QColor | None
    edge: QColor | None
    front: QColor
    on_fill: bool = False


class Button(QPushButton):
    """The push button of the look. `set_busy` disables it and turns a spinner beside its text."""

    def __init__(
        self,
        words: str = "",
        variant: Variant = Variant.NORMAL,
        icon: str = "",
        *,
        height: int = CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(words)
        self._variant = variant
        self._icon = icon
        self._height = height
        self._turn: Turn | None = None
        self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._set_font()

    @property
    def is_busy(self) -> bool:
        """Whether the spinner is shown."""
        return self._turn is not None

    @property
    def variant(self) -> Variant:
        """The look it has now."""
        return self._variant

    def set_variant(self, variant: Variant) -> None:
        """Change the look."""
        self._variant = variant
        self._set_font()
        self.updateGeometry()
        self.update()

    def set_icon_name(self, icon: str) -> None:
        """Change the icon; empty for none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_busy(self, *, busy: bool) -> None:
        """Show or end the spinner; while busy the button is disabled."""
        if busy == self.is_busy:
            return
        if self._turn is not None:
            self._turn.stop()
            self._turn.deleteLater()
        self._turn = Turn(self) if busy else None
        self.setEnabled(not busy)
        if self._turn is not None:
            self._turn.start()
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        words = self.text().replace("&", "")
        width = QFontMetricsF(self.font()).horizontalAdvance(words) + 2 * px(_PADDING)
        if self._icon or self.is_busy:
            width += px(icons.SIZE) + (px(_GAP) if words else 0)
        return QSize(round(width), px(self._height))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        skin = self._skin(t)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        radius = float(px(RADIUS))
        box(painter, rect, radius, skin.fill, skin.edge)
        if self.hasFocus() and self._ring:
            if skin.on_fill:
                ring(painter, rect, radius, t.on, 3)
            else:
                ring(painter, rect, radius, t.accent)
        self._draw_content(painter, rect, skin, t)
        painter.end()

    def _draw_content(self, painter: QPainter, rect: QRectF, skin: _Skin, t: Tokens) -> None:
        words = self.text()
        left = float(px(_PADDING))
        side = px(icons.SIZE)
        if self._turn is not None:
            at = QRectF(left, (rect.height() - side) / 2, side, side)
            draw_spinner(painter, at, self._turn.angle, t.off, t.line)
        elif self._icon:
            at = QRectF(left, 0, side, rect.height())
            if not words:
                at = rect
            icons.draw_centred(painter, self._icon, at, skin.front)
        if self._icon or self._turn is not None:
            left += side + px(_GAP)
            text(painter, rect.adjusted(left, 0, 0, 0), words, skin.front, self.font())
        else:
            centre = Qt.AlignmentFlag.AlignHCenter
            text(painter, rect, words, skin.front, self.font(), centre)

    def _skin(self, t: Tokens) -> _Skin:
        if not self.isEnabled():
            ghost = self._variant is Variant.GHOST and not self.is_busy
            return _Skin(None if ghost else t.sunken, None if ghost else t.line, t.off)
        hover = self.underMouse()
        down = self.isDown()
        fills = {
            Variant.PRIMARY: t.accent_fill,
            Variant.PRODUCTION: t.prod_fill,
            Variant.DANGER: t.danger_fill,
        }
        fill = fills.get(self._variant)
        if fill is not None:
            shade = _SHADE + 8 if down else _SHADE
            return _Skin(fill.darker(shade) if hover or down else fill, None, t.on, on_fill=True)
        if self.isCheckable() and self.isChecked():
            return _Skin(t.accent_soft, t.accent, t.accent_text)
        back = t.sunken if down else t.hover
        if self._variant is Variant.HALT:
            soft = t.danger_soft.darker(104) if hover or down else t.danger_soft
            return _Skin(soft, t.danger, t.danger)
        if self._variant is Variant.GHOST:
            return _Skin(back if hover or down else None, None, t.text)
        return _Skin(back if hover or down else t.surface, t.edge, t.text)

    def _set_font(self) -> None:
        light = self._variant in {Variant.NORMAL, Variant.GHOST}
        self.setFont(font(Type.LABEL if light else Type.STRONG))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationFontChange:
            self._set_font()
        super().changeEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._turn is not None:
            self._turn.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if self._turn is not None:
            self._turn.stop()
        super().hideEvent(event)


class IconButton(QToolButton):
    """A square button of 28 with an icon; the accessible name doubles as its tool tip."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        side: int = ICON_BUTTON,
        accent: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._side = side
        self._accent = accent
        self._ring = False
        self.set_name(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(square(side))

    def set_name(self, name: str) -> None:
        """What a screen reader says and the tool tip shows."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon_name(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        radius = float(px(RADIUS))
        if self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked()):
            box(painter, rect, radius, t.sunken if self.isDown() else t.hover)
        if self.hasFocus() and self._ring:
            ring(painter, rect, radius, t.accent)
        front = t.accent_text if self._accent else t.text2
        icons.draw_centred(painter, self._icon, rect, front if self.isEnabled() else t.off)
        painter.end()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)


class LinkButton(QPushButton):
    """An action that reads as text: "Show", "Was 13:30"; takes the accent colour."""

    def __init__(self, words: str, *, toast: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._toast = toast
        self.setFont(font(Type.STRONG))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + px(12)
        return QSize(round(width + 0.5), px(ICON_BUTTON))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        front = t.toast_link if self._toast else t.accent_text
        if not self.isEnabled():
            front = t.off
        if self.hasFocus():
            ring(painter, rect, px(RADIUS), front)
        text(painter, rect, self.text(), front, self.font(), Qt.AlignmentFlag.AlignHCenter)
        if self.underMouse() and self.isEnabled():
            width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
            below = rect.center().y() + px(7)
            left = rect.center().x() - width / 2
            painter.drawLine(QPointF(left, below), QPointF(left + width, below))
        painter.end()
