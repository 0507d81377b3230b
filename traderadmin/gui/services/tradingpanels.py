"""Positions and orders, and the session's history: what the orchestrator tells, as tables."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.services.facttable import FactTable
from traderadmin.gui.services.tables import Block, TradingBlocks

_SIDE_BY_SIDE = 1000
_USUAL = 380
"""Width of a block that holds little or nothing."""


class BlockView(QWidget):
    """A heading with its table, or with a sentence where there are no rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", Type.H2, parent=self)
        self._aside = Label("", Type.CAPTION, Tint.TEXT2, parent=self)
        self._empty = Label("", Type.CAPTION, Tint.TEXT2, wrap=True, parent=self)
        self.table: FactTable | None = None
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._aside)
        head.setContentsMargins(px(8), 0, px(8), 0)
        self._empty.setContentsMargins(px(8), 0, px(8), 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._column.addLayout(head)
        self._column.addWidget(self._empty)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), px(_USUAL)), hint.height())

    def show_block(self, block: Block) -> None:
        """Show a block; its columns are those it had at first."""
        if self.table is None:
            self.table = FactTable(block.title, block.columns, self)
            self._column.insertWidget(1, self.table)
        self._title.setText(block.title)
        self._aside.setText(block.aside)
        self._empty.setText(block.empty)
        self._empty.setVisible(not block.rows)
        self.table.setVisible(bool(block.rows))
        self.table.show_rows(block.rows)


class TradingPanel(Card):
    """Positions and the orders that are out at the left, the last decisions at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=12, parent=parent)
        self.setObjectName("panel_trading")
        self.positions = BlockView(self)
        self.out = BlockView(self)
        self.recent = BlockView(self)
        left = QVBoxLayout()
        left.setSpacing(px(20))
        left.addWidget(self.positions)
        left.addWidget(self.out)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.recent)
        right.addStretch(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(px(24))
        self._sides.addLayout(left)
        self._sides.addLayout(right, 1)
        self.body.addLayout(self._sides)
        self.body.addStretch(1)

    def show_blocks(self, blocks: TradingBlocks) -> None:
        """Show positions and orders."""
        self.positions.show_block(blocks.positions)
        self.out.show_block(blocks.out)
        self.recent.show_block(blocks.recent)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(_SIDE_BY_SIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() is not way:
            self._sides.setDirection(way)


class HistoryPanel(Card):
    """What the session went through, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=12, parent=parent)
        self.setObjectName("panel_history")
        self.history = BlockView(self)
        self.body.addWidget(self.history, 0, Qt.AlignmentFlag.AlignTop)

    def show_block(self, block: Block) -> None:
        """Show the history."""
        self.history.show_block(block)
