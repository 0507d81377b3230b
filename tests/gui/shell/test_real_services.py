"""The window on this machine's real services: start, apply, halt, leave them running."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.shell.stage import START, Stage
from traderadmin.clock import SystemClock
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError
from traderadmin.gui.app import local_choice
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.services.page import Panel
from traderadmin.gui.shell.latch import Latch
from traderadmin.gui.shell.preferences import OnClose
from traderadmin.gui.shell.tab import Tab
from traderadmin.gui.shell.window import MainWindow
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.states import Phase
from traderadmin.workflow.backend import Backend

pytestmark = pytest.mark.processes


class RealStage(Stage):
    """The stage on a real local target; `target` of the base is not used."""

    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path) -> None:
        super().__init__(qtbot, theme, folder)
        self.paths = LocalPaths.under(folder / "config")
        clock = SystemClock()
        choice = local_choice(self.paths, clock)
        self.window = MainWindow((choice,), clock, theme, self.preferences)

    def wait_long(self, condition: object) -> None:
        """Wait as long as processes may take on a busy machine."""
        assert callable(condition)
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)

    def phases(self) -> set[Phase]:
        """What the services do, as last observed."""
        snapshot = self.space.desk.snapshot
        return {state.phase for state in snapshot.services} if snapshot is not None else set()


@pytest.fixture
def real(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[RealStage]:
    stage = RealStage(qtbot, theme, tmp_path)
    yield stage
    stage.close()
    clock = SystemClock()
    backend = Backend(LocalTarget(stage.paths, clock), clock, who="test")
    try:
        backend.pause_trading_services("the test is over")
    except TraderAdminError as error:
        pytest.fail(f"the test's services were not stopped: {error}")


def test_that_the_window_starts_applies_halts_and_leaves_them_running(real: RealStage) -> None:
    real.show()
    real.wait_long(lambda: real.space.desk.model is not None)
    assert (real.paths.config / "config.toml").is_file()
    real.click(real.standing().buttons[0])
    real.wait_long(lambda: not real.space.desk.is_busy)
    real.wait_long(lambda: real.phases() == {Phase.RUNNING})
    real.type_into(START, "14:30")
    real.apply()
    real.wait_long(lambda: not real.space.desk.is_busy)
    assert "1 change applied. Both services run revision" in real.toast()
    content = (real.paths.config / "config.toml").read_bytes()
    assert b'start_time_utc = "14:30"' in content
    real.wait_long(lambda: real.phases() == {Phase.RUNNING})
    snapshot = real.space.desk.backend.snapshot()
    for state in snapshot.services:
        status = state.instances[0].status
        assert status is not None
        assert status.config_revision == revision_of(content)
    real.click(real.space.halt)
    real.wait_long(lambda: real.space.halt.latch is Latch.RELEASE)
    real.space.show_tab(Tab.SERVICES)
    page = real.space.services.page()
    page.show_panel(Panel.HISTORY)

    def told() -> list[str]:
        table = page.history.history.table
        return [row.cells[1] for row in table.rows] if table is not None else []

    real.wait_long(lambda: told()[:1] == ["Halted"])
    assert told() == ["Halted", "Started", "Stopped", "Started"]  # the apply restarted it
    pids = {state.name: state.instances[0].identity for state in snapshot.services}
    real.preferences.keep_on_close(OnClose.LEAVE)
    real.window.close()
    real.wait_long(lambda: not real.window.isVisible())
    again = LocalTarget(real.paths, SystemClock()).services()
    assert {state.name: state.instances[0].identity for state in again} == pids
