"""What a table of facts is made of: its rows, how a cell is painted, how its head is."""

from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import text
from traderadmin.gui.look.tokens import Tokens, tokens_of
from traderadmin.gui.services.tables import Column
from traderadmin.workflow.tradingwords import Mood, Row

PAD: Final = 8
"""Left and right of a cell's words."""
LINE: Final = 26
"""Height of the head, and of a row that holds one line."""
_ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_ABOVE: Final = 5
_WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value
_Index = QModelIndex | QPersistentModelIndex


class FactModel(QAbstractTableModel):
    """Rows of cells."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: tuple[Row, ...] = ()

    def put(self, rows: tuple[Row, ...]) -> None:
        """Have these rows instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.cells[index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {row.cells[index.column()] or 'none'}"
            case Qt.ItemDataRole.ToolTipRole if column.title == "Order":
                return row.key
            case _:
                return row if role == _ROW_ROLE else None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None


class FactCells(QStyledItemDelegate):
    """Paints cells."""

    def __init__(self, table: QTableView, columns: tuple[Column, ...]) -> None:
        super().__init__(table)
        self._table = table
        self._columns = columns

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        table = self._table
        t = tokens_of(table)
        rect = QRectF(option.rect)
        column = self._columns[index.column()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, t.accent_soft)
            if table.hasFocus() and index.column() == 0:
                painter.fillRect(QRectF(rect.left(), rect.top(), px(3), rect.height()), t.accent)
        elif index.row():
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), t.line)
        words = str(index.data())
        colour = _colour(t, index.data(_ROW_ROLE).mood) if column.tells else t.text
        inner = rect.adjusted(px(PAD), 0, -px(PAD), 0)
        if column.wide:
            painter.setFont(font(Type.CAPTION))
            painter.setPen(t.text2)
            painter.drawText(inner.adjusted(0, px(_ABOVE), 0, 0), _WRAPPED, words)
        else:
            align = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            kind = Type.CAPTION_STRONG if column.tells else Type.CAPTION
            first = QRectF(inner.left(), inner.top(), inner.width(), px(LINE))
            text(painter, first, words, colour, font(kind), align)
        painter.restore()


def _colour(t: Tokens, mood: Mood) -> QColor:
    return {
        Mood.PLAIN: t.text,
        Mood.QUIET: t.text2,
        Mood.GOOD: t.ok,
        Mood.WARNING: t.warn,
        Mood.BAD: t.danger,
    }[mood]


class FactHead(QHeaderView):
    """Titles in small quiet letters, over the cells they belong to."""

    def __init__(self, table: QTableView, columns: tuple[Column, ...]) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._columns = columns
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(px(16))

    @override
    def paintSection(self, painter: QPainter, rect: object, logicalIndex: int) -> None:
        area = QRectF(rect)  # type: ignore[call-overload]  # Qt hands a QRect
        t = tokens_of(self._table)
        column = self._columns[logicalIndex]
        painter.fillRect(area, t.surface)
        align = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        inner = area.adjusted(px(PAD), 0, -px(PAD), 0)
        text(painter, inner, column.title, t.text2, font(Type.CAPTION), align)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), t.line)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(LINE))


def wrapped_height(metrics: QFontMetricsF, words: str, width: int) -> int:
    """How high a cell is whose words wrap."""
    if not words:
        return px(LINE)
    inside = QRectF(0, 0, width - 2 * px(PAD), 10_000)
    needed = metrics.boundingRect(inside, _WRAPPED, words).height()
    return max(px(LINE), round(needed + 0.5) + 2 * px(_ABOVE))
