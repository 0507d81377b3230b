"""A nested table's title above its rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.config.values import UNSET
from traderadmin.gui.form.clearbutton import ClearButton
from traderadmin.gui.form.labelcolumn import BAR_ROOM
from traderadmin.gui.form.layoutplan import Heading
from traderadmin.gui.form.session import FormSession, PathSet, touches
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px


class TableHeading(QWidget):
    """Title and help; an optional table that is in the file can be taken out as a whole."""

    def __init__(self, item: Heading, session: FormSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self._model = session.model
        self._locked = False
        self.clear: ClearButton | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(px(BAR_ROOM), px(10), 0, 0)
        column = QVBoxLayout()
        column.setSpacing(px(2))
        kind = Type.H2 if item.depth == 0 else Type.STRONG
        column.addWidget(Label(item.title, kind, wrap=True, parent=self))
        if item.help:
            column.addWidget(Label(item.help, Type.CAPTION, Tint.TEXT2, wrap=True, parent=self))
        row.addLayout(column, 1)
        if item.optional:
            words = "Take this table out of the file, with all its keys."
            self.clear = ClearButton(item.title, words, self)
            self.clear.clicked.connect(self._clear_clicked)
            row.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignTop)
            self._show_clear()

    def refresh(self, touched: PathSet) -> None:
        """Values changed at these paths."""
        if touches(touched, self._item.path):
            self._show_clear()

    def set_locked(self, *, locked: bool) -> None:
        """Take the button away while changes are applied."""
        self._locked = locked
        self._show_clear()

    def _show_clear(self) -> None:
        if self.clear is not None:
            is_set = self._model.get(self._item.path) is not UNSET
            self.clear.setVisible(is_set and not self._locked)

    def _clear_clicked(self) -> None:
        self._model.unset(self._item.path)
        self._model.end_step()
