"""The Services tab on pods: several of a service, one that ends, one that cannot start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import Stage, words_in
from tests.support.fake_service import FakeService
from tests.support.pods import PULLING, STARTED, pod, three_pods
from traderadmin.contract.revision import revision_of
from traderadmin.gui.services.cardfacts import CardFacts, Sign, card_facts
from traderadmin.gui.shell.servicemark import ServiceMark
from traderadmin.gui.shell.tab import Tab
from traderadmin.targets.states import Instance, Phase

REVISION = "9c1e07b25d4a" + "0" * 52
NOW = STARTED + timedelta(minutes=4)


def facts_of(*pods: Instance, wanted: int | None = None) -> CardFacts:
    """The card of a service with these pods."""
    service = FakeService("scanner", 10, wanted=len(pods) if wanted is None else wanted)
    service.pods = pods
    return card_facts(service.state(NOW, None), REVISION, NOW)


def rows_of(facts: CardFacts) -> dict[str, tuple[str, Sign]]:
    return {row.label: (row.value, row.sign) for row in facts.rows}


def test_that_a_single_pod_is_named_without_this_machines_port() -> None:
    facts = facts_of(pod("scanner-a", REVISION))
    assert facts.where == "scanner-a"
    assert facts.pods == ()
    assert rows_of(facts)["Revision"] == ("9c1e07b25d4a", Sign.GOOD)


def test_that_a_single_pod_that_is_not_ready_says_what_it_does_and_why() -> None:
    facts = facts_of(pod("scanner-a", None, phase="Pending", ready=False, problem=PULLING))
    assert facts.where == "scanner-a, Pending"
    assert rows_of(facts)["Last error"] == (PULLING, Sign.BAD)


def test_that_what_keeps_a_starting_service_is_no_failure_yet() -> None:
    service = FakeService("scanner", 10, wanted=2, problem="The startup probe fails.")
    service.pods = (pod("scanner-a", REVISION), pod("scanner-b", None, ready=False))
    starting = card_facts(service.state(NOW, None), REVISION, NOW)
    assert rows_of(starting)["Last error"] == ("The startup probe fails.", Sign.WARN)
    failed = replace(service.state(NOW, None), phase=Phase.FAILED)
    facts = card_facts(failed, REVISION, NOW)
    assert rows_of(facts)["Last error"] == ("The startup probe fails.", Sign.BAD)


def test_that_several_pods_are_counted_and_listed() -> None:
    facts = facts_of(pod("scanner-a", REVISION), pod("scanner-b", REVISION, restarts=2))
    rows = rows_of(facts)
    assert facts.where == "2 pods"
    assert rows["Ready"] == ("2 of 2", Sign.NONE)
    assert rows["Revision"] == ("9c1e07b25d4a", Sign.GOOD)
    assert rows["Proof"][0] == "proven by /status at 14:30:00 UTC"
    assert rows["Restarts"][0] == "2 unplanned"
    assert [each.name for each in facts.pods] == ["scanner-a", "scanner-b"]
    assert facts.pods[1].more == "2 restarts"
    assert facts.pods[0].age == "4 min 0 s"


def test_that_a_pod_with_another_revision_is_marked() -> None:
    facts = facts_of(pod("scanner-a", REVISION), pod("scanner-b", "4f2a91c07be3" + "0" * 52))
    assert rows_of(facts)["Revision"] == ("not that of the file on 1 of 2", Sign.WARN)
    assert facts.pods[1].revision.value == "revision 4f2a91c07be3, not that of the file"
    assert facts.pods[1].revision.sign is Sign.WARN


def test_that_pods_without_an_answer_leave_the_revision_open() -> None:
    facts = facts_of(pod("scanner-a", REVISION), pod("scanner-b", None))
    assert rows_of(facts)["Revision"] == ("9c1e07b25d4a on 1 of 2", Sign.NONE)
    assert rows_of(facts)["Proof"][0] == "1 of 2 by /status at 14:30:00 UTC"


@pytest.mark.parametrize(
    ("phase", "ready", "problem", "shape", "word"),
    [
        ("Running", True, "", Phase.RUNNING, "Ready"),
        ("Running", False, "", Phase.STARTING, "Not ready"),
        ("Running", False, "It fails.", Phase.FAILED, "Not ready"),
        ("Pending", False, "", Phase.STARTING, "Pending"),
        ("Terminating", True, "", Phase.STOPPING, "Terminating"),
        ("Failed", False, "", Phase.FAILED, "Failed"),
    ],
)
def test_that_a_pods_state_has_a_shape_and_a_word(
    phase: str, ready: bool, problem: str, shape: Phase, word: str
) -> None:
    one = pod("scanner-a", None, phase=phase, ready=ready, problem=problem)
    shown = facts_of(one, replace(one, label="scanner-b")).pods[0]
    assert (shown.phase, shown.word, shown.problem) == (shape, word, problem)


def test_that_the_tab_shows_each_pod_and_what_is_wrong_with_it(stage: Stage) -> None:
    service = stage.target.by_name["scanner"]
    three_pods(service, revision_of(stage.target.content))
    stage.space.show_tab(Tab.SERVICES)
    page = stage.space.services.page()
    stage.until(lambda: "3 pods" in words_in(page))
    told = words_in(page)
    assert "2 of 3" in told
    assert "traderadmin-scanner-7d4b9c6f58-9tjvn" in told
    assert PULLING in told
    assert "Terminating, revision 4f2a91c07be3, not that of the file" in told
    service.pods = service.pods[:1]
    service.wanted = 1
    stage.until(lambda: "3 pods" not in words_in(page))
    assert "9tjvn" not in words_in(page)


def test_that_many_services_fit_into_the_status_bar(make_stage: MakeStage) -> None:
    stage = make_stage()
    names = ("pricing-engine", "market-data-feed", "order-router", "risk-gateway", "reporting")
    for number, name in enumerate(names):
        stage.target.by_name[name] = FakeService(name, number)
    stage.target.by_name["scanner"].ready = False
    stage.open(width=800, height=600)
    bar = stage.space.status_bar
    stage.until(lambda: "6 services" in words_in(bar))
    shown = [mark for mark in bar.findChildren(ServiceMark) if mark.isVisible()]
    names_of = [mark.accessibleName() for mark in shown]
    assert names_of == ["6 services: Running", "scanner: Starting 0/1"]
    assert "pricing-engine" in shown[0].toolTip()
    stage.until(lambda: all(mark.width() >= mark.sizeHint().width() for mark in shown))
    for name in names:
        del stage.target.by_name[name]
    stage.until(lambda: "orchestrator" in words_in(bar))
    assert "6 services" not in words_in(bar)
