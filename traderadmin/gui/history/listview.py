"""The list of events: days as headings, a round icon, what was done, when and how long."""

from datetime import UTC, date
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from traderadmin.gui.history.entries import Row, by_day
from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Tone, tone_colours
from traderadmin.gui.look.measures import RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, ring, text
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.look.tokens import tokens_of

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 58
_HEADING: Final = 34
_Index = QModelIndex | QPersistentModelIndex


class EventModel(QAbstractListModel):
    """Rows with the days' headings between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[str | Row] = []

    def show_rows(self, rows: tuple[Row, ...], today: date) -> None:
        """List these rows."""
        items = list(by_day(rows, today))
        if items != self._items:
            self.beginResetModel()
            self._items = items
            self.endResetModel()

    def index_of(self, key: str) -> QModelIndex:
        """Where the row with this key is; an invalid index where it is not listed."""
        for number, item in enumerate(self._items):
            if isinstance(item, Row) and item.key == key:
                return self.index(number)
        return QModelIndex()

    def first(self) -> Row | None:
        """The newest row."""
        return next((item for item in self._items if isinstance(item, Row)), None)

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._items[index.row()], Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ROW_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if isinstance(item, str):
                return item
            return f"{item.title}, {item.when.astimezone(UTC):%H:%M} UTC, {item.below}"
        return None


class _EventDelegate(QStyledItemDelegate):
    """Paints headings and rows."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = isinstance(index.data(ROW_ROLE), str)
        return QSize(px(200), px(_HEADING if heading else _ROW))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item = index.data(ROW_ROLE)
        view = self.parent()
        if not isinstance(view, QListView):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        state = option.state
        if isinstance(item, str):
            at = rect.adjusted(px(12), px(8), 0, 0)
            text(painter, at, item, tokens_of(view).text2, font(Type.CAPTION_STRONG))
        elif isinstance(item, Row):
            _paint_row(painter, rect.adjusted(0, 0, 0, -px(2)), item, view, state)
        painter.restore()


def _paint_row(
    painter: QPainter, rect: QRectF, row: Row, view: QListView, state: QStyle.StateFlag
) -> None:
    t = tokens_of(view)
    if state & QStyle.StateFlag.State_Selected:
        box(painter, rect, px(RADIUS), t.accent_soft)
        if view.hasFocus():
            ring(painter, rect, px(RADIUS), t.accent)
    elif state & QStyle.StateFlag.State_MouseOver:
        box(painter, rect, px(RADIUS), t.sunken)
    icon, tone = row.face.value
    front, back = tone_colours(Tone(tone), t)
    disc = QRectF(rect.left() + px(12), rect.top() + px(14), px(28), px(28))
    box(painter, disc, px(14), back)
    icons.draw_centred(painter, icon, disc, front)
    when = f"{row.when.astimezone(UTC):%H:%M}"
    upper = QRectF(rect.left() + px(52), rect.top() + px(8), rect.width() - px(64), px(20))
    lower = QRectF(upper.left(), rect.top() + px(27), upper.width(), px(20))
    strong, caption = font(Type.STRONG), font(Type.CAPTION)
    _paint_pair(painter, upper, row.title, when, (t.text, strong), (t.text, font(Type.STRONG)))
    _paint_pair(painter, lower, row.below, row.took, (t.text2, caption), (t.text2, caption))


def _paint_pair(
    painter: QPainter,
    rect: QRectF,
    left: str,
    right: str,
    first: tuple[QColor, QFont],
    second: tuple[QColor, QFont],
) -> None:
    """A text at the left that makes room for one at the right."""
    metrics = QFontMetricsF(second[1])
    room = rect.width() - (metrics.horizontalAdvance(right) + px(12) if right else 0)
    words = QFontMetricsF(first[1]).elidedText(left, Qt.TextElideMode.ElideRight, room)
    text(painter, rect, words, first[0], first[1])
    text(painter, rect, right, second[0], second[1], Qt.AlignmentFlag.AlignRight)


class EventList(QListView):
    """Chooses one row; arrow keys move, Return opens it."""

    chosen = Signal(object)
    """Row: the current row is another one."""
    opened = Signal(object)
    """Row: it was clicked, or Return was pressed on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.events = EventModel(self)
        self.setModel(self.events)
        self.setItemDelegate(_EventDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("History")
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        self.selectionModel().selectionChanged.connect(self._choose)

    @property
    def current(self) -> Row | None:
        """The row that is chosen."""
        found = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        return found if isinstance(found, Row) else None

    def show_rows(self, rows: tuple[Row, ...], today: date) -> None:
        """List these rows; the chosen one stays chosen where it is still there."""
        key = self.current.key if self.current is not None else ""
        self.events.show_rows(rows, today)
        if key:
            self.choose(key)

    def choose(self, key: str) -> None:
        """Choose the row with this key."""
        index = self.events.index_of(key)
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.opened.emit(row)

    def _choose(self, selected: QItemSelection, _: QItemSelection) -> None:
        if not selected.isEmpty():
            self.chosen.emit(self.current)
