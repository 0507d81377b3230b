"""The window's bars and the place for its pages: all that is painted first. Imports little."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look.labels import Divider
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.shell.actionbar import ActionBar
from traderadmin.gui.shell.haltbutton import HaltButton
from traderadmin.gui.shell.statusbar import StatusBar
from traderadmin.gui.shell.tab import Tab
from traderadmin.gui.shell.topbar import ProductionBand, TopBar

_SIDEBAR = 240


class Frame(QWidget):
    """Bars around pages; a page is put in when it is made."""

    def __init__(
        self, choices: tuple[TargetChoice, ...], choice: TargetChoice, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.choice = choice
        self._compact = False
        self.halt = HaltButton()
        self.top_bar = TopBar(choices, choice, self.halt)
        self.action_bar = ActionBar(production=choice.production)
        self.status_bar = StatusBar()
        self.pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if choice.production:
            column.addWidget(ProductionBand())
        column.addWidget(self.top_bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self.action_bar)
        column.addWidget(self.status_bar)
        self.pages.addWidget(_empty_settings())
        for _ in (Tab.SERVICES, Tab.HISTORY):
            self.pages.addWidget(QWidget())

    @property
    def tab(self) -> Tab:
        """The current tab."""
        return Tab(self.pages.currentIndex())

    def fill(self, tab: Tab, page: QWidget) -> None:
        """Put a page into its place, where it is not there yet."""
        if self.pages.indexOf(page) >= 0:
            return
        current = self.pages.currentIndex()
        empty = self.pages.widget(tab)
        self.pages.insertWidget(tab, page)
        if empty is not None:
            self.pages.removeWidget(empty)
            empty.deleteLater()
        self.pages.setCurrentIndex(current)

    def show_tab(self, tab: Tab) -> None:
        """Make a tab the current one."""
        self.top_bar.show_tab(tab)
        self.pages.setCurrentIndex(tab)
        self.action_bar.setVisible(tab is Tab.SETTINGS)

    def set_compact(self, *, compact: bool, now: datetime) -> None:
        """Fit into a narrow window, or use the room of a wide one."""
        if compact != self._compact:
            self._compact = compact
            self.top_bar.set_compact(compact=compact)
            self.action_bar.set_compact(compact=compact)
            self.status_bar.set_compact(compact=compact, now=now)


def _empty_settings() -> QWidget:
    """What stands where the settings will be: the sidebar's ground and the form's."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    side = Surface(window=True)
    side.setFixedWidth(px(_SIDEBAR))
    row.addWidget(side)
    row.addWidget(Divider(vertical=True))
    row.addWidget(Surface(), 1)
    return page
