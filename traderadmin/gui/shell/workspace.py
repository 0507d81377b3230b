"""Everything between the window's edges for one target: bars, pages, banners, panel."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.history.link import HistoryLink
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.services.link import ServicesLink
from traderadmin.gui.shell.actionbar import ActionBar
from traderadmin.gui.shell.applyflow import ApplyFlow
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.haltbutton import HaltButton
from traderadmin.gui.shell.latchflow import LatchFlow
from traderadmin.gui.shell.outcome import Outcomes
from traderadmin.gui.shell.runner import Ended
from traderadmin.gui.shell.settingslink import SettingsLink
from traderadmin.gui.shell.statusbar import StatusBar
from traderadmin.gui.shell.topbar import ProductionBand, Tab, TopBar
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.sessionview import session_view


class Workspace(Surface):
    """One target's desk and all that shows it."""

    target_chosen = Signal(object)
    """TargetChoice: another target was asked for."""

    def __init__(
        self,
        desk: Desk,
        choices: tuple[TargetChoice, ...],
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window=True, parent=window)
        self.desk = desk
        self._compact = False
        self.apply_flow = ApplyFlow(desk, window, self)
        self.latch_flow = LatchFlow(desk, window, self)
        self.halt = HaltButton()
        self.top_bar = TopBar(choices, desk.choice, self.halt)
        self.action_bar = ActionBar(production=desk.choice.production)
        self.status_bar = StatusBar()
        self.settings = SettingsLink(desk, theme, self.apply_flow, self)
        self.services = ServicesLink(desk, self.latch_flow, self)
        self.history = HistoryLink(desk, window, self)
        self.outcomes = Outcomes(self)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def tab(self) -> Tab:
        """The current tab."""
        return Tab(self._pages.currentIndex())

    def show_tab(self, tab: int) -> None:
        """Make a tab the current one."""
        self.top_bar.show_tab(Tab(tab))
        if tab == Tab.SERVICES:
            self._fill(Tab.SERVICES, self.services.page())
        elif tab == Tab.HISTORY:
            self._fill(Tab.HISTORY, self.history.page())
        focused = QApplication.focusWidget()
        if focused is None or self._pages.isAncestorOf(focused):
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)
        self._pages.setCurrentIndex(tab)
        self.action_bar.setVisible(tab == Tab.SETTINGS)
        self.outcomes.place_toast()

    def regions(self) -> tuple[QWidget, ...]:
        """What F6 goes through, in order."""
        page = self._pages.currentWidget()
        inside = self.settings.page.regions() if self.tab is Tab.SETTINGS else ()
        return (self.top_bar, *(inside or ((page,) if page is not None else ())), self.action_bar)

    def bars_height(self) -> int:
        """What a toast keeps free at the bottom."""
        action = self.action_bar.height() if self.action_bar.isVisible() else 0
        return self.status_bar.height() + action

    def keep_focus(self) -> None:
        """Before controls are disabled: Cancel takes the keyboard, rather than any neighbour."""
        cancel = self.action_bar.cancel
        if cancel.isVisible() and cancel.isEnabled():
            cancel.setFocus(Qt.FocusReason.MouseFocusReason)
        else:
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def set_compact(self, *, compact: bool) -> None:
        """Fit into a narrow window."""
        if compact != self._compact:
            self._compact = compact
            self.top_bar.set_compact(compact=compact)
            self.action_bar.set_compact(compact=compact)
            self.status_bar.set_compact(compact=compact, now=self.desk.clock.now())

    def tick(self) -> None:
        """Bring everything that shows the time up to date."""
        now = self.desk.clock.now()
        self.status_bar.show_time(now)
        self.top_bar.show_session(session_view(self.desk.snapshot, now))
        self.services.tick()

    def refresh(self) -> None:
        """Bring the bars up to date with the desk."""
        desk = self.desk
        view = session_view(desk.snapshot, desk.clock.now())
        self.top_bar.show_session(view)
        self.halt.show_latch(
            available=desk.is_open,
            halting=self.latch_flow.is_halting,
            halted=desk.snapshot is not None and desk.snapshot.halt.halted,
            confirmed=view.halt_confirmed,
        )
        self.action_bar.show_view(self.apply_flow.view())
        self.services.refresh()

    def _fill(self, tab: Tab, page: QWidget) -> None:
        """Put a page that was made when it was first asked for into its place."""
        if self._pages.indexOf(page) < 0:
            empty = self._pages.widget(tab)
            self._pages.insertWidget(tab, page)
            if empty is not None:
                self._pages.removeWidget(empty)
                empty.deleteLater()

    def _looked(self, snapshot: Snapshot) -> None:
        self.status_bar.show_services(snapshot)

    def _lost(self, error: TraderAdminError) -> None:
        self.status_bar.show_lost()
        self.outcomes.show_lost(error)

    def _ended(self, ended: Ended) -> None:
        self.outcomes.show(ended)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.desk.choice.production:
            column.addWidget(ProductionBand())
        column.addWidget(self.top_bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self.action_bar)
        column.addWidget(self.status_bar)
        self._pages.addWidget(self.settings.page)
        self._pages.addWidget(QWidget())
        self._pages.addWidget(QWidget())
        self.tick()

    def _connect(self) -> None:
        self.top_bar.tab_chosen.connect(self.show_tab)
        self.top_bar.target_chosen.connect(self.target_chosen)
        self.top_bar.chip_clicked.connect(self._show_services)
        self.halt.halt_asked.connect(self.latch_flow.halt)
        self.halt.release_asked.connect(self.latch_flow.release)
        self.halt.stop_asked.connect(self.latch_flow.stop)
        self.action_bar.apply_asked.connect(self.settings.apply)
        self.action_bar.review_asked.connect(self.settings.review)
        self.action_bar.discard_asked.connect(self.apply_flow.discard)
        self.action_bar.cancel_asked.connect(self.desk.cancel)
        self.settings.edited.connect(self.refresh)
        self.desk.changed.connect(self.refresh)
        self.latch_flow.changed.connect(self.refresh)
        self.desk.looked.connect(self._looked)
        self.desk.lost.connect(self._lost)
        self.desk.ended.connect(self._ended)
        self.desk.failed.connect(self.outcomes.show_error)
        self.apply_flow.failed.connect(self.outcomes.show_error)
        self.desk.advised.connect(self.outcomes.show_advice)

    def _show_services(self) -> None:
        self.show_tab(Tab.SERVICES)
