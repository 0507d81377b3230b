"""A popup list to choose from: words, a description below them, an icon or a tick before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import box, text
from traderadmin.gui.look.surfaces import SHADOW, Popup, use_slim_bars
from traderadmin.gui.look.tokens import tokens_of

_LINE: Final = 32
_TALL: Final = 46
_MOST: Final = 10
_LEFT: Final = 34
_INSET: Final = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list. Without an icon, the current one has a tick."""

    words: str
    description: str = ""
    icon: str = ""


class ChoicePopup(Popup):
    """Opens under a widget; arrows move, typing searches, Return or a click chooses."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, choices: Sequence[Choice], current: int = -1) -> None:
        super().__init__(parent)
        self.choices = tuple(choices)
        self.current = current
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = _View(self)
        self.view.setModel(QStringListModel([choice.words for choice in choices], self.view))
        self.view.setItemDelegate(_Delegate(self))
        self.view.clicked.connect(self._choose)
        self.view.returned.connect(self._choose)
        edge = px(SHADOW) + px(_INSET)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.addWidget(self.view)

    def open_under(self, anchor: QWidget) -> None:
        """Show at least as wide as `anchor`, the current choice marked."""
        heights = [self._height(choice) for choice in self.choices]
        self.view.setFixedHeight(sum(heights[:_MOST]))
        inside = 2 * px(_INSET)
        self.view.setFixedWidth(max(anchor.width() - inside, self._width()))
        index = self.view.model().index(max(self.current, 0), 0)
        self.view.setCurrentIndex(index)
        self.open_below(anchor)
        self.view.setFocus(Qt.FocusReason.PopupFocusReason)
        self.view.scrollTo(index)

    def choose(self, row: int) -> None:
        """Choose a line and close."""
        self.close()
        self.chosen.emit(row)

    def _choose(self, index: QModelIndex) -> None:
        self.choose(index.row())

    def _width(self) -> int:
        body = QFontMetricsF(font(Type.LABEL))
        small = QFontMetricsF(font(Type.CAPTION))
        widest = max(
            (
                max(body.horizontalAdvance(each.words), small.horizontalAdvance(each.description))
                for each in self.choices
            ),
            default=0.0,
        )
        return min(round(widest) + px(_LEFT + 14), px(440))

    @staticmethod
    def _height(choice: Choice) -> int:
        return px(_TALL if choice.description else _LINE)


class _View(QListView):
    """The list inside the popup."""

    returned = Signal(QModelIndex)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.entered.connect(self.setCurrentIndex)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.returned.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Draws one choice."""

    def __init__(self, popup: ChoicePopup) -> None:
        super().__init__(popup)
        self._popup = popup

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        tall = bool(self._popup.choices[index.row()].description)
        return QSize(px(80), px(_TALL if tall else _LINE))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        choice = self._popup.choices[index.row()]
        t = tokens_of(self._popup)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            box(painter, rect.adjusted(0, 1, 0, -1), px(4), t.accent_soft)
        is_current = index.row() == self._popup.current
        name = choice.icon or ("check" if is_current else "")
        top = QRectF(rect.left(), rect.top() + (px(3) if choice.description else 0), 0, 0)
        if name:
            at = QRectF(rect.left() + px(9), top.y(), px(16), px(_LINE - 6))
            if not choice.description:
                at.setHeight(rect.height())
            icons.draw_centred(painter, name, at, t.accent_text if is_current else t.text2)
        room = rect.width() - px(_LEFT) - px(6)
        high = px(_LINE - 6) if choice.description else rect.height()
        words = QRectF(rect.left() + px(_LEFT), top.y(), room, high)
        kind = Type.STRONG if is_current and choice.icon else Type.LABEL
        text(painter, words, choice.words, t.text, font(kind))
        if choice.description:
            small = font(Type.CAPTION)
            below = QRectF(words.left(), rect.top() + px(22), room, px(18))
            shown = QFontMetricsF(small).elidedText(
                choice.description, Qt.TextElideMode.ElideRight, room
            )
            text(painter, below, shown, t.text2, small)
        painter.restore()
