"""Orders on their way: exits, refusals by the broker, lost answers, and a new configuration."""

import threading
from dataclasses import replace

import pytest

from tests.unit.orchestrator.conftest import SETTINGS, WEEKDAYS, Trading, at
from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.broker import BrokerError, OrderRejectedError, OrderState, Report
from traderadmin.orchestrator.orders import Order, Outcome, Reason, Refusal, Side
from traderadmin.orchestrator.session import Cause

EXITS = replace(SETTINGS, exits_when_closed=True)


def test_that_an_exit_is_what_reduces_a_position_by_the_books(trading: Trading) -> None:
    trading.submit(quantity=10)
    trading.gate.follow(EXITS)
    trading.clock.at = at(21)
    assert trading.submit(Side.SELL, quantity=11).refusal is not None
    assert trading.submit(Side.BUY, quantity=1).refusal is not None
    assert trading.submit(Side.SELL, quantity=1, symbol="MSFT").refusal is not None
    assert trading.submit(Side.SELL, quantity=4).refusal is None
    assert trading.submit(Side.SELL, quantity=7).refusal is not None
    assert trading.submit(Side.SELL, quantity=6).refusal is None
    assert trading.ledger.copy(trading.clock.at).positions == {}
    trading.gate.follow(SETTINGS)


@pytest.mark.expects_log_errors
def test_that_orders_under_way_count_when_an_exit_is_judged(trading: Trading) -> None:
    trading.submit(quantity=10)
    trading.gate.follow(EXITS)
    trading.broker.fails_with = BrokerError("Silent", "The broker does not answer.")
    trading.submit(Side.SELL, quantity=7)
    trading.clock.at = at(21)
    assert trading.submit(Side.SELL, quantity=4).refusal is not None
    trading.broker.fails_with = None
    assert trading.submit(Side.SELL, quantity=3).refusal is None


def test_that_an_order_the_broker_rejects_is_over(trading: Trading) -> None:
    trading.broker.fails_with = OrderRejectedError("Not taken", "The broker has no such symbol.")
    decision = trading.submit()
    assert decision.refusal == Refusal(Reason.BROKER_REJECTED, "The broker has no such symbol.")
    book = trading.ledger.copy(trading.clock.at)
    assert (book.working, book.positions, trading.permits.in_doubt) == ((), {}, 0)


@pytest.mark.expects_log_errors
@pytest.mark.parametrize(
    ("state", "outcome", "shares"),
    [
        (OrderState.FILLED, Outcome.FILLED, 10),
        (OrderState.NEVER_ARRIVED, Outcome.WITHDRAWN, 0),
        (OrderState.REJECTED, Outcome.REJECTED, 0),
    ],
)
def test_that_an_order_without_an_answer_is_unknown_until_the_broker_tells(
    trading: Trading, state: OrderState, outcome: Outcome, shares: int
) -> None:
    trading.broker.fails_with = BrokerError("Silent", "The broker does not answer.")
    order_id = trading.submit(signal_id="one").order.order_id
    assert [order.order_id for order in trading.ledger.copy(at(15)).unknown] == [order_id]
    trading.settling.ask(trading.broker, ())
    assert trading.ledger.unknown == 1
    trading.broker.knows[order_id] = state
    trading.settling.ask(trading.broker, ())
    book = trading.ledger.copy(at(15))
    assert (trading.ledger.unknown, trading.permits.in_doubt, book.working) == (0, 0, ())
    held = book.positions.get("AAPL")
    assert (held.quantity if held else 0) == shares
    assert book.recent[-1].outcome is outcome
    assert (trading.submit(signal_id="one").refusal is None) == bool(shares)


@pytest.mark.expects_log_errors
def test_that_the_session_does_not_open_before_the_broker_answered(trading: Trading) -> None:
    trading.session.open_only_if(lambda: "an order" if trading.permits.in_doubt else None)
    trading.broker.fails_with = BrokerError("Silent", "The broker does not answer.")
    order_id = trading.submit().order.order_id
    trading.clock.at = at(21)
    assert not trading.session.evaluate(Cause.SCHEDULER)
    trading.clock.at = at(14, day=24)
    assert not trading.session.evaluate(Cause.SCHEDULER)
    status = trading.session.status()
    assert (status.kind, status.reason) == (SessionKind.SCHEDULE_CLOSED, "closed: an order")
    trading.broker.knows[order_id] = OrderState.WORKING
    trading.settling.ask(trading.broker, ())
    assert trading.session.evaluate(Cause.SCHEDULER)
    assert trading.ledger.copy(trading.clock.at).unknown == ()
    trading.permits.begin_draining()
    assert trading.permits.in_doubt == 1


def test_that_an_end_is_recorded_once_however_often_it_is_told(trading: Trading) -> None:
    order_id = trading.submit(quantity=10).order.order_id
    trading.broker.knows[order_id] = OrderState.FILLED
    trading.settling.take([trading.broker.state_of(order_id)] * 3)
    trading.settling.ask(trading.broker, [order_id])
    assert trading.ledger.copy(at(15)).positions["AAPL"].quantity == 10


def test_that_no_order_meets_half_of_a_new_configuration(trading: Trading) -> None:
    tight = replace(SETTINGS, limits=replace(SETTINGS.limits, max_order_size=1))
    swapping, finished = threading.Event(), threading.Event()
    decisions: list[Reason | None] = []

    def swap() -> None:
        swapping.set()
        assert not finished.wait(0.2)
        trading.session.follow(replace(WEEKDAYS, days=frozenset({5})), Cause.RELOAD)

    def press() -> None:
        swapping.wait()
        decision = trading.submit(quantity=10)
        decisions.append(decision.refusal.reason if decision.refusal else None)
        finished.set()

    presser = threading.Thread(target=press)
    presser.start()
    trading.gate.follow(tight, swap)
    presser.join()
    assert decisions == [Reason.SESSION_CLOSED]


@pytest.mark.expects_log_errors
def test_that_an_end_told_before_the_answer_got_lost_stays_the_end(trading: Trading) -> None:
    def fill_and_fail(order: Order, account: str) -> None:
        trading.settling.take([Report(order.order_id, OrderState.FILLED, order.price)])
        raise BrokerError("Silent", f"The broker does not answer {account}.")

    trading.broker.send = fill_and_fail  # type: ignore[method-assign]  # in this very order
    trading.submit()
    book = trading.ledger.copy(at(15))
    assert [record.outcome for record in book.recent] == [Outcome.FILLED]
    assert (trading.ledger.unknown, trading.permits.in_doubt) == (0, 0)
