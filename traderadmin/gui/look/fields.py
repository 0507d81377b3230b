"""Line edits: the box, a suffix and icons inside it, its invalid state; the search field."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.keys import is_undo
from traderadmin.gui.look.measures import CONTROL, RADIUS, Type, font, px
from traderadmin.gui.look.paint import RING, box, painter_on, ring, text
from traderadmin.gui.look.tokens import Tokens, tokens_of

_INNER = 9
_SLOT = 24


class LineEdit(QLineEdit):
    """A text field that paints its own box.

    At its right end stand, from the left: the problem icon, the suffix ("UTC") and an optional
    button (a clock, an eye) whose click is `trailing_clicked`.
    """

    trailing_clicked = Signal()

    def __init__(
        self,
        words: str = "",
        *,
        suffix: str = "",
        trailing: str = "",
        trailing_name: str = "",
        leading: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._suffix = suffix
        self._leading = leading
        self._invalid = False
        self._trailing: TrailingButton | None = None
        self.yields_undo = False
        self._preferred = 220
        self.setFrame(False)
        palette = QPalette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
            palette.setColor(group, QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(
            QPalette.ColorGroup.Inactive, QPalette.ColorRole.Base, Qt.GlobalColor.transparent
        )
        self.setPalette(palette)
        self.setFixedHeight(px(CONTROL))
        if trailing:
            self.set_trailing(trailing, trailing_name)
        self._lay_out()

    @property
    def is_invalid(self) -> bool:
        """Whether it shows a problem."""
        return self._invalid

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge and the icon in the field."""
        if invalid != self._invalid:
            self._invalid = invalid
            self._lay_out()
            self.update()

    def set_suffix(self, suffix: str) -> None:
        """The unit inside the field."""
        self._suffix = suffix
        self._lay_out()
        self.update()

    def set_preferred_width(self, width: int) -> None:
        """As wide as this where there is room, never wider."""
        self._preferred = width
        self.setMaximumWidth(px(width))

    def set_trailing(self, icon: str, name: str) -> None:
        """Set the button at the right end, or change its icon and name."""
        if self._trailing is None:
            self._trailing = TrailingButton(icon, name, self)
            self._trailing.clicked.connect(self.trailing_clicked)
        self._trailing.show_icon(icon, name)
        self._lay_out()

    @property
    def trailing(self) -> QToolButton | None:
        """The button at the right end."""
        return self._trailing

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(self._preferred), px(CONTROL))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(64), px(CONTROL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        draw_field(painter, rect, t, self, invalid=self._invalid)
        front = t.text2 if self.isEnabled() else t.off
        if self._leading:
            icons.draw_centred(
                painter, self._leading, QRectF(px(12), 0, px(16), rect.height()), front
            )
        right = rect.right() - self._trailing_width()
        if self._suffix:
            small = font(Type.CAPTION)
            width = QFontMetricsF(small).horizontalAdvance(self._suffix)
            at = QRectF(right - width, 0, width, rect.height())
            text(painter, at, self._suffix, front, small)
            right -= width + px(8)
        if self._invalid:
            at = QRectF(right - px(16), 0, px(16), rect.height())
            icons.draw_centred(painter, "alert-circle", at, t.danger)
        painter.end()
        super().paintEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._trailing is not None:
            side = self._trailing.width()
            top = (self.height() - side) // 2
            self._trailing.move(self.width() - side - px(4), top)

    @override
    def event(self, event: QEvent) -> bool:
        if self.yields_undo and is_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def _trailing_width(self) -> float:
        return px(_SLOT + 8) if self._trailing is not None else px(_INNER - 2)

    def _lay_out(self) -> None:
        right = self._trailing_width()
        if self._suffix:
            right += QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(self._suffix) + px(4)
        if self._invalid:
            right += px(20)
        left = px(34) if self._leading else px(_INNER)
        self.setTextMargins(left, 0, round(right), 0)


class TrailingButton(QToolButton):
    """The button inside a field's right end; the keyboard reaches its action from the field."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFixedSize(px(_SLOT), px(_SLOT))
        self.show_icon(icon, name)

    def show_icon(self, icon: str, name: str) -> None:
        """Change icon and name."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        if self.isEnabled() and self.underMouse():
            box(painter, rect, px(4), t.hover)
        icons.draw_centred(painter, self._icon, rect, t.text2 if self.isEnabled() else t.off)
        painter.end()


class SearchField(LineEdit):
    """A line edit with a magnifier and, once something is typed, a button that clears it."""

    def __init__(self, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(leading="search", parent=parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.set_trailing("x", "Clear the search")
        self.trailing_clicked.connect(self.clear)
        self.textChanged.connect(self._show_clear)
        self._show_clear()

    def _show_clear(self) -> None:
        if self.trailing is not None:
            self.trailing.setVisible(bool(self.text()))


def draw_field(
    painter: QPainter, rect: QRectF, t: Tokens, widget: QWidget, *, invalid: bool = False
) -> None:
    """The box every field shares: edge, focus ring, invalid edge, sunken when disabled."""
    radius = float(px(RADIUS))
    if not widget.isEnabled():
        box(painter, rect, radius, t.sunken, t.line)
        return
    if invalid:
        box(painter, rect, radius, t.surface, t.danger, RING)
        if widget.hasFocus():
            ring(painter, rect, radius, t.accent, RING)
    elif widget.hasFocus():
        box(painter, rect, radius, t.surface, t.accent, RING)
    else:
        box(painter, rect, radius, t.surface, t.edge)
