"""The Services tab: cards, the session, the log."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtTest import QTest

from tests.gui.shell.stage import Stage, words_in
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.status import ServiceStatus, SessionKind, SessionStatus
from traderadmin.gui.services.cardfacts import Sign, card_facts
from traderadmin.gui.services.facts import session_facts, summary
from traderadmin.gui.services.page import ServicesPage
from traderadmin.gui.shell.tab import Tab
from traderadmin.targets.states import (
    HaltState,
    Instance,
    LockState,
    Phase,
    ProofLevel,
    ServiceState,
    Snapshot,
)
from traderadmin.workflow.loglines import Level, appended, chosen, parsed
from traderadmin.workflow.words import age_text

NOW = datetime(2026, 11, 23, 16, 56, 49, tzinfo=UTC)
REVISION = "9c1e07b25d4a" + "0" * 52
LINES = (
    "16:52:17.940  INFO   service     started, version 1.0.0, port 41873",
    "16:53:02.518  WARN   gate        refused   NVDA  buy 900: above risk.max_order_size (500)",
    "16:53:04.000  ERROR  gate        the broker does not answer",
    "    Traceback of that",
    '{"time": "2026-11-23T16:54:00.250Z", "level": "warning", "logger": "feed", "message": "gap"}',
)


def state_of(revision: str | None = REVISION, **facts: object) -> ServiceState:
    session = SessionStatus(
        active=True,
        kind=SessionKind.OPEN,
        reason="open",
        since=NOW,
        next_edge=NOW.replace(hour=21, minute=0, second=0),
    )
    status = ServiceStatus(
        service="orchestrator",
        version="1",
        now=NOW,
        config_revision=revision,
        config_error=None,
        started=NOW,
        session=session,
        facts=facts,
    )
    instance = Instance(
        "4711@1",
        "process 4711",
        NOW - timedelta(seconds=272),
        ready=True,
        status=status,
        asked=NOW - timedelta(seconds=1),
        port=41873,
    )
    return ServiceState(
        "orchestrator",
        "x",
        20,
        Phase.RUNNING,
        1,
        1,
        proof=ProofLevel.PROVEN,
        instances=(instance,),
    )


def snapshot_of(*states: ServiceState) -> Snapshot:
    return Snapshot(NOW, states, LockState(held=False), HaltState(), REVISION)


def rows_of(state: ServiceState) -> dict[str, tuple[str, Sign]]:
    return {row.label: (row.value, row.sign) for row in card_facts(state, REVISION, NOW).rows}


def test_that_a_card_says_what_is_proven_and_since_when() -> None:
    facts = card_facts(state_of(), REVISION, NOW)
    rows = rows_of(state_of())
    assert facts.where == "process 4711 on this machine, port 41873"
    assert rows["Revision"] == ("9c1e07b25d4a", Sign.GOOD)
    assert rows["Proof"] == ("proven by /status at 16:56:48 UTC", Sign.NONE)
    assert rows["Up since"] == ("16:52:17 UTC, 4 min 32 s", Sign.NONE)
    assert rows["Last error"] == ("none", Sign.NONE)


def test_that_a_revision_that_is_not_the_files_is_marked() -> None:
    assert rows_of(state_of("4f2a91c07be3" + "0" * 52))["Revision"] == (
        "4f2a91c07be3, not that of the file",
        Sign.WARN,
    )


def test_that_a_failed_service_says_why() -> None:
    failed = replace(
        state_of(), phase=Phase.FAILED, ready=0, instances=(), proof=None, problem="It ended."
    )
    rows = rows_of(failed)
    assert rows["Last error"] == ("It ended.", Sign.BAD)
    assert rows["Proof"] == ("none while it is stopped", Sign.NONE)


def test_that_the_session_counts_down_within_its_window() -> None:
    window = {"start": "2026-11-23T14:30:00Z", "stop": "2026-11-23T21:00:00Z"}
    orders = {"accepted": 42, "refused": 2}
    state = state_of(
        window=window, positions={"AAPL": {}, "AMD": {}}, working_orders=1, orders_today=orders
    )
    facts = session_facts(snapshot_of(state), NOW)
    assert facts.big == "4 h 03 min"
    assert (facts.start, facts.stop) == ("14:30", "21:00 UTC")
    assert facts.share is not None
    assert 0.37 < facts.share < 0.38
    assert facts.figures == (
        ("2", "positions"),
        ("1", "working order"),
        ("42", "accepted today"),
        ("2", "refused today"),
    )


def test_that_a_halted_session_says_by_whom_why_and_what_it_means() -> None:
    halt = HaltState(HaltRecord("desk-2", NOW, "feed gap"))
    facts = session_facts(replace(snapshot_of(state_of()), halt=halt), NOW)
    assert facts.sub == "Halted by desk-2 at 16:56 UTC: feed gap"
    assert (facts.big, facts.beside) == ("Halted", "no new orders until released")


def test_that_a_closed_session_says_why_where_the_schedule_alone_does_not() -> None:
    state = state_of()
    status = state.instances[0].status
    assert status is not None
    closed = SessionStatus(False, SessionKind.SCHEDULE_CLOSED, "closed: 2026-11-23", NOW)
    told = replace(state.instances[0], status=replace(status, session=closed))
    facts = session_facts(snapshot_of(replace(state, instances=(told,))), NOW)
    assert facts.sub == "Closed: 2026-11-23"


def test_that_unknown_figures_are_left_out() -> None:
    facts = session_facts(snapshot_of(state_of(positions=None, orders_today=None)), NOW)
    assert facts.figures == ()


@pytest.mark.parametrize(
    ("phase", "said"),
    [(Phase.STOPPED, "No service runs."), (Phase.UNKNOWN, "No service is known to run.")],
)
def test_that_the_summary_claims_no_more_than_is_known(phase: Phase, said: str) -> None:
    state = replace(state_of(), phase=phase, ready=0, instances=())
    assert summary(snapshot_of(state)) == said


def test_that_the_summary_counts_only_services_proven_to_run_the_file() -> None:
    good, other = state_of(), replace(state_of("0" * 64), name="scanner")
    assert summary(snapshot_of(good)) == "orchestrator runs the file\u2019s revision 9c1e07b25d4a."
    assert summary(snapshot_of(good, other)) == (
        "1 of 2 services proven to run the file of revision 9c1e07b25d4a."
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "5 s"), (272, "4 min 32 s"), (11_100, "3 h 05 min"), (190_800, "2 d 5 h")],
)
def test_that_ages_read_as_people_say_them(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_that_lines_of_both_formats_are_read() -> None:
    lines = parsed(LINES)
    assert [line.level for line in lines] == [
        Level.INFO,
        Level.WARNING,
        Level.ERROR,
        Level.ERROR,
        Level.WARNING,
    ]
    assert lines[4].text == "16:54:00.250  WARN  feed        gap"


def test_that_lines_of_several_pods_are_read_and_keep_their_pod() -> None:
    human = "scanner-7c9-x2: 16:52:17.940  WARN  feed       silent"
    entry = {
        "level": "error",
        "time": "2026-11-23T16:52:18.1Z",
        "logger": "feed",
        "message": "gone",
    }
    lines = parsed((human, f"scanner-7c9-y3: {json.dumps(entry)}", "note: nothing"))
    assert [line.level for line in lines] == [Level.WARNING, Level.ERROR, Level.ERROR]
    assert lines[0].text == human.replace(": 16:", "  16:", 1)
    assert lines[1].text.startswith("scanner-7c9-y3  16:52:18.1")
    assert lines[1].text.endswith("gone")
    assert lines[2].text == "note: nothing"


def test_that_level_and_search_choose_lines() -> None:
    lines = parsed(LINES)
    assert len(chosen(lines, Level.ERROR, "")) == 2
    assert [line.text[:12] for line in chosen(lines, Level.DEBUG, "NVDA")] == ["16:53:02.518"]


def test_that_only_new_lines_are_appended() -> None:
    lines = parsed(LINES)
    assert appended(lines[:3], lines) == lines[3:]
    assert appended(lines[:4], lines[2:]) == lines[4:]
    assert appended(lines[:2], lines[3:]) is None
    assert appended((), lines) == lines


def write(stage: Stage, log: tuple[str, ...]) -> None:
    """Let every service of the fake have this log."""

    def tail(name: str, lines: int = 500) -> tuple[str, ...]:
        return log[-lines:] if name else ()

    stage.target.log_tail = tail  # type: ignore[method-assign]  # the fake's own


@pytest.fixture
def page(stage: Stage) -> ServicesPage:
    """The tab, shown on a target with a log."""
    write(stage, LINES)
    stage.space.show_tab(Tab.SERVICES)
    return stage.space.services.page()


def test_that_the_tab_shows_a_card_for_each_service(stage: Stage, page: ServicesPage) -> None:
    told = words_in(page)
    assert "orchestrator" in told
    assert "scanner" in told
    assert "Both services run the file\u2019s revision" in told
    assert "process 4001 on this machine, port 41873" in told
    assert stage.space.tab is Tab.SERVICES


def test_that_the_log_is_filtered_as_one_types(stage: Stage, page: ServicesPage) -> None:
    stage.until(lambda: "started, version" in page.log.view.toPlainText())
    QTest.keyClicks(page.log.search, "nvda")
    assert page.log.view.toPlainText().splitlines() == [LINES[1]]
    page.log.search.clear()
    page.log.level.setCurrentIndex(3)
    assert len(page.log.view.toPlainText().splitlines()) == 2


def test_that_the_log_follows_the_file(stage: Stage, page: ServicesPage) -> None:
    stage.until(lambda: "started, version" in page.log.view.toPlainText())
    write(stage, (*LINES, "16:55:00.000  INFO   gate        one more"))
    stage.until(lambda: page.log.view.toPlainText().endswith("one more"))
