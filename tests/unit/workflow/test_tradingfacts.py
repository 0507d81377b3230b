"""What the orchestrator tells of its trading, read once; and its clock against this machine's."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traderadmin.contract.session import OrderLine, SessionEvent, SessionEventKind
from traderadmin.contract.status import ServiceStatus, SessionKind, SessionStatus
from traderadmin.targets.states import HaltState, Instance, LockState, Phase, ServiceState, Snapshot
from traderadmin.workflow.clockdifference import clock_ahead, difference_words, is_clock_off
from traderadmin.workflow.sessionview import session_status
from traderadmin.workflow.tradingfacts import ClockStep, Holding, TradingFacts, trading_facts

NOW = datetime(2026, 11, 23, 16, 52, tzinfo=UTC)
OPEN = SessionStatus(active=True, kind=SessionKind.OPEN, reason="open until 20:00 UTC", since=NOW)
LINE = OrderLine("o1", NOW, "AAPL", "buy", 40, 231.18, "filled")
EVENT = SessionEvent(SessionEventKind.OPENED, NOW, "open until 20:00 UTC", "scheduler", NOW, 0.004)


def instance_of(
    now: datetime = NOW, session: SessionStatus | None = OPEN, **facts: Any
) -> Instance:
    status = ServiceStatus(
        service="orchestrator",
        version="1",
        now=now,
        config_revision="0" * 64,
        config_error=None,
        started=NOW,
        session=session,
        facts=facts,
    )
    return Instance("1", "process 1", NOW, ready=True, status=status, asked=NOW, sent=NOW)


def snapshot_of(*instances: Instance) -> Snapshot:
    count = len(instances)
    state = ServiceState("orchestrator", "x", 20, Phase.RUNNING, count, count, instances=instances)
    return Snapshot(NOW, (state,), LockState(held=False), HaltState())


def facts_of(**told: Any) -> TradingFacts:
    facts = trading_facts(snapshot_of(instance_of(**told)))
    assert facts is not None
    return facts


def test_that_what_our_orchestrator_tells_is_typed() -> None:
    order = {"order_id": "o2", "symbol": "AMD", "side": "buy", "quantity": 30, "price": 138.72}
    facts = facts_of(
        positions={"AAPL": {"quantity": 40, "average_price": 231.18}},
        working_orders=2,
        working=[order, {**order, "order_id": "o3"}],
        unknown_orders=["o3"],
        recent_orders=[{**LINE.to_json(), "order_id": "o0"}, LINE.to_json()],
        session_history=[EVENT.to_json()],
        orders_today={"accepted": 42, "refused": 2, "refused_by_reason": {"max_order_size": 2}},
        realised_today=-12.5,
        clock={"steps": 1, "last_step": {"at": "2026-11-23T14:00:00Z", "seconds": -3600.0}},
        scheduler={"alive": False, "restarts": 3},
        standby="standing by",
        orders_note="The last line was torn.",
        sent_outside_window=0,
        window={"start": "2026-11-23T13:30:00Z", "stop": "2026-11-23T20:00:00Z"},
    )
    assert facts.positions == (Holding("AAPL", 40, 231.18),)
    assert [order.order_id for order in facts.working or ()] == ["o2"]
    assert [order.order_id for order in facts.unknown or ()] == ["o3"]
    assert facts.recent == (LINE, replace(LINE, order_id="o0"))
    assert facts.history == (EVENT,)
    assert (facts.today.accepted, facts.today.refused) == (42, 2)
    assert facts.today.by_reason == (("max_order_size", 2),)
    assert facts.realised_today == -12.5
    assert facts.clock.last_step == ClockStep(NOW.replace(hour=14, minute=0), -3600.0)
    assert (facts.scheduler_alive, facts.scheduler_restarts) == (False, 3)
    assert (facts.standby, facts.notes) == ("standing by", ("The last line was torn.",))
    assert facts.window == (NOW.replace(hour=13, minute=30), NOW.replace(hour=20, minute=0))
    assert (facts.position_count, facts.working_count, facts.unread) == (1, 1, 0)


def test_that_what_an_older_service_leaves_out_is_not_known() -> None:
    facts = facts_of()
    assert facts == TradingFacts(started=NOW, clock=replace(facts.clock, ahead=0.0))
    assert facts.positions is None
    assert facts.position_count is None


def test_that_counts_alone_are_counts() -> None:
    facts = facts_of(positions=2, working_orders=1)
    assert (facts.positions, facts.position_count) == (None, 2)
    assert (facts.working, facts.working_count) == (None, 1)


def test_that_entries_of_another_kind_are_counted_and_left_out() -> None:
    strange = EVENT.to_json() | {"kind": "paused for lunch"}
    facts = facts_of(session_history=[strange, EVENT.to_json(), 7], recent_orders=[None])
    assert facts.history == (EVENT,)
    assert facts.recent == ()
    assert facts.unread == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = (
    *("positions", "working", "working_orders", "unknown_orders", "recent_orders", "window"),
    *("session_history", "orders_today", "realised_today", "clock", "scheduler", "standby"),
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_that_no_answer_whatever_makes_an_odd_figure(told: dict[str, Any]) -> None:
    facts = facts_of(**told)
    counts = (facts.position_count, facts.working_count, facts.today.accepted, facts.today.refused)
    assert all(count is None or count >= 0 for count in counts)
    assert facts.realised_today is None or math.isfinite(facts.realised_today)


def test_that_nobody_who_answers_is_not_known() -> None:
    assert trading_facts(None) is None
    assert trading_facts(snapshot_of()) is None
    assert trading_facts(snapshot_of(replace(instance_of(), status=None))) is None


def test_that_of_two_orchestrators_the_one_that_trades_is_heard() -> None:
    closed = replace(OPEN, active=False, kind=SessionKind.SCHEDULE_CLOSED, reason="closed: waits")
    standby = instance_of(session=closed, standby="standing by", positions=None)
    trading = instance_of(positions={}, standby="")
    for pods in [(standby, trading), (trading, standby)]:
        facts = trading_facts(snapshot_of(*pods))
        assert facts is not None
        assert (facts.standby, facts.positions) == ("", ())
        assert session_status(snapshot_of(*pods)) == OPEN


@pytest.mark.parametrize(
    ("now", "sent", "ahead"),
    [
        (0.0, 0.0, 0.0),
        (7.0, -0.1, 7.0),
        (-7.0, -0.1, -6.9),
        (-2.5, -3.0, 0.0),
        (-4.0, None, 0.0),
        (-3600.0, None, -3595.0),
        (3600.0, None, 3600.0),
    ],
)
def test_that_the_way_of_an_answer_is_no_difference_of_clocks(
    now: float, sent: float | None, ahead: float
) -> None:
    asked = NOW + timedelta(seconds=sent) if sent is not None else None
    instance = replace(instance_of(NOW + timedelta(seconds=now)), sent=asked)
    assert clock_ahead(instance) == pytest.approx(ahead)


@pytest.mark.parametrize(
    ("ahead", "wrong"), [(None, False), (2.0, False), (2.1, True), (-2.1, True)]
)
def test_that_clocks_may_be_two_seconds_apart(ahead: float | None, *, wrong: bool) -> None:
    assert is_clock_off(ahead) is wrong


def test_that_a_difference_is_told_with_what_it_means() -> None:
    title, lines = difference_words(6.9)
    assert title == "The orchestrator\u2019s clock is 7 s ahead of this machine\u2019s"
    assert "7 s too early" in lines[0]
    title, lines = difference_words(-3700)
    assert title == "The orchestrator\u2019s clock is 1 h 01 min behind this machine\u2019s"
    assert "1 h 01 min too late" in lines[0]
