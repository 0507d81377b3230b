"""Positions, orders and history as rows of tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.trading_day import TRADING_DAY
from tests.unit.workflow.conftest import Bench
from traderadmin.contract.history import Event, HistoryEntry, Outcome
from traderadmin.contract.session import OrderLine
from traderadmin.workflow.tradingfacts import TradingFacts, trading_facts
from traderadmin.workflow.tradingwords import (
    Mood,
    figure,
    history_rows,
    lateness_text,
    open_rows,
    order_rows,
    position_rows,
    quantity_text,
)

NOW = datetime(2026, 11, 23, 16, 52, tzinfo=UTC)


@pytest.fixture
def facts(bench: Bench) -> TradingFacts:
    bench.target.by_name["orchestrator"].facts = TRADING_DAY
    found = trading_facts(bench.target.snapshot())
    assert found is not None
    return found


def test_that_positions_tell_shares_and_what_they_cost(facts: TradingFacts) -> None:
    rows = position_rows(facts.positions or ())
    assert [row.cells for row in rows] == [
        ("AAPL", "40", "231.18"),
        ("NVDA", "\u221225", "0.1234"),
    ]


def test_that_orders_of_unknown_outcome_stand_first(facts: TradingFacts) -> None:
    unknown, working = open_rows(facts)
    assert unknown.cells == ("7f31c7", "MSFT", "sell", "5", "428.40", "Outcome unknown")
    assert unknown.mood is Mood.BAD
    assert (working.cells[-1], working.key) == ("Working", "7f31c6aa")


def test_that_recent_orders_come_newest_first_with_their_reason(facts: TradingFacts) -> None:
    refused, filled = order_rows(facts.recent or (), NOW)
    assert refused.cells[:2] == ("14:56:30", "7f31c5")
    assert refused.cells[-2:] == (
        "Refused",
        "600 shares are more than risk.max_order_size allows (500)",
    )
    assert refused.mood is Mood.WARNING
    assert filled.cells[-2:] == ("Filled", "")


def test_that_an_outcome_of_another_version_is_shown_as_it_is() -> None:
    line = OrderLine("x", NOW - timedelta(days=1), "A", "buy", 1, 2.0, "amended", "by_the_desk")
    (row,) = order_rows((line,), NOW)
    assert row.cells == (
        *("2026-11-22 16:52:00", "x", "A", "buy", "1", "2.00"),
        *("Amended", "by the desk"),
    )
    assert row.mood is Mood.PLAIN


def test_that_history_says_who_where_it_is_on_record(facts: TradingFacts) -> None:
    record = HistoryEntry(
        id="r1",
        event=Event.RELEASE,
        outcome=Outcome.DONE,
        who="desk-2",
        when=NOW.replace(hour=14, minute=2, second=9),
        reason="feed is back",
        seconds=0.0,
    )
    other = replace(record, id="r2", who="desk-9", when=record.when - timedelta(seconds=30))
    halt = replace(record, id="h1", event=Event.HALT, who="desk-8")
    released, halted, closed = history_rows(facts.history or (), NOW, (other, halt, record))
    assert released.cells == (
        *("14:02:10", "Released", ""),
        *("open until 20:00 UTC", "desk-2: feed is back"),
    )
    assert halted.cells[3:] == (
        "halted by desk-2 at 13:47 UTC: feed gap on NVDA",
        "the level check",
    )
    assert halted.mood is Mood.BAD
    assert closed.cells == (
        *("2026-11-22 20:00:00", "Closed", "4 ms", "closed until 13:30 UTC", "the scheduler"),
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [(None, "unknown"), (1234.5, "1,234.50"), (-12.5, "\u221212.50"), (0.5, "0.5000"), (0, "0.00")],
)
def test_that_amounts_read_as_people_write_them(amount: float | None, text: str) -> None:
    assert figure(amount) == text


def test_that_figures_nobody_knows_are_unknown() -> None:
    assert quantity_text(None) == "unknown"
    assert quantity_text(12_000) == "12,000"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0004, "0 ms"), (0.0126, "13 ms"), (1.2, "1.2 s"), (75, "1 min 15 s")]
)
def test_that_lateness_is_told_in_fitting_units(seconds: float, text: str) -> None:
    assert lateness_text(seconds) == text
