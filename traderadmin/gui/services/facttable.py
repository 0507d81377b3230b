"""A table of words and figures, as high as its rows: nothing is cut off, the page scrolls."""

from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
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
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.look.tokens import Tokens, tokens_of
from traderadmin.gui.services.columnwidths import fitted
from traderadmin.gui.services.tables import Column
from traderadmin.workflow.tradingwords import Mood, Row

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_PAD: Final = 8
_LINE: Final = 26
_HEAD: Final = 26
_LEAST: Final = 120
"""A column that wraps is not narrower, unless it needs less."""
_WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
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
                return row if role == ROW_ROLE else None

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


class _Cells(QStyledItemDelegate):
    """Paints cells."""

    def __init__(self, table: "FactTable") -> None:
        super().__init__(table)
        self._table = table

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        table = self._table
        t = tokens_of(table)
        rect = QRectF(option.rect)
        column = table.columns[index.column()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, t.accent_soft)
        elif index.row():
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), t.line)
        words = str(index.data())
        colour = _colour(t, index.data(ROW_ROLE).mood) if column.tells else t.text
        inner = rect.adjusted(px(_PAD), 0, -px(_PAD), 0)
        if column.wide:
            painter.setFont(font(Type.CAPTION))
            painter.setPen(t.text2)
            painter.drawText(inner.adjusted(0, px(5), 0, 0), _WRAPPED, words)
        else:
            align = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            kind = Type.CAPTION_STRONG if column.tells else Type.CAPTION
            first = QRectF(inner.left(), inner.top(), inner.width(), px(_LINE))
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


class _Head(QHeaderView):
    """Titles in small quiet letters, over the cells they belong to."""

    def __init__(self, table: "FactTable") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(px(16))
        self.setFixedHeight(px(_HEAD))

    @override
    def paintSection(self, painter: QPainter, rect: object, logicalIndex: int) -> None:
        area = QRectF(rect)  # type: ignore[call-overload]  # Qt hands a QRect
        t = tokens_of(self._table)
        column = self._table.columns[logicalIndex]
        painter.fillRect(area, t.surface)
        align = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        inner = area.adjusted(px(_PAD), 0, -px(_PAD), 0)
        text(painter, inner, column.title, t.text2, font(Type.CAPTION), align)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), t.line)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(_HEAD))


class FactTable(QTableView):
    """Shows rows; arrow keys move, Ctrl+C copies the ones chosen."""

    def __init__(
        self, name: str, columns: tuple[Column, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.columns = columns
        self._model = _Model(columns, self)
        self.setModel(self._model)
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(name)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._model.rows

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows; the chosen one stays chosen where it is still there."""
        if rows == self._model.rows:
            return
        current = self.currentIndex()
        key = self._model.rows[current.row()].key if current.isValid() else ""
        self._model.put(rows)
        for number, row in enumerate(rows):
            if key and row.key == key:
                self.selectRow(number)
                break
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
            lines = ["\t".join(self._model.rows[number].cells) for number in numbers]
            QGuiApplication.clipboard().setText("\n".join(lines))
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @override
    def sizeHint(self) -> QSize:
        wanted = sum(
            min(width, px(_LEAST)) if column.wide else width
            for width, column in zip(self._wanted(), self.columns, strict=True)
        )
        return QSize(wanted, self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(_LEAST), self.height())

    def _wanted(self) -> list[int]:
        """What each column needs to stand on one line."""
        plain = QFontMetricsF(font(Type.CAPTION))
        strong = QFontMetricsF(font(Type.CAPTION_STRONG))
        wanted = []
        for number, column in enumerate(self.columns):
            metrics = strong if column.tells else plain
            texts = (row.cells[number] for row in self._model.rows)
            longest = max(map(metrics.horizontalAdvance, texts), default=0.0)
            title = plain.horizontalAdvance(column.title)
            wanted.append(round(max(longest, title) + 0.5) + 2 * px(_PAD))
        return wanted

    def _fit(self) -> None:
        """Columns as wide as what they hold, rows as high as what wraps, itself as high as all."""
        plain = QFontMetricsF(font(Type.CAPTION))
        wide = tuple(column.wide for column in self.columns)
        widths = fitted(self._wanted(), wide, self.viewport().width(), px(_LEAST))
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        total = px(_HEAD)
        for number, row in enumerate(self._model.rows):
            height = max(
                (
                    _height(plain, cell, width)
                    for cell, width, wraps in zip(row.cells, widths, wide, strict=True)
                    if wraps
                ),
                default=px(_LINE),
            )
            self.setRowHeight(number, height)
            total += height
        scrolls = sum(widths) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(total + bar)
        self.updateGeometry()


def _height(metrics: QFontMetricsF, words: str, width: int) -> int:
    """How high a cell is whose words wrap."""
    if not words:
        return px(_LINE)
    inside = QRectF(0, 0, width - 2 * px(_PAD), 10_000)
    needed = metrics.boundingRect(inside, _WRAPPED, words).height()
    return max(px(_LINE), round(needed + 0.5) + 2 * px(5))
