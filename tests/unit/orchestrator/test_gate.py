"""The gate: what passes, what is refused and why, and that all of it is on record."""

import json
import os
import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.orchestrator.conftest import SETTINGS, Trading, at
from traderadmin.contract.names import ORDERS_FILE
from traderadmin.orchestrator.gate import Decision, Gate
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Outcome, Reason, Refusal, Side, Signal
from traderadmin.orchestrator.permits import Permits
from traderadmin.orchestrator.session import Answer, Cause
from traderadmin.orchestrator.settings import BrokerKind


def reason(decision: Decision) -> Reason | None:
    return decision.refusal.reason if decision.refusal else None


def lines(trading: Trading) -> list[tuple[str, str | None]]:
    log = (trading.state_dir / ORDERS_FILE).read_text().splitlines()
    return [(line["outcome"], line["reason"]) for line in map(json.loads, log)]


def test_that_an_order_in_the_window_and_within_limits_passes_and_is_recorded(
    trading: Trading,
) -> None:
    decision = trading.submit()
    assert decision.refusal is None
    assert trading.broker.sent == [decision.order.order_id]
    assert lines(trading) == [("accepted", None), ("filled", None)]


def test_that_no_order_passes_from_the_stop_on_even_before_anybody_turned_the_flag(
    trading: Trading,
) -> None:
    trading.clock.at = at(20) - timedelta(microseconds=1)
    assert reason(trading.submit()) is None
    trading.clock.at = at(20)
    assert trading.session.is_trading_session_active
    assert reason(trading.submit()) is Reason.SESSION_CLOSED
    assert lines(trading)[-1] == ("refused", "session_closed")


def test_that_a_halt_is_obeyed_by_the_very_next_order(trading: Trading) -> None:
    trading.latch.why = "halted by somebody"
    assert reason(trading.submit()) is Reason.HALTED
    trading.latch.why = None
    assert reason(trading.submit()) is None


def test_that_a_session_that_closes_while_limits_are_asked_refuses(trading: Trading) -> None:
    real = trading.session.ask

    def ask_and_close(cause: Cause) -> Answer:
        answer = real(cause)
        trading.clock.at = at(20)
        return answer

    trading.session.ask = ask_and_close  # type: ignore[method-assign]  # after the first question
    assert reason(trading.submit(signal_id="one")) is Reason.SESSION_CLOSED
    assert trading.broker.sent == []
    assert lines(trading) == [("accepted", None), ("withdrawn", "session_closed")]
    assert reason(trading.submit(signal_id="one")) is Reason.SESSION_CLOSED
    book = trading.ledger.copy(trading.clock.at)
    assert (book.working, book.accepted_today) == ((), 0)


@pytest.mark.parametrize(
    ("limits", "order", "expected"),
    [
        ({}, {"quantity": 500}, None),
        ({}, {"quantity": 501}, Reason.MAX_ORDER_SIZE),
        ({"max_order_value": 1000.0}, {"quantity": 10, "price": 100.0}, None),
        ({"max_order_value": 1000.0}, {"quantity": 10, "price": 100.1}, Reason.MAX_ORDER_VALUE),
        ({"max_position": 9}, {"quantity": 10}, Reason.MAX_POSITION),
        ({"max_position": 10}, {"quantity": 10}, None),
        ({}, {"side": Side.SELL}, Reason.SHORT_SALE),
        ({"allow_short": True}, {"side": Side.SELL}, None),
        ({"allow_short": True, "max_position": 9}, {"side": Side.SELL}, Reason.MAX_POSITION),
        ({"restricted_symbols": frozenset({"AAPL"})}, {}, Reason.RESTRICTED_SYMBOL),
        ({"restricted_symbols": frozenset({"AAPL"})}, {"symbol": "AA"}, None),
    ],
)
def test_that_an_order_is_held_against_each_limit(
    trading: Trading,
    limits: dict[str, Any],
    order: dict[str, Any],
    expected: Reason | None,
) -> None:
    trading.limit(**limits)
    assert reason(trading.submit(**order)) is expected


def test_that_a_lower_position_limit_lets_a_position_be_reduced(trading: Trading) -> None:
    trading.submit(quantity=100)
    trading.limit(max_position=50)
    assert reason(trading.submit(quantity=1)) is Reason.MAX_POSITION
    assert reason(trading.submit(Side.SELL, quantity=20)) is None


def test_that_only_so_many_symbols_are_held_at_once(trading: Trading) -> None:
    trading.limit(max_open_positions=2)
    assert reason(trading.submit(symbol="A")) is None
    assert reason(trading.submit(symbol="B")) is None
    assert reason(trading.submit(symbol="C")) is Reason.MAX_OPEN_POSITIONS
    assert reason(trading.submit(symbol="A")) is None
    assert reason(trading.submit(Side.SELL, quantity=20, symbol="A")) is None
    assert reason(trading.submit(symbol="C")) is None


def test_that_the_daily_loss_ends_trading_until_midnight_utc(trading: Trading) -> None:
    trading.limit(max_daily_loss=50.0)
    trading.submit(quantity=10, price=100.0)
    trading.submit(Side.SELL, quantity=10, price=95.01)
    assert reason(trading.submit()) is None
    trading.submit(Side.SELL, quantity=10, price=99.0)
    assert reason(trading.submit()) is Reason.MAX_DAILY_LOSS
    trading.clock.at = at(14, day=24)
    assert reason(trading.submit()) is None


def test_that_orders_per_minute_are_limited(trading: Trading) -> None:
    trading.gate.follow(replace(SETTINGS, max_orders_per_minute=2))
    assert [reason(trading.submit()) for _ in range(3)] == [
        None,
        None,
        Reason.MAX_ORDERS_PER_MINUTE,
    ]
    trading.clock.advance(60)
    assert reason(trading.submit()) is None


def test_that_an_old_signal_is_refused(trading: Trading) -> None:
    now = trading.clock.at
    assert reason(trading.submit(created=now - timedelta(seconds=10))) is None
    late = trading.submit(created=now - timedelta(seconds=10.5))
    assert reason(late) is Reason.SIGNAL_TOO_OLD


def test_that_an_order_beyond_the_cash_left_is_refused(trading: Trading) -> None:
    paper = replace(SETTINGS.broker, starting_cash=1500.0, slippage_percent=1.0)
    trading.gate.follow(replace(SETTINGS, broker=paper))
    assert reason(trading.submit(quantity=10, price=100.0)) is None
    assert reason(trading.submit(quantity=5, price=100.0)) is Reason.NOT_ENOUGH_CASH
    assert reason(trading.submit(quantity=4, price=100.0)) is None


def test_that_an_order_that_is_only_recorded_is_never_sent(trading: Trading) -> None:
    broker = replace(SETTINGS.broker, kind=BrokerKind.RECORD_ONLY)
    trading.gate.follow(replace(SETTINGS, broker=broker))
    assert reason(trading.submit()) is None
    assert trading.broker.sent == []
    assert lines(trading) == [("accepted", None)]


def test_that_the_same_signal_is_decided_once(trading: Trading) -> None:
    first = trading.submit(signal_id="one")
    again = trading.submit(signal_id="one")
    assert (again.order, again.repeated) == (first.order, True)
    assert len(trading.broker.sent) == 1
    assert trading.gate.decided == {(Outcome.ACCEPTED, ""): 1}


@pytest.mark.expects_log_errors
def test_that_an_order_that_cannot_be_recorded_is_not_sent(
    trading: Trading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        decision = trading.submit(signal_id="one")
    assert reason(decision) is Reason.NOT_RECORDED
    assert not decision.recorded
    assert trading.broker.sent == []
    assert lines(trading) == []
    assert reason(trading.submit(signal_id="one")) is None


def test_that_nothing_passes_once_the_gate_was_closed(trading: Trading) -> None:
    trading.gate.close()
    assert reason(trading.submit()) is Reason.STOPPING


def test_that_a_gate_without_a_ledger_stands_by(trading: Trading) -> None:
    gate = Gate(trading.session, Permits(trading.session, trading.clock), trading.clock)
    gate.follow(SETTINGS)
    trading.session.bar("standing by")
    decision = gate.submit(Signal("one", "AAPL", Side.BUY, 1, 1.0))
    assert (reason(decision), decision.recorded) == (Reason.STANDBY, False)
    assert decision.refusal == Refusal(Reason.STANDBY, "closed: standing by")


def test_that_many_threads_never_exceed_a_limit_together(trading: Trading) -> None:
    trading.limit(max_position=50)
    start = threading.Barrier(8)

    def press() -> None:
        start.wait()
        for _ in range(4):
            trading.submit(quantity=5)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(trading).count(("accepted", None)) == 10
    assert lines(trading).count(("refused", "max_position")) == 22


def test_that_the_log_alone_brings_everything_back(trading: Trading, tmp_path: Path) -> None:
    trading.submit(quantity=10, price=100.0)
    trading.submit(Side.SELL, quantity=4, price=90.0)
    trading.submit(quantity=501)
    before = trading.ledger.copy(trading.clock.at)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(trading.state_dir / ORDERS_FILE, elsewhere)
    again = Ledger.open(elsewhere, trading.clock.at)
    after = again.copy(trading.clock.at)
    again.close()
    assert after.positions == before.positions
    assert (after.realised_today, after.accepted_today) == (-40.0, 2)
    assert after.refused_today == before.refused_today == {Reason.MAX_ORDER_SIZE: 1}
