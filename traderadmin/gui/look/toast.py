"""A toast: affirms a success at the bottom left, and goes by itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPropertyAnimation, QRectF, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsOpacityEffect, QHBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.buttons import IconButton, LinkButton
from traderadmin.gui.look.labels import Label
from traderadmin.gui.look.measures import CARD_RADIUS, Type, px
from traderadmin.gui.look.motion import FADE_MS
from traderadmin.gui.look.notices import announce
from traderadmin.gui.look.paint import box, painter_on, shadow
from traderadmin.gui.look.surfaces import SHADOW
from traderadmin.gui.look.theme import may_move
from traderadmin.gui.look.tokens import tokens_of

TOAST_MS = 6000


class Toast(QFrame):
    """Affirms a success at the bottom left, for 6 s; waits while pointer or focus is on it.

    `host` is the widget in whose bottom left corner it floats, `above` what it keeps free.
    """

    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        words: str,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        above: int = 0,
    ) -> None:
        super().__init__(host)
        self._host = host
        self._above = above
        self._words = words
        self.setAccessibleName(words)
        side = px(SHADOW)
        row = QHBoxLayout(self)
        row.setContentsMargins(side + px(40), side + px(8), side + px(8), side + px(8))
        row.setSpacing(px(10))
        self._label = Label(words, Type.LABEL)
        row.addWidget(self._label)
        self.action: LinkButton | None = None
        if action and on_action is not None:
            self.action = LinkButton(action, toast=True)
            self.action.clicked.connect(on_action)
            self.action.clicked.connect(self.dismiss)
            row.addWidget(self.action)
        row.addSpacing(px(4))
        self.close_button = _ToastClose("x", "Dismiss")
        self.close_button.clicked.connect(self.dismiss)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._time_out)
        self._paint_label()
        host.installEventFilter(self)

    def set_above(self, above: int) -> None:
        """Keep another height free below (the bars under it changed)."""
        self._above = above
        self._place()

    def pop_up(self) -> None:
        """Show it, tell screen readers, and start its time."""
        self._place()
        self.show()
        self.raise_()
        if may_move():
            effect = QGraphicsOpacityEffect(self)
            self.setGraphicsEffect(effect)
            fade = QPropertyAnimation(effect, b"opacity", self)
            fade.setDuration(FADE_MS)
            fade.setStartValue(0.0)
            fade.setEndValue(1.0)
            fade.finished.connect(self._drop_effect)
            fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
        announce(self, self._words)
        self._timer.start()

    def dismiss(self) -> None:
        """Take it away at once."""
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_label"):
            self._paint_label()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        side = float(px(SHADOW))
        rect = QRectF(self.rect()).adjusted(side, side, -side, -side)
        shadow(painter, rect, px(CARD_RADIUS), px(SHADOW))
        box(painter, rect, px(CARD_RADIUS), t.toast)
        at = QRectF(rect.left() + px(12), rect.top(), px(20), rect.height())
        icons.draw_centred(painter, "check", at, t.toast_ok)
        painter.end()

    def _paint_label(self) -> None:
        colour = tokens_of(self).toast_text
        palette = self._label.palette()
        if palette.color(self._label.foregroundRole()) != colour:
            palette.setColor(self._label.foregroundRole(), colour)
            self._label.setPalette(palette)

    def _place(self) -> None:
        self.adjustSize()
        side = px(SHADOW)
        top = self._host.height() - self._above - self.height() + side - px(12)
        self.move(px(12) - side, top)

    def _drop_effect(self) -> None:
        self.setGraphicsEffect(None)  # type: ignore[arg-type]  # Qt: none means remove

    def _time_out(self) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if self.underMouse() or inside:
            self._timer.start()
        else:
            self.dismiss()


class _ToastClose(IconButton):
    """The toast's cross, in the toast's own colours."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            box(painter, rect, px(6), None, t.toast_link, 2)
        icons.draw_centred(painter, "x", rect, t.toast_text)
        painter.end()
