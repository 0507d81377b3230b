"""Leaving while a login plugin waits for its person: a real program that does not return."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.kubeconfigs import HANGS, signing_in_with, started, write_kubeconfig
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.gui.clusters import KubernetesClusters
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.shell.desk import Desk
from traderadmin.targets.kubernetes.plugins import SECONDS
from traderadmin.targets.saved import SavedTarget


def opened_target(clusters: KubernetesClusters, kubeconfig: str) -> Callable[[], None]:
    """The window's way to a target; what closes it."""
    desk = Desk(
        clusters.choice(SavedTarget("eu", "one", "x", kubeconfig=kubeconfig)), clusters.clock
    )
    desk.start()
    return desk.close


def opened_assistant(clusters: KubernetesClusters, kubeconfig: str) -> Callable[[], None]:
    """The assistant's way to clusters; what closes it."""
    asker = Asker(clusters)
    asker.ask(kubeconfig, lambda browser: browser.namespaces("one"), print, print)
    return asker.close


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("opened", [opened_target, opened_assistant])
def test_that_leaving_ends_a_login_plugin(
    tmp_path: Path, opened: Callable[[KubernetesClusters, str], Callable[[], None]]
) -> None:
    clock = SystemClock()
    written = write_kubeconfig(tmp_path, signing_in_with(HANGS, str(tmp_path / "started")))
    close = opened(KubernetesClusters.under(tmp_path, clock), str(written))
    wait_until(lambda: started(tmp_path), SECONDS / 2, "the plugin to start")
    left = clock.monotonic()
    close()
    assert clock.monotonic() - left < SECONDS / 2
    (plugin,) = started(tmp_path)
    assert not psutil.pid_exists(plugin)
