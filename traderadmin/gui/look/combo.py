"""A combo box in the look, whose list shows a description under each choice."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.choices import Choice, ChoicePopup
from traderadmin.gui.look.fields import draw_field
from traderadmin.gui.look.measures import CONTROL, Type, font, px
from traderadmin.gui.look.paint import painter_on, text
from traderadmin.gui.look.tokens import tokens_of

DESCRIPTION_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class ComboBox(QComboBox):
    """Paints its own box; ignores the wheel without focus; may show that nothing fits."""

    def __init__(self, *, width: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self._invalid = False
        self._placeholder = ""
        self._popup: ChoicePopup | None = None
        self.setFont(font(Type.BODY))
        self.setFixedHeight(px(CONTROL))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def add_choice(self, words: str, description: str = "", data: object = None) -> None:
        """Add a choice with a description for its list."""
        self.addItem(words, data)
        self.setItemData(self.count() - 1, description, DESCRIPTION_ROLE)

    def set_invalid(self, *, invalid: bool) -> None:
        """Show or end the danger edge."""
        self._invalid = invalid
        self.update()

    def show_placeholder(self, words: str) -> None:
        """What stands there while no choice is current (a value that is none of them)."""
        self._placeholder = words
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(Type.BODY))
        texts = [self.itemText(index) for index in range(self.count())]
        widest = max((metrics.horizontalAdvance(words) for words in texts), default=0.0)
        return QSize(max(px(self._width), round(widest) + px(46)), px(CONTROL))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(CONTROL))

    @override
    def showPopup(self) -> None:
        choices = [
            Choice(self.itemText(row), str(self.itemData(row, DESCRIPTION_ROLE) or ""))
            for row in range(self.count())
        ]
        self._popup = ChoicePopup(self, choices, self.currentIndex())
        self._popup.chosen.connect(self._chosen)
        self._popup.destroyed.connect(self._popup_gone)
        self._popup.open_under(self)

    @override
    def hidePopup(self) -> None:
        if self._popup is not None:
            self._popup.close()
        super().hidePopup()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        draw_field(painter, rect, t, self, invalid=self._invalid)
        chevron = QRectF(rect.right() - px(28), 0, px(16), rect.height())
        live = self.isEnabled()
        icons.draw_centred(painter, "chevron-down", chevron, t.text2 if live else t.off)
        words = self.currentText()
        front = t.text
        if self.currentIndex() < 0:
            words, front = self._placeholder, t.text2
        room = rect.adjusted(px(10), 0, -px(32), 0)
        shown = QFontMetricsF(self.font()).elidedText(
            words, Qt.TextElideMode.ElideRight, room.width()
        )
        text(painter, room, shown, front if live else t.off, self.font())
        painter.end()

    def _chosen(self, row: int) -> None:
        self.setCurrentIndex(row)
        self.activated.emit(row)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _popup_gone(self) -> None:
        self._popup = None
