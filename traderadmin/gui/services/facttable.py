"""A table of words and figures, as high as its rows: nothing is cut off, the page scrolls."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.services.columnwidths import fitted
from traderadmin.gui.services.factcells import (
    LINE,
    PAD,
    FactCells,
    FactHead,
    FactModel,
    wrapped_height,
)
from traderadmin.gui.services.tables import Column
from traderadmin.workflow.tradingwords import Row

_LEAST: Final = 120
"""A column that wraps is not narrower, unless it needs less."""


class FactTable(QTableView):
    """Shows rows; arrow keys move, Ctrl+C copies the ones chosen."""

    def __init__(
        self, name: str, columns: tuple[Column, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.columns = columns
        self._model = FactModel(columns, self)
        self.setModel(self._model)
        self.setItemDelegate(FactCells(self, columns))
        self.setHorizontalHeader(FactHead(self, columns))
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
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._model.rows and not self.currentIndex().isValid():
            self.selectRow(0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationFontChange and hasattr(self, "_model"):
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
            wanted.append(round(max(longest, title) + 0.5) + 2 * px(PAD))
        return wanted

    def _fit(self) -> None:
        """Columns as wide as what they hold, rows as high as what wraps, itself as high as all."""
        plain = QFontMetricsF(font(Type.CAPTION))
        wide = tuple(column.wide for column in self.columns)
        widths = fitted(self._wanted(), wide, self.viewport().width(), px(_LEAST))
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        total = px(LINE)
        self.horizontalHeader().setFixedHeight(total)
        for number, row in enumerate(self._model.rows):
            height = max(
                (
                    wrapped_height(plain, cell, width)
                    for cell, width, wraps in zip(row.cells, widths, wide, strict=True)
                    if wraps
                ),
                default=px(LINE),
            )
            self.setRowHeight(number, height)
            total += height
        scrolls = sum(widths) > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(total + bar)
        self.updateGeometry()
