"""What is not as it should be with the orchestrator, in sentences; and its clock in a banner."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.trading_day import TRADING_DAY
from tests.unit.workflow.conftest import Bench
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.workflow.advice import advice
from traderadmin.workflow.sessionnotes import Weight, session_notes
from traderadmin.workflow.sessionview import session_view

NOW = datetime(2026, 11, 23, 16, 52, tzinfo=UTC)
UNKNOWN = (
    "The broker has not told yet what became of 1 order. "
    "Until it has, a session that closed does not open again."
)
SET = "The orchestrator\u2019s clock was set"
SET_OFTEN = (
    f"{SET} 3 times since its start, the last time forward by 7 s to Fri 2026-11-20 14:00 UTC."
)


def notes_of(bench: Bench, **told: Any) -> list[tuple[str, Weight]]:
    bench.target.by_name["orchestrator"].facts = {**TRADING_DAY, "unknown_orders": [], **told}
    notes = session_notes(bench.target.snapshot(), NOW)
    return [(note.text, note.weight) for note in notes]


def test_that_a_day_on_which_all_is_well_needs_no_note(bench: Bench) -> None:
    assert notes_of(bench) == []


@pytest.mark.parametrize(
    ("told", "text", "weight"),
    [
        (
            {"standby": "standing by: another orchestrator trades on /state."},
            "The orchestrator does not trade. Standing by: another orchestrator trades on /state.",
            Weight.WARNING,
        ),
        (
            {"scheduler": {"alive": False, "restarts": 1}},
            "The scheduler died; the session is still checked several times a second.",
            Weight.WARNING,
        ),
        (
            {"scheduler": {"alive": True, "restarts": 2}},
            "The scheduler died and was started anew twice.",
            Weight.CALM,
        ),
        (
            {"unknown_orders": ["7f31c7aa"]},
            UNKNOWN,
            Weight.WARNING,
        ),
        (
            {"sent_outside_window": 2},
            "2 orders were still being sent as the session closed.",
            Weight.BAD,
        ),
        (
            {"orders_note": "The last line was torn."},
            "The last line was torn.",
            Weight.WARNING,
        ),
        (
            {
                "clock": {
                    "steps": 1,
                    "last_step": {"at": "2026-11-23T14:00:00Z", "seconds": -3599.8},
                }
            },
            f"{SET} once since its start, back by 1 h 00 min to 14:00:00 UTC.",
            Weight.WARNING,
        ),
        (
            {"clock": {"steps": 3, "last_step": {"at": "2026-11-20T14:00:00Z", "seconds": 7}}},
            SET_OFTEN,
            Weight.CALM,
        ),
        (
            {"session_history": [{"kind": "lunch"}]},
            "1 entry of what the orchestrator tells cannot be understood.",
            Weight.CALM,
        ),
    ],
)
def test_that_each_fault_is_a_sentence(
    bench: Bench, told: dict[str, Any], text: str, weight: Weight
) -> None:
    assert notes_of(bench, **told) == [(text, weight)]


def test_that_the_worst_comes_first(bench: Bench) -> None:
    notes = notes_of(
        bench, scheduler={"alive": True, "restarts": 1}, orders_note="Torn.", sent_outside_window=1
    )
    assert [weight for _, weight in notes] == [Weight.BAD, Weight.WARNING, Weight.CALM]


def test_that_nothing_is_noted_where_nobody_answers(bench: Bench) -> None:
    bench.target.by_name["orchestrator"].answers = False
    assert notes_of(bench, orders_note="Torn.") == []


def test_that_an_orchestrator_that_stands_by_is_not_called_closed_by_schedule(bench: Bench) -> None:
    bench.target.by_name["orchestrator"].facts = {"standby": "standing by: another one trades."}
    view = session_view(bench.target.snapshot(), NOW)
    assert (view.title, view.detail) == ("Not trading", "the orchestrator stands by")
    bench.target.by_name["orchestrator"].facts = {"standby": "The order log cannot be used."}
    view = session_view(bench.target.snapshot(), NOW)
    assert (view.title, view.detail) == ("Not trading", "its state cannot be used")


@pytest.mark.parametrize(
    ("reason", "adds"),
    [
        ("open until 20:00 UTC", ""),
        ("closed until Mon 2026-11-30 13:30 UTC", ""),
        ("open until 18:00 UTC, an early close", "open until 18:00 UTC, an early close"),
        ("closed: 2026-12-25", "closed: 2026-12-25"),
        ("schedule off: open since start", "schedule off: open since start"),
        ("", ""),
    ],
)
def test_that_a_reason_is_repeated_only_where_it_says_more(
    bench: Bench, reason: str, adds: str
) -> None:
    bench.target.session = SessionStatus(True, SessionKind.OPEN, reason, NOW)
    view = session_view(bench.target.snapshot(), NOW)
    assert (view.reason, view.adds) == (reason, adds)


def test_that_a_halt_says_by_whom_and_why(bench: Bench) -> None:
    bench.backend.halt("feed gap")
    reason = session_view(bench.target.snapshot(), NOW).reason
    assert reason.startswith("halted by ")
    assert reason.endswith(" UTC: feed gap")


def test_that_a_clock_that_is_off_stands_in_a_banner_until_it_is_right(bench: Bench) -> None:
    service = bench.target.by_name["orchestrator"]
    service.clock_ahead = 7.0
    (banner,) = advice(bench.backend.snapshot(), None, applying_here=False)
    assert "7 s ahead of this machine" in banner.title
    assert not banner.danger
    service.clock_ahead = 1.9
    assert advice(bench.backend.snapshot(), None, applying_here=False) == ()
