"""The History tab: filter and search, the list, the detail beside or over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import Clock
from traderadmin.contract.history import HistoryEntry
from traderadmin.errors import TraderAdminError
from traderadmin.gui.history.detail import DetailView
from traderadmin.gui.history.entries import Filter, Row, rows
from traderadmin.gui.history.listview import EventList
from traderadmin.gui.history.texts import Detail
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import SearchField
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Surface
from traderadmin.targets.states import Backup

_NARROW = 1000
_LIST = 536


class HistoryPage(Surface):
    """Lists, and shows one row's detail."""

    row_chosen = Signal(object)
    compare_asked = Signal(object)
    restore_asked = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self.setObjectName("history_page")
        self._clock = clock
        self._history: tuple[HistoryEntry, ...] = ()
        self._backups: tuple[Backup, ...] = ()
        self._narrow = False
        self.filter = ComboBox(width=150)
        self.filter.setAccessibleName("Which events")
        for choice in Filter:
            self.filter.add_choice(choice.value, data=choice.value)
        self.search = SearchField("Search who, why, field")
        self.list = EventList()
        self.detail = DetailView()
        self._empty = Label("Nothing was done yet.", Type.BODY, Tint.TEXT2)
        self._side = QWidget()
        self._lay_out()
        self.filter.currentIndexChanged.connect(self._show)
        self.search.textChanged.connect(self._show)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.detail.back_asked.connect(self._close_detail)
        self.detail.compare_asked.connect(self.compare_asked)
        self.detail.restore_asked.connect(self.restore_asked)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.detail)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._close_detail)

    def show_history(self, history: tuple[HistoryEntry, ...], backups: tuple[Backup, ...]) -> None:
        """List these; the newest is chosen first."""
        self._history = history
        self._backups = backups
        self._show()

    def choose(self, key: str) -> None:
        """Choose a row."""
        self.list.choose(key)

    def show_detail(self, detail: Detail) -> None:
        """Show what was read for a row."""
        self.detail.show_detail(detail)

    def show_trouble(self, error: TraderAdminError) -> None:
        """Say that a row's files could not be read."""
        self.detail.show_trouble(error)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange(open_detail=False)

    def _show(self) -> None:
        only = Filter(self.filter.currentData() or Filter.ALL.value)
        found = rows(self._history, self._backups, only, self.search.text())
        self._empty.setText("Nothing was done yet." if not self._history else "Nothing found.")
        self._empty.setVisible(not found)
        self.list.show_rows(found, self._clock.now().date())
        if self.list.current is None and found:
            self.list.choose(found[0].key)
        self.detail.setEnabled(bool(found))

    def _choose(self, row: Row | None) -> None:
        if row is not None:
            self.detail.show_row(row)
            self.row_chosen.emit(row)

    def _open(self, _: Row) -> None:
        if self._narrow:
            self._arrange(open_detail=True)
            self.detail.back.setFocus()

    def _close_detail(self) -> None:
        if self._narrow:
            self._arrange(open_detail=False)
            self.list.setFocus()

    def _arrange(self, *, open_detail: bool) -> None:
        self._side.setVisible(not self._narrow or not open_detail)
        self.detail.setVisible(not self._narrow or open_detail)
        self.detail.back.setVisible(self._narrow)
        self._divider.setVisible(not self._narrow)
        if self._narrow:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(px(_LIST) - 1)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        bar.addWidget(self.filter)
        bar.addWidget(self.search, 1)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(px(12), px(16), px(11), px(8))
        column.setSpacing(px(8))
        column.addLayout(bar)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        self._divider = Divider(vertical=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side, 1)
        row.addWidget(self._divider)
        row.addWidget(self.detail, 1)
        self._arrange(open_detail=False)
