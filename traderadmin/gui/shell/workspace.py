"""One target at work in the window's frame: its desk, its pages, and what joins them."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.history.link import HistoryLink
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.services.link import ServicesLink
from traderadmin.gui.shell.applyflow import ApplyFlow
from traderadmin.gui.shell.desk import Desk
from traderadmin.gui.shell.frame import Frame
from traderadmin.gui.shell.latchflow import LatchFlow
from traderadmin.gui.shell.outcome import Outcomes
from traderadmin.gui.shell.runner import Ended
from traderadmin.gui.shell.session import chip_view
from traderadmin.gui.shell.settingslink import SettingsLink
from traderadmin.gui.shell.tab import Tab
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.sessionview import session_view


class Workspace(QObject):
    """Brings a desk and a frame together."""

    target_chosen = Signal(object)
    """TargetChoice: another target was asked for."""

    def __init__(self, frame: Frame, desk: Desk, theme: Theme) -> None:
        super().__init__(frame)
        desk.setParent(self)
        self.frame = frame
        self.desk = desk
        self.halt = frame.halt
        self.top_bar = frame.top_bar
        self.action_bar = frame.action_bar
        self.status_bar = frame.status_bar
        self.apply_flow = ApplyFlow(desk, frame, self)
        self.latch_flow = LatchFlow(desk, frame, self)
        self.settings = SettingsLink(desk, theme, self.apply_flow, self)
        self.services = ServicesLink(desk, self.latch_flow, self)
        self.history = HistoryLink(desk, self)
        self.outcomes = Outcomes(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        frame.fill(Tab.SETTINGS, self.settings.page)
        self._connect()
        self.refresh()
        self.tick()

    @property
    def tab(self) -> Tab:
        """The current tab."""
        return self.frame.tab

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that leaving waits for."""
        return self.desk.is_busy or self.latch_flow.is_busy

    def window(self) -> QWidget:
        """The window, which dialogs belong to."""
        return self.frame.window()

    def show_tab(self, number: int) -> None:
        """Make a tab the current one."""
        tab = Tab(number)
        if tab is Tab.SERVICES:
            self.frame.fill(tab, self.services.page())
        elif tab is Tab.HISTORY:
            self.frame.fill(tab, self.history.page())
        focused = QApplication.focusWidget()
        if focused is None or self.frame.pages.isAncestorOf(focused):
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)
        self.frame.show_tab(tab)
        self.services.refresh()
        self.outcomes.place_toast()

    def regions(self) -> tuple[QWidget, ...]:
        """What F6 goes through, in order."""
        page = self.frame.pages.currentWidget()
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

    def tick(self) -> None:
        """Bring everything that shows the time up to date."""
        now = self.desk.clock.now()
        self.status_bar.show_time(now)
        self._show_chip()
        self.services.tick()

    def refresh_soon(self) -> None:
        """Do so once what is under way has been told: one event may change several things."""
        self._soon.start()

    def refresh(self) -> None:
        """Bring the bars up to date with the desk."""
        self._soon.stop()
        self.halt.show_latch(self.latch_flow.latch, self.latch_flow.note)
        self._show_chip()  # in the room that the button leaves
        self.outcomes.show_advice()
        self.action_bar.show_view(self.apply_flow.view())
        self.services.refresh()

    def _latched(self) -> None:
        if self.latch_flow.latch is self.halt.latch:
            self.refresh_soon()  # as after each look: what it leaves open may be different
        else:
            self.refresh()  # at once, within the press: an operator in a hurry looks at it

    def _show_chip(self) -> None:
        view = session_view(self.desk.snapshot, self.desk.clock.now())
        self.top_bar.show_session(chip_view(view, self.latch_flow.latch))

    def _opened(self) -> None:
        self.settings.banners.clear_failure()

    def _looked(self, snapshot: Snapshot) -> None:
        self.status_bar.show_services(snapshot)

    def _lost(self, error: TraderAdminError) -> None:
        self.status_bar.show_lost(error.message)
        self.outcomes.show_lost(error)

    def _opened_anew(self, _: object) -> None:
        """What failed over the last file is not about this one."""
        self.settings.banners.clear_failure()

    def _ended(self, ended: Ended) -> None:
        self.outcomes.show(ended)

    def _connect(self) -> None:
        self.top_bar.tab_chosen.connect(self.show_tab)
        self.top_bar.target_chosen.connect(self.target_chosen)
        self.top_bar.chip_clicked.connect(self._lead_to_session)
        self.halt.halt_asked.connect(self.latch_flow.halt)
        self.halt.release_asked.connect(self.latch_flow.release)
        self.halt.stop_asked.connect(self.latch_flow.stop_orchestrator)
        self.action_bar.apply_asked.connect(self.settings.apply)
        self.action_bar.review_asked.connect(self.settings.review)
        self.action_bar.discard_asked.connect(self.apply_flow.discard)
        self.action_bar.cancel_asked.connect(self.desk.cancel)
        self.settings.edited.connect(self.refresh)
        self.desk.changed.connect(self.refresh_soon)
        self.latch_flow.changed.connect(self._latched)
        self.latch_flow.affirmed.connect(self.outcomes.show_toast)
        self.desk.opened.connect(self._opened)
        self.desk.looked.connect(self._looked)
        self.desk.lost.connect(self._lost)
        self.desk.ended.connect(self._ended)
        self.desk.failed.connect(self.outcomes.show_error)
        self.desk.loaded.connect(self._opened_anew)
        self.apply_flow.failed.connect(self.outcomes.show_error)
        self.desk.advised.connect(self.outcomes.show_advice)

    def _lead_to_session(self) -> None:
        self.services.show_session()
        self.show_tab(Tab.SERVICES)
