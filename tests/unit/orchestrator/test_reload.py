"""A new schedule is swapped in as a whole: nothing opens on the way from one to the other."""

import threading
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fake_clock import FakeClock
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession
from traderadmin.schedule import Schedule, is_active

TIMES = st.sampled_from([time(0, 0), time(4, 0), time(13, 30), time(20, 0), time(23, 59)])


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    start = draw(TIMES)
    return Schedule(
        enabled=draw(st.booleans()),
        start=start,
        stop=draw(TIMES.filter(lambda stop: stop != start)),
        days=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        initially_active=draw(st.booleans()),
        closed_dates=draw(st.frozensets(st.sampled_from([at(0).date(), at(0, day=24).date()]))),
    )


@given(
    st.lists(schedules(), min_size=2, max_size=6),
    st.lists(st.integers(0, 48 * 60), min_size=6, max_size=6),
)
def test_that_no_swap_opens_what_both_schedules_have_closed(
    followed: list[Schedule], minutes: list[int]
) -> None:
    clock, changes = FakeClock(at(0)), list[SessionChange]()
    session = TradingSession(clock, FakeLatch())
    session.follow(followed[0], Cause.START)
    session.subscribe(changes.append)
    for new, minute in zip(followed[1:], sorted(minutes), strict=False):
        clock.at = at(0) + timedelta(minutes=minute)
        session.evaluate(Cause.LEVEL_CHECK)
        was_open = session.is_trading_session_active
        changes.clear()
        session.follow(new, Cause.RELOAD)
        opens = is_active(new, clock.at) if new.enabled else was_open
        assert session.is_trading_session_active is opens
        assert was_open or opens or not any(change.status.active for change in changes)


@pytest.mark.usefixtures("hasty_threads")
def test_that_nobody_sees_the_session_open_between_two_closed_schedules(
    session: TradingSession,
) -> None:
    night = replace(WEEKDAYS, start=time(22), stop=time(4))
    closed = replace(WEEKDAYS, closed_dates=frozenset({at(0).date()}))
    session.follow(night, Cause.START)
    stop, seen = threading.Event(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            if session.evaluate(Cause.ORDER) or session.is_trading_session_active:
                seen.set()

    watchers = [threading.Thread(target=look) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for number in range(400):
        session.follow((closed, night)[number % 2], Cause.RELOAD)
    stop.set()
    for watcher in watchers:
        watcher.join()
    assert not seen.is_set()
