"""The session in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.workflow.conftest import Bench
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.targets.states import HaltState
from traderadmin.workflow.sessionview import SessionState, edge_text, session_view, span_text

NOW = datetime(2026, 11, 23, 16, 52, tzinfo=UTC)


def session(kind: SessionKind, *, active: bool, edge: datetime | None = None) -> SessionStatus:
    return SessionStatus(active=active, kind=kind, reason="why", since=NOW, next_edge=edge)


@pytest.mark.parametrize(
    ("status", "state", "title", "detail"),
    [
        (
            session(SessionKind.OPEN, active=True, edge=datetime(2026, 11, 23, 20, 0, tzinfo=UTC)),
            SessionState.OPEN,
            "Open",
            "until 20:00 UTC",
        ),
        (
            session(
                SessionKind.SCHEDULE_CLOSED,
                active=False,
                edge=datetime(2026, 11, 24, 14, 30, tzinfo=UTC),
            ),
            SessionState.SCHEDULE_CLOSED,
            "Schedule closed",
            "opens Tue 14:30 UTC",
        ),
        (
            session(SessionKind.OFF_OPEN, active=True),
            SessionState.OFF_OPEN,
            "Schedule off, OPEN",
            "will not close by itself",
        ),
        (
            session(SessionKind.OFF_CLOSED, active=False),
            SessionState.OFF_CLOSED,
            "Schedule off, closed",
            "will not open by itself",
        ),
    ],
)
def test_that_each_state_has_its_words(
    bench: Bench, status: SessionStatus, state: SessionState, title: str, detail: str
) -> None:
    bench.target.session = status
    view = session_view(bench.target.snapshot(), NOW)
    assert (view.state, view.title, view.detail) == (state, title, detail)


def test_that_an_open_session_counts_down(bench: Bench) -> None:
    assert session_view(bench.target.snapshot(), NOW).countdown == "3 h 08 min left"


def test_that_a_halt_is_confirmed_only_by_the_orchestrator(bench: Bench) -> None:
    halted = replace(bench.target.snapshot(), halt=HaltState(HaltRecord("desk-2", NOW, "feed gap")))
    view = session_view(halted, NOW)
    assert view.state is SessionState.HALTED
    assert view.detail == "by desk-2 at 16:52 UTC"
    assert not view.halt_confirmed

    bench.backend.halt("feed gap")
    assert session_view(bench.target.snapshot(), NOW).halt_confirmed


def test_that_a_halt_without_a_running_orchestrator_needs_no_confirmation(bench: Bench) -> None:
    bench.backend.pause_trading_services()
    bench.backend.halt("over night")
    assert session_view(bench.target.snapshot(), NOW).halt_confirmed


def test_that_stopped_services_are_never_called_closed(bench: Bench) -> None:
    bench.backend.pause_trading_services()
    view = session_view(bench.target.snapshot(), NOW)
    assert (view.state, view.title) == (SessionState.STOPPED, "Services stopped")


def test_that_services_without_an_orchestrator_have_no_session(bench: Bench) -> None:
    snapshot = bench.target.snapshot()
    foreign = replace(snapshot, services=snapshot.services[:1])
    assert [each.name for each in foreign.services] == ["scanner"]
    view = session_view(foreign, NOW)
    assert (view.state, view.title) == (SessionState.NONE, "No session")
    assert view.detail == "no orchestrator among the services"


def test_that_nothing_is_claimed_before_the_first_look() -> None:
    assert session_view(None, NOW).state is SessionState.CONNECTING


def test_that_an_orchestrator_that_does_not_answer_is_not_called_anything(bench: Bench) -> None:
    bench.target.by_name["orchestrator"].answers = False
    assert session_view(bench.target.snapshot(), NOW).title == "Not known"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (30, "under a minute"),
        (60, "1 min"),
        (11_280, "3 h 08 min"),
        (90_000, "1 d 1 h"),
        (-5, "under a minute"),
    ],
)
def test_that_spans_are_told_as_people_do(seconds: float, text: str) -> None:
    assert span_text(seconds) == text


def test_that_an_edge_on_another_day_names_it() -> None:
    assert edge_text(datetime(2026, 11, 24, 13, 30, tzinfo=UTC), NOW) == "Tue 13:30 UTC"
