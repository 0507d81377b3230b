"""APScheduler's jobs, really waiting, on a session whose clock is ahead of the machine's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from typing_extensions import override

from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.clock import SystemClock
from traderadmin.orchestrator.scheduler import SessionScheduler
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession

SECONDS = 10.0


class AheadClock(SystemClock):
    """The machine's clock, made to start at a given instant."""

    def __init__(self, start: datetime) -> None:
        self.ahead = start - super().now()

    @override
    def now(self) -> datetime:
        return super().now() + self.ahead


@contextmanager
def scheduled(start: datetime) -> Iterator[tuple[TradingSession, SessionScheduler, AheadClock]]:
    clock = AheadClock(start)
    session = TradingSession(clock, FakeLatch())
    session.follow(WEEKDAYS, Cause.START)
    scheduler = SessionScheduler(session, ahead=clock.ahead)
    scheduler.start()
    try:
        yield session, scheduler, clock
    finally:
        scheduler.stop()


def test_that_the_job_at_the_edge_sets_the_flag_itself_and_plans_the_next() -> None:
    with scheduled(at(20) - timedelta(milliseconds=300)) as (session, scheduler, _):
        changes: list[SessionChange] = []
        session.subscribe(changes.append)
        assert session.status().active
        wait_until(lambda: scheduler.planned == at(13, 30, day=24), SECONDS, "the next plan")
        assert not session.status().active
        assert [(c.cause, c.edge) for c in changes] == [(Cause.SCHEDULER, at(20))]


def test_that_an_edge_that_passed_while_the_scheduler_was_starting_is_not_missed() -> None:
    clock = AheadClock(at(19, 59))
    session = TradingSession(clock, FakeLatch())
    session.follow(WEEKDAYS, Cause.START)
    clock.ahead += timedelta(minutes=2)
    assert session.status().active
    scheduler = SessionScheduler(session, ahead=clock.ahead)
    scheduler.start()
    try:
        wait_until(lambda: not session.status().active, SECONDS, "the missed edge")
    finally:
        scheduler.stop()


def test_that_an_edge_missed_by_hours_still_fires_and_once() -> None:
    with scheduled(at(15)) as (session, scheduler, clock):
        fired: list[SessionChange] = []
        session.subscribe(fired.append)
        clock.ahead += timedelta(days=2, hours=6)
        scheduler._fire()
        assert [change.status.active for change in fired] == [False]
        assert scheduler.planned == at(13, 30, day=26)


def test_that_a_job_that_fires_too_early_waits_for_its_edge_again() -> None:
    with scheduled(at(20) - timedelta(seconds=1.5)) as (session, scheduler, _):
        scheduler._fire()
        assert session.status().active
        assert scheduler.planned == at(20)
        wait_until(lambda: not session.status().active, SECONDS, "the edge")


def test_that_a_new_schedule_moves_the_edge_and_one_that_is_off_removes_it() -> None:
    with scheduled(at(15)) as (session, scheduler, _):
        assert scheduler.planned == at(20)
        earlier = replace(WEEKDAYS, stop=at(18).time().replace(tzinfo=None))
        session.follow(earlier, Cause.RELOAD)
        scheduler.plan()
        assert scheduler.planned == at(18)
        session.follow(replace(WEEKDAYS, enabled=False), Cause.RELOAD)
        scheduler.plan()
        assert session.status().next_edge is None
        assert scheduler._scheduler.get_jobs() == []


def test_that_plans_from_many_threads_leave_one_job() -> None:
    with scheduled(at(15)) as (_, scheduler, _clock):
        threads = [threading.Thread(target=scheduler.plan) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(scheduler._scheduler.get_jobs()) == 1


def test_that_it_can_be_stopped_while_a_job_is_about_to_plan_the_next() -> None:
    fired, stopping = threading.Event(), threading.Event()
    with scheduled(at(20) - timedelta(milliseconds=200)) as (session, scheduler, _):

        def hold(_: SessionChange) -> None:
            fired.set()
            stopping.wait(SECONDS)

        session.subscribe(hold)
        assert fired.wait(SECONDS)
        stopper = threading.Thread(target=scheduler.stop, daemon=True)
        stopper.start()
        stopper.join(0.2)
        stopping.set()
        stopper.join(SECONDS)
        assert not stopper.is_alive()
        scheduler._scheduler.start()
