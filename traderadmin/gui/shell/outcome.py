"""How things ended, told where the operator looks: toast, banners, the panel that stays."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from traderadmin.contract.history import Event, Outcome
from traderadmin.errors import TraderAdminError
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.notices import Action, Banner
from traderadmin.gui.look.toast import Toast
from traderadmin.gui.settings.page import STACKED_BELOW
from traderadmin.gui.shell.banners import Ways, error_banner, failure_banner
from traderadmin.gui.shell.runner import Ended
from traderadmin.gui.shell.tab import Tab
from traderadmin.workflow import advice as standing
from traderadmin.workflow.advice import Advice
from traderadmin.workflow.events import ApplyResult
from traderadmin.workflow.recovery import Recovery

if TYPE_CHECKING:  # the workspace makes this object
    from traderadmin.gui.shell.workspace import Workspace


class Outcomes(QObject):
    """Turns what the desk reports into what the workspace shows."""

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._space = workspace
        self._toast: Toast | None = None
        self._lost: Banner | None = None

    @property
    def toast(self) -> Toast | None:
        """The toast that is shown."""
        return self._toast

    def ways(self) -> dict[standing.Action, Callable[[], object]]:
        """What the buttons of standing banners do."""
        return {
            standing.Action.START_SERVICES: self._space.latch_flow.start,
            standing.Action.RELOAD: self._space.desk.reload,
            standing.Action.UNDO: self._undo,
            standing.Action.FINISH: self._finish,
            standing.Action.STOP_ORCHESTRATOR: self._space.latch_flow.stop_orchestrator,
            standing.Action.HALT_AGAIN: self._space.latch_flow.halt,
            standing.Action.LEAVE_TRADING: self._space.latch_flow.give_up,
        }

    def show(self, ended: Ended) -> None:
        """A transaction is over."""
        space = self._space
        if ended.result is not None and ended.result.outcome is Outcome.DONE:
            self._succeed(ended.result)
            return
        event = ended.progress.event
        on_services = event in {Event.PAUSE, Event.RESUME} and space.tab is Tab.SERVICES
        if not on_services:
            space.show_tab(Tab.SETTINGS)
        stack = space.services.banners if on_services else space.settings.banners
        if self._panel_covers():
            space.settings.close_panel()
        if ended.result is not None:
            banner = failure_banner(ended.result, self._ways(event), ended.progress.troubled)
        else:
            error = ended.error or TraderAdminError("Not done", "It ended without a result.")
            banner = error_banner(error)
        stack.show_failure(banner)

    def show_error(self, error: TraderAdminError) -> None:
        """Something else failed."""
        on_services = self._space.tab is Tab.SERVICES
        stack = self._space.services.banners if on_services else self._space.settings.banners
        if self._space.tab is Tab.HISTORY:
            self._space.show_tab(Tab.SETTINGS)
        stack.show_failure(error_banner(error))

    def show_lost(self, error: TraderAdminError) -> None:
        """The target does not answer: said once, with a way to try again where nothing is open."""
        desk = self._space.desk
        if desk.is_open:
            return
        again = Action("Try again", desk.start, "refresh")
        self._space.settings.banners.show_failure(error_banner(error, again))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """The standing banners, an unheeded halt first."""
        return (*self._space.latch_flow.advice, *self._space.desk.advice)

    def show_advice(self) -> None:
        """The standing banners may be different."""
        advice = self.advice
        self._space.settings.banners.show_advice(advice)
        self._space.services.show_advice(advice)

    def show_toast(
        self, words: str, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Affirm something."""
        if self._toast is not None:
            self._toast.dismiss()
        window = self._space.window()
        toast = Toast(window, words, action=action, on_action=run, above=self._space.bars_height())
        toast.setObjectName("toast")
        toast.closed.connect(self._forget_toast)
        self._toast = toast
        toast.pop_up()

    def place_toast(self) -> None:
        """Keep the toast above the bars, which differ from tab to tab."""
        if self._toast is not None:
            self._toast.set_above(self._space.bars_height())

    def dismiss_toast(self) -> None:
        """What it said is no longer the latest."""
        if self._toast is not None:
            self._toast.dismiss()

    def _succeed(self, result: ApplyResult) -> None:
        self._space.settings.banners.clear_failure()
        self._space.services.banners.clear_failure()
        self._space.history.choose_later(result.entry.id)
        words = result.headline if result.headline.endswith(".") else f"{result.headline}."
        self.show_toast(" ".join((words, *result.warnings)), "Show", self._show_history)

    def _forget_toast(self) -> None:
        self._toast = None

    def _show_history(self) -> None:
        self._space.show_tab(Tab.HISTORY)

    def _ways(self, event: Event) -> Ways:
        again = {
            Event.PAUSE: self._space.desk.stop_services,
            Event.RESUME: self._space.desk.start_services,
        }
        return Ways(
            try_again=again.get(event, self._space.settings.apply),
            show_log=self._show_log,
            reload=self._space.desk.reload,
            start_services=self._space.latch_flow.start,
            show_steps=self._space.settings.open_panel if self._panel_covers() else None,
        )

    def _panel_covers(self) -> bool:
        """Whether the steps would lie over the banner: then they wait until they are asked for."""
        return self._space.frame.width() < px(STACKED_BELOW)

    def _show_log(self, service: str) -> None:
        self._space.show_tab(Tab.SERVICES)
        self._space.services.show_log(service)

    def _undo(self) -> None:
        self._space.desk.recover(Recovery.UNDO)

    def _finish(self) -> None:
        self._space.desk.recover(Recovery.FINISH)
