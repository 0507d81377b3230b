"""What Review says before anything is done."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.workflow.conftest import Bench
from traderadmin.config.model import ConfigModel
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.workflow.review import Consequence, Review, Weight, review

OPEN_AT = datetime(2026, 11, 23, 16, 52, tzinfo=UTC)
CLOSED_AT = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
CLOSED = SessionStatus(
    active=False, kind=SessionKind.SCHEDULE_CLOSED, reason="closed", since=OPEN_AT
)


@pytest.fixture
def look(bench: Bench) -> Callable[..., Review]:
    def reviewed(at: datetime, **schedule: Any) -> Review:
        model = bench.backend.load().model
        assert isinstance(model, ConfigModel)
        for key, value in schedule.items():
            model.set(("trading_schedule", key), value)
        return review(model, bench.target.snapshot(), at, bench.backend.history())

    return reviewed


def texts(found: Review) -> list[str]:
    return [line.text for line in found.consequences]


def test_that_changes_and_diff_show_the_edit(look: Callable[..., Review]) -> None:
    found = look(OPEN_AT, stop_time_utc="21:00")
    assert [(c.path, c.before, c.after) for c in found.changes] == [
        ("trading_schedule.stop_time_utc", "20:00", "21:00")
    ]
    shown = "\n".join(line.text for line in found.diff)
    assert 'stop_time_utc = "21:00"' in shown
    assert found.restarts == ("scanner", "orchestrator")
    assert found.confirm == ""


def test_that_an_interruption_of_open_trading_is_told(look: Callable[..., Review]) -> None:
    assert any(
        t.startswith("Trading is open:") for t in texts(look(OPEN_AT, stop_time_utc="21:00"))
    )


def test_that_what_stays_open_meanwhile_is_told(bench: Bench, look: Callable[..., Review]) -> None:
    unknown = "How many positions are open is unknown."
    assert Consequence(Weight.WARNING, unknown) in look(OPEN_AT).consequences
    orchestrator = bench.target.by_name["orchestrator"]
    orchestrator.facts = {"positions": {"AAPL": {"quantity": 40}}, "working": []}
    stays = "1 position stays open and unattended meanwhile."
    assert Consequence(Weight.WARNING, stays) in look(OPEN_AT).consequences
    orchestrator.facts = {"positions": {}, "working": []}
    none = "No position is open, no order is working."
    assert Consequence(Weight.INFO, none) in look(OPEN_AT).consequences
    for service in bench.target.by_name.values():
        service.wanted = 0
    assert not any("position" in text for text in texts(look(OPEN_AT)))


def test_that_a_schedule_switched_off_says_that_trading_is_closed(
    look: Callable[..., Review],
) -> None:
    found = look(OPEN_AT, enabled=False)
    assert "Schedule off: after this apply trading is CLOSED and will not open by itself." in texts(
        found
    )
    assert found.confirm == ""


def test_that_a_schedule_switched_off_with_trading_open_must_be_confirmed(
    look: Callable[..., Review],
) -> None:
    found = look(OPEN_AT, enabled=False, initially_active=True)
    assert any("OPEN and will not close by itself" in text for text in texts(found))
    assert "OPEN" in found.confirm


def test_that_opening_at_once_is_told(bench: Bench, look: Callable[..., Review]) -> None:
    bench.target.session = CLOSED
    found = look(CLOSED_AT, stop_time_utc="23:00")
    assert "Trading opens at once until 23:00 UTC." in texts(found)


def test_that_closing_at_once_is_told(look: Callable[..., Review]) -> None:
    found = look(OPEN_AT, stop_time_utc="15:00")
    assert "Trading closes: the new schedule has no session now." in texts(found)


def test_that_an_apply_is_timed_by_the_last_ones(bench: Bench, look: Callable[..., Review]) -> None:
    assert look(OPEN_AT, stop_time_utc="21:00").about_seconds is None
    bench.apply()
    again = look(OPEN_AT, stop_time_utc="22:00").about_seconds
    assert again == bench.target.lines[-1].seconds
