"""What the demo does, in order, and what each of its pictures shows."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from traderadmin.contract.journal import Step
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import TraderAdminError
from traderadmin.gui.demo.driver import Driver
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.shell.tab import Tab
from traderadmin.gui.shell.workspace import Workspace
from traderadmin.targets.states import Phase

START = ("trading_schedule", "start_time_utc")
STOP = ("trading_schedule", "stop_time_utc")
SIZE = ("risk", "max_order_size")
REASON = "US winter time"
_NORMAL = (1280, 800)
_SMALL = (800, 600)


class Tour:
    """One walk through the program. `stubborn` makes the orchestrator overhear one SIGTERM."""

    def __init__(self, driver: Driver, theme: Theme, stubborn: Path) -> None:
        self._driver = driver
        self._theme = theme
        self._stubborn = stubborn

    @property
    def _space(self) -> Workspace:
        return self._driver.window.workspace

    def walk(self) -> None:
        """All of it. Raises: TraderAdminError where the window does not do what it should."""
        self._open()
        self._start_services()
        self._edit()
        self._problem()
        self._review_and_apply()
        self._look_around()
        self._fail()
        self._halt()
        self._small()
        self._close()

    def _open(self) -> None:
        d = self._driver
        d.wait(lambda: self._space.desk.model is not None, "the configuration")
        d.wait(lambda: self._space.settings.banners.standing, "the services' state")
        d.shoot("start", "first start: the template is open, the services do not run yet")

    def _start_services(self) -> None:
        d = self._driver
        d.click(self._space.settings.banners.standing[0].buttons[0])
        d.wait(lambda: not self._space.desk.is_busy, "the services to start")
        d.wait(self._all_ready, "the services to be ready")
        d.wait(lambda: not self._space.settings.banners.standing, "the banner to go")
        d.pause(300)
        if self._space.outcomes.toast is not None:
            d.click(self._space.outcomes.toast.close_button)

    def _edit(self) -> None:
        d = self._driver
        d.type_into(START, "14:30")
        d.type_into(STOP, "21:00")
        d.type_into(SIZE, "400")
        self._show_schedule()
        d.shoot("edited", "three changes, not applied: what was, and the week after applying")

    def _problem(self) -> None:
        d = self._driver
        d.type_into(STOP, "14:30")
        d.shoot("problem", "a stop equal to the start: said at the field, Apply waits")
        d.type_into(STOP, "21:00")
        self._show_schedule()

    def _review_and_apply(self) -> None:
        d = self._driver
        d.click(self._space.action_bar.review)
        dialog = d.dialog()
        d.type_here(REASON)
        d.shoot("review", "Review: changes by field and as text, what follows, a reason")
        d.answer("apply_reviewed")
        d.wait(lambda: not dialog.isVisible(), "the review to close")
        d.wait(self._at_resume, "the services to come back")
        d.pause(40)
        d.shoot("applying", "applying: steps as they happen, the form locked", settle=False)
        d.wait(lambda: not self._space.desk.is_busy, "the apply to end")
        d.wait(lambda: self._space.outcomes.toast is not None, "the toast")
        d.shoot("applied", "applied: a toast, nothing modified any more")

    def _look_around(self) -> None:
        d = self._driver
        d.press_ctrl(Tab.SERVICES + 1)
        d.wait(self._log_shown, "the log")
        d.pause(1500)
        if self._space.outcomes.toast is not None:
            d.click(self._space.outcomes.toast.close_button)
        d.shoot("services", "Services: both proven to run the new revision, the session, the log")
        d.press_ctrl(Tab.HISTORY + 1)
        d.pause(400)
        d.shoot("history", "History: who, when, why, changed fields, text, step times")

    def _fail(self) -> None:
        d = self._driver
        self._theme.set_scheme(Scheme.DARK)
        d.press_ctrl(Tab.SETTINGS + 1)
        d.type_into(SIZE, "300")
        d.type_into(START, "13:30")
        self._show_schedule()
        d.shoot("edited-dark", "the same window in the dark: two changes")
        self._stubborn.touch()
        d.click(self._space.action_bar.apply)
        d.wait(lambda: self._space.settings.banners.failure, "the failure's banner")
        d.pause(400)
        d.shoot(
            "failed-dark",
            "an orchestrator that does not stop: nothing was saved, everything is as before",
        )
        d.click(self._try_again())
        d.wait(lambda: not self._space.desk.is_busy, "the second try")
        d.wait(self._all_ready, "the services to be ready")
        d.pause(600)
        d.shoot("applied-dark", "Try again: this time it stopped, and the change is applied")
        d.press_ctrl(Tab.HISTORY + 1)
        d.pause(400)
        d.shoot("history-dark", "History with the failure, in the dark")
        d.press_ctrl(Tab.SERVICES + 1)
        d.pause(1300)
        d.shoot("services-dark", "Services in the dark")

    def _halt(self) -> None:
        d = self._driver
        d.press_ctrl(Tab.SETTINGS + 1)
        d.click(self._space.halt)
        d.wait(lambda: self._space.halt.text().startswith("Release"), "the halt to be confirmed")
        d.shoot("halted-dark", "one click on Halt: the orchestrator confirmed it")
        d.click(self._space.halt)
        d.dialog()
        d.shoot("release-dark", "Release asks, and says what it will do")
        d.answer("confirm_release")
        d.wait(lambda: self._space.halt.text() == "Halt", "the release")
        self._theme.set_scheme(Scheme.LIGHT)

    def _small(self) -> None:
        d = self._driver
        d.window.resize(*_SMALL)
        d.type_into(STOP, "20:00")
        self._show_schedule()
        d.shoot("small", "800×600: sections behind a button, nothing cut off")
        d.press_ctrl(Tab.SERVICES + 1)
        d.pause(1200)
        d.shoot("small-services", "Services at 800×600")
        d.press_ctrl(Tab.HISTORY + 1)
        d.pause(300)
        d.shoot("small-history", "History at 800×600: the detail opens over the list")
        d.press_ctrl(Tab.SETTINGS + 1)
        d.window.resize(*_NORMAL)
        d.pause()

    def _close(self) -> None:
        d = self._driver
        d.window.close()
        d.dialog()
        d.shoot("closing", "closing with a change not applied asks")
        d.answer("discard_close")
        d.dialog()
        d.shoot("leave-running", "closing asks what becomes of the services; they can outlive it")
        d.answer("keep")

    def _show_schedule(self) -> None:
        page = self._space.settings.page
        page.jump_to(START)
        self._driver.pause(60)
        self._driver.window.setFocus()

    def _try_again(self) -> QWidget:
        failure = self._space.settings.banners.failure
        if failure is None:
            raise TraderAdminError("The demo failed", "No failure is shown.")
        return failure.buttons[0]

    def _all_ready(self) -> bool:
        snapshot = self._space.desk.snapshot
        return snapshot is not None and all(state.ready for state in snapshot.services)

    def _at_resume(self) -> bool:
        progress = self._space.desk.progress
        if progress is None:
            return True
        return any(
            row.step is Step.RESUME and service.phase is Phase.STARTING
            for row in progress.rows
            for service in row.services
        )

    def _log_shown(self) -> bool:
        page = self._space.services.page()
        return ORCHESTRATOR in page.log.service.currentText() and bool(page.log.view.toPlainText())
