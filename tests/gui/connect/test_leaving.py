"""Leaving the assistant: what is opened for it after that waits for nobody to sign in."""

import threading

import pytest

from tests.gui.connect.conftest import SECONDS, Hands
from tests.gui.shell.stage import Gate
from tests.support.fake_browser import FakeBrowser
from tests.support.fake_clusters import FakeClusters
from tests.support.waiting import wait_until
from traderadmin.gui.connect.asker import Asker
from traderadmin.targets.browsing import ClusterBrowser


def test_that_a_target_opened_while_leaving_waits_for_nobody(hands: Hands) -> None:
    gate = Gate()
    looking = hands.clusters.looking
    looking.faults["pinned"] = gate
    assistant = hands.open()
    hands.go_on(times=5)
    hands.until(gate.reached.is_set)
    leaving = threading.Thread(target=assistant.asker.close)
    leaving.start()
    hands.until(looking.given_up.is_set)
    gate.open()
    leaving.join()
    target = hands.clusters.target("prod-eu")
    assert (target.given_up.is_set(), target.closed) == (True, 1)


@pytest.mark.usefixtures("qapp")
def test_that_a_browser_made_while_leaving_waits_for_nobody(clusters: FakeClusters) -> None:
    made: list[FakeBrowser] = []

    def make(kubeconfig: str) -> FakeBrowser:
        made.append(FakeBrowser().reading(kubeconfig))
        return made[-1]

    def look_further(_: ClusterBrowser) -> None:
        made[0].given_up.wait(SECONDS / 1000)
        asker._browser("another")

    clusters.browser = make  # type: ignore[method-assign]  # each kubeconfig its own
    asker = Asker(clusters)
    asker.ask("one", look_further, print, print)
    wait_until(lambda: made, SECONDS / 1000, "the first browser")
    asker.close()
    assert [browser.given_up.is_set() for browser in made] == [True, True]
