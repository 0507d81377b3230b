"""Changed fields: path, before, after."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from traderadmin.contract.history import Change
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

_LONG = 24
_HEADINGS = ("Field", "Before", "After")


class ChangesTable(QWidget):
    """A small table of labels; texts wrap, nothing is cut off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(7))
        self._grid.setColumnStretch(2, 1)
        self._cells: list[Label] = []
        for column, words in enumerate(_HEADINGS):
            self._grid.addWidget(Label(words, Type.CAPTION, Tint.TEXT2), 0, column)

    def show_changes(self, changes: tuple[Change, ...]) -> None:
        """List these changes."""
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._cells.clear()
        self.setVisible(bool(changes))
        for row, change in enumerate(changes, start=1):
            before = change.before if change.before is not None else "not set"
            after = change.after if change.after is not None else "not set"
            self._add(row, 0, Label(change.path, Type.MONO))
            self._add(row, 1, Label(before, Type.CAPTION, Tint.TEXT2, wrap=len(before) > _LONG))
            self._add(row, 2, Label(after, Type.CAPTION_STRONG, wrap=True))

    def _add(self, row: int, column: int, cell: Label) -> None:
        cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        self._cells.append(cell)
