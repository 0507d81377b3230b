"""The flag: halted ? false : enabled ? is_active(schedule, now) : the value it had."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fake_clock import FakeClock
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession
from traderadmin.schedule import Schedule, is_active

OFF_OPEN = replace(WEEKDAYS, enabled=False, initially_active=True)
OFF_CLOSED = replace(WEEKDAYS, enabled=False)


def test_that_it_is_closed_before_any_schedule_was_read(session: TradingSession) -> None:
    assert not session.evaluate(Cause.ORDER)
    assert "no valid configuration" in session.status().reason


def test_that_a_start_in_mid_window_opens_at_once(session: TradingSession) -> None:
    session.follow(WEEKDAYS, Cause.START)
    status = session.status()
    assert session.is_trading_session_active
    assert status.kind is SessionKind.OPEN
    assert status.reason == "open until 20:00 UTC"
    assert (status.next_edge, status.opens_next) == (at(20), False)


def test_that_the_flag_turns_at_the_edge_and_tells_how_late(
    session: TradingSession, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    changes: list[SessionChange] = []
    session.subscribe(changes.append)

    clock.at = at(20) - timedelta(microseconds=1)
    assert session.evaluate(Cause.LEVEL_CHECK)
    assert changes == []

    clock.at = at(20) + timedelta(milliseconds=250)
    assert not session.evaluate(Cause.SCHEDULER)
    (change,) = changes
    assert change.flag_changed
    assert (change.cause, change.edge, change.late) == (Cause.SCHEDULER, at(20), 0.25)
    assert change.status.reason == "closed until 13:30 UTC"
    assert change.status.since == clock.at
    assert change.status.opens_next


@pytest.mark.expects_log_errors
def test_that_a_listener_that_fails_keeps_nobody_else_from_being_told(
    session: TradingSession, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: SessionChange) -> None:
        raise ZeroDivisionError

    changes: list[SessionChange] = []
    session.subscribe(fail)
    session.subscribe(changes.append)
    session.follow(WEEKDAYS, Cause.START)
    session.close("the service is stopping")
    assert not session.is_trading_session_active
    assert [change.cause for change in changes] == [Cause.START, Cause.STOP]
    assert "a listener of the session failed" in caplog.text


def test_that_a_distant_opening_is_named_with_its_day(
    session: TradingSession, clock: FakeClock
) -> None:
    clock.at = at(21, day=27)
    session.follow(WEEKDAYS, Cause.START)
    assert session.status().reason == "closed until Mon 2026-11-30 13:30 UTC"


def test_that_the_flag_follows_a_clock_stepped_either_way(
    session: TradingSession, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    for instant, expected in [(at(21), False), (at(14), True), (at(3), False), (at(19), True)]:
        clock.at = instant
        assert session.evaluate(Cause.LEVEL_CHECK) is expected


@pytest.mark.parametrize("initially", [True, False])
def test_that_with_the_schedule_off_a_start_sets_the_flag_and_edges_leave_it(
    session: TradingSession, clock: FakeClock, initially: bool
) -> None:
    session.follow(replace(OFF_CLOSED, initially_active=initially), Cause.START)
    for instant in (at(13, 29), at(13, 30), at(19, 59), at(20), at(23)):
        clock.at = instant
        assert session.evaluate(Cause.SCHEDULER) is initially
    status = session.status()
    assert status.next_edge is None
    assert status.kind is (SessionKind.OFF_OPEN if initially else SessionKind.OFF_CLOSED)
    assert status.reason == f"schedule off: {'open' if initially else 'closed'} since start"


@pytest.mark.parametrize(("instant", "expected"), [(at(15), True), (at(21), False)])
def test_that_turning_the_schedule_off_keeps_the_value_it_had(
    session: TradingSession, clock: FakeClock, instant: datetime, expected: bool
) -> None:
    clock.at = instant
    session.follow(WEEKDAYS, Cause.START)
    session.follow(replace(OFF_OPEN, initially_active=not expected), Cause.RELOAD)
    clock.at = instant + timedelta(hours=12)
    assert session.evaluate(Cause.LEVEL_CHECK) is expected


def test_that_turning_it_off_just_after_the_stop_does_not_keep_it_open(
    session: TradingSession, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    changes: list[SessionChange] = []
    session.subscribe(changes.append)
    clock.at = at(20)
    session.follow(OFF_OPEN, Cause.RELOAD)
    assert not session.is_trading_session_active
    assert [change.flag_changed for change in changes] == [True]


def test_that_turning_the_schedule_on_in_mid_window_opens_at_once(session: TradingSession) -> None:
    session.follow(OFF_CLOSED, Cause.START)
    session.follow(WEEKDAYS, Cause.RELOAD)
    assert session.is_trading_session_active


def test_that_a_reload_does_not_start_the_schedule_off_value_again(session: TradingSession) -> None:
    session.follow(OFF_CLOSED, Cause.START)
    session.follow(OFF_OPEN, Cause.RELOAD)
    assert not session.is_trading_session_active


def test_that_the_first_good_configuration_after_a_bad_start_does_not_open_by_itself(
    session: TradingSession,
) -> None:
    session.follow(OFF_OPEN, Cause.RELOAD)
    assert not session.is_trading_session_active


def test_that_a_halt_closes_and_only_its_release_lets_the_schedule_decide_again(
    session: TradingSession, latch: FakeLatch, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    latch.why = "halted by somebody"
    assert not session.evaluate(Cause.ORDER)
    assert session.status().kind is SessionKind.HALTED
    clock.at = at(14, day=24)
    assert not session.evaluate(Cause.SCHEDULER)
    latch.why = None
    assert session.evaluate(Cause.LEVEL_CHECK)
    assert session.status().since == at(14, day=24)


def test_that_a_release_restores_the_value_held_while_the_schedule_is_off(
    session: TradingSession, latch: FakeLatch
) -> None:
    session.follow(OFF_OPEN, Cause.START)
    latch.why = "halted"
    assert not session.evaluate(Cause.LEVEL_CHECK)
    latch.why = None
    assert session.evaluate(Cause.LEVEL_CHECK)


def test_that_turning_the_schedule_off_during_a_halt_does_not_open_at_its_release(
    session: TradingSession, latch: FakeLatch
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    latch.why = "halted"
    session.evaluate(Cause.LEVEL_CHECK)
    session.follow(OFF_OPEN, Cause.RELOAD)
    latch.why = None
    assert not session.evaluate(Cause.LEVEL_CHECK)


def test_that_a_bar_closes_until_it_is_lifted_and_close_for_good(session: TradingSession) -> None:
    session.follow(WEEKDAYS, Cause.START)
    session.bar("standing by")
    assert not session.status().active
    assert session.status().reason == "closed: standing by"
    session.bar(None)
    assert session.status().active
    session.close("the service is stopping")
    session.bar(None)
    assert not session.evaluate(Cause.ORDER)
    assert session.status().reason == "closed: the service is stopping"


def test_that_no_answer_is_true_once_close_returned(session: TradingSession) -> None:
    session.follow(WEEKDAYS, Cause.START)
    closed, wrong = threading.Event(), threading.Event()
    started = threading.Barrier(5)

    def ask() -> None:
        started.wait()
        for _ in range(2000):
            knew = closed.is_set()
            if session.evaluate(Cause.ORDER) and knew:
                wrong.set()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    started.wait()
    session.close("enough")
    closed.set()
    for thread in threads:
        thread.join()
    assert not wrong.is_set()


@pytest.mark.usefixtures("hasty_threads")
def test_that_changes_made_by_many_threads_are_told_in_their_order(
    session: TradingSession, latch: FakeLatch
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    told: list[SessionChange] = []
    session.subscribe(told.append)
    started = threading.Barrier(4)

    def turn() -> None:
        started.wait()
        for _ in range(1000):
            latch.why = None if latch.why else "halted by somebody"
            session.evaluate(Cause.LEVEL_CHECK)

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) > 100
    assert all(after.before is before.status.kind for before, after in pairwise(told))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 14 * 24 * 60),
            st.sampled_from(["evaluate", "on", "off", "halt", "release"]),
        ),
        max_size=30,
    )
)
def test_that_the_flag_is_what_the_definition_says_after_any_events(
    events: list[tuple[int, str]],
) -> None:
    night = Schedule(True, time(22), time(4), frozenset({0, 4, 6}))
    clock, latch = FakeClock(at(0)), FakeLatch()
    session = TradingSession(clock, latch)
    session.follow(night, Cause.START)
    enabled, held, flag = True, False, is_active(night, clock.at)
    for minute, event in sorted(events):
        clock.at = at(0) + timedelta(minutes=minute)
        flag = (is_active(night, clock.at) if enabled else held) and latch.why is None
        if event == "off" and enabled:
            enabled, held = False, flag
        elif event == "on":
            enabled = True
        latch.why = {"halt": "halted", "release": None}.get(event, latch.why)
        if event in {"on", "off"}:
            session.follow(replace(night, enabled=enabled, initially_active=True), Cause.RELOAD)
        flag = (is_active(night, clock.at) if enabled else held) and latch.why is None
        assert session.evaluate(Cause.LEVEL_CHECK) is flag
        assert session.is_trading_session_active is flag
    assert session.evaluate(Cause.ORDER) is flag


def test_that_a_closed_date_is_the_reason_on_that_day(
    session: TradingSession, clock: FakeClock
) -> None:
    christmas = datetime(2026, 12, 25, 15, tzinfo=UTC)
    clock.at = christmas
    session.follow(replace(WEEKDAYS, closed_dates=frozenset({christmas.date()})), Cause.START)
    status = session.status()
    assert (status.active, status.reason) == (False, "closed: 2026-12-25")
    assert status.next_edge == datetime(2026, 12, 28, 13, 30, tzinfo=UTC)
