"""A combo box in the look, whose list shows a description under each choice."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.fields import draw_field
from traderadmin.gui.look.measures import CONTROL, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.look.tokens import tokens_of

DESCRIPTION_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LINE: Final = 30
_TALL: Final = 46


class ComboBox(QComboBox):
    """Paints its own box; ignores the wheel without focus; may show that nothing fits."""

    def __init__(self, *, width: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self._invalid = False
        self._placeholder = ""
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
        if not isinstance(self.itemDelegate(), _ChoiceDelegate):
            choices = _ChoiceView(self)
            use_slim_bars(choices)
            self.setView(choices)
            self.setItemDelegate(_ChoiceDelegate(self))
        view = self.view()
        view.setMinimumWidth(max(self.width(), self._popup_width()))
        super().showPopup()

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

    def _popup_width(self) -> int:
        metrics = QFontMetricsF(font(Type.CAPTION))
        notes = [str(self.itemData(i, DESCRIPTION_ROLE) or "") for i in range(self.count())]
        widest = max((metrics.horizontalAdvance(note) for note in notes), default=0.0)
        return min(round(widest) + px(64), px(420))


class _ChoiceView(QListView):
    """The list of a combo box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)


class _ChoiceDelegate(QStyledItemDelegate):
    """Draws a choice: a tick at the current one, its words, its description below."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        tall = bool(index.data(DESCRIPTION_ROLE))
        return QSize(px(120), px(_TALL if tall else _LINE))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        combo = self.parent()
        if not isinstance(combo, ComboBox):
            return
        t = tokens_of(combo)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        state = option.state
        painter.fillRect(rect, t.surface)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            box(painter, rect.adjusted(3, 1, -3, -1), px(4), t.accent_soft)
        if index.row() == combo.currentIndex():
            at = QRectF(rect.left() + px(9), rect.top(), px(14), px(_LINE))
            icons.draw_centred(painter, "check", at, t.accent_text, px(14))
        left = px(30)
        words = QRectF(rect.left() + left, rect.top(), rect.width() - left, px(_LINE))
        note = str(index.data(DESCRIPTION_ROLE) or "")
        kind = Type.LABEL if note else Type.BODY
        text(painter, words, str(index.data()), t.text, font(kind))
        if note:
            small = font(Type.CAPTION)
            below = QRectF(words.left(), rect.top() + px(22), words.width() - px(8), px(18))
            shown = QFontMetricsF(small).elidedText(
                note, Qt.TextElideMode.ElideRight, below.width()
            )
            text(painter, below, shown, t.text2, small)
        painter.restore()
