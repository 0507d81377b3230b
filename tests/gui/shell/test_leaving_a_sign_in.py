"""Leaving while a login plugin waits for its person: a real program that does not return."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.support.fake_browser import FakeBrowser
from tests.support.kubeconfigs import HANGS, signing_in_with, started, write_kubeconfig
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.clusters import KubernetesClusters
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.check import CheckStep
from traderadmin.gui.shell.desk import Desk
from traderadmin.targets.kubernetes.plugins import SECONDS
from traderadmin.targets.saved import SavedTarget, SavedTargets

Opened = Callable[[KubernetesClusters, SavedTarget, QWidget], Callable[[], None]]


@dataclass
class PinnedClusters:
    """Real targets, after a browser that had no need to sign in."""

    real: KubernetesClusters

    @property
    def saved(self) -> SavedTargets:
        """The file."""
        return self.real.saved

    def choice(self, target: SavedTarget) -> TargetChoice:
        """A real one."""
        return self.real.choice(target)

    def browser(self, kubeconfig: str) -> FakeBrowser:
        """One in memory."""
        return FakeBrowser().reading(kubeconfig)


def opened_target(
    clusters: KubernetesClusters, target: SavedTarget, window: QWidget
) -> Callable[[], None]:
    """The window's way to a target; what closes it."""
    desk = Desk(clusters.choice(target), clusters.clock, window)
    desk.start()
    return desk.close


def opened_assistant(
    clusters: KubernetesClusters, target: SavedTarget, window: QWidget
) -> Callable[[], None]:
    """The assistant's way to clusters; what closes it."""
    asker = Asker(clusters, window)
    asker.ask(target.kubeconfig, lambda browser: browser.namespaces("one"), print, print)
    return asker.close


def opened_check(
    clusters: KubernetesClusters, target: SavedTarget, window: QWidget
) -> Callable[[], None]:
    """The assistant's last step, which checks the target itself; what closes it."""
    asker = Asker(PinnedClusters(clusters), window)
    CheckStep(asker, target, window).enter(target)
    return asker.close


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What owns everything that is opened."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("opened", [opened_target, opened_assistant, opened_check])
def test_that_leaving_ends_a_login_plugin(tmp_path: Path, window: QWidget, opened: Opened) -> None:
    clock = SystemClock()
    written = write_kubeconfig(tmp_path, signing_in_with(HANGS, str(tmp_path / "started")))
    target = SavedTarget("eu", "one", "x", kubeconfig=str(written))
    close = opened(KubernetesClusters.under(tmp_path, clock), target, window)
    wait_until(lambda: started(tmp_path), SECONDS / 2, "the plugin to start")
    left = clock.monotonic()
    close()
    assert clock.monotonic() - left < SECONDS / 2
    (plugin,) = started(tmp_path)
    assert not psutil.pid_exists(plugin)
