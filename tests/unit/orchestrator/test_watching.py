"""Who watches: the clock's steps, the scheduler's death, the halt that waits for its disk."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from typing_extensions import override

from tests.support.broken_trigger import BrokenTrigger
from tests.support.fake_clock import FakeClock
from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.clock import SystemClock
from traderadmin.contract.names import HALT_FILE
from traderadmin.contract.session import OrderLine, SessionEvent, SessionEventKind
from traderadmin.orchestrator.clockwatch import ClockWatch
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.orchestrator.sessionlog import SessionLog
from traderadmin.orchestrator.vigil import Vigil

SECONDS = 10.0


@pytest.mark.parametrize(("seconds", "steps"), [(7200, 1), (-3600, 1), (2.5, 1), (1.5, 0)])
def test_that_a_clock_that_was_set_is_told_from_one_that_is_only_adjusted(
    clock: FakeClock, seconds: float, steps: int
) -> None:
    watch = ClockWatch(clock)
    clock.advance(3600)
    assert watch.look() is None
    clock.at += timedelta(seconds=seconds)
    clock.advance(0.25)
    step = watch.look()
    assert watch.steps == steps
    assert (step is None) is (steps == 0)
    if step is not None:
        assert step.seconds == pytest.approx(seconds)
    assert watch.look() is None


def test_that_a_process_put_aside_between_two_readings_is_no_step() -> None:
    class Interrupted(FakeClock):
        asleep = 0.0

        @override
        def monotonic(self) -> float:
            asleep, self.asleep = self.asleep, 0.0
            self.advance(asleep)
            return self.ticks

    clock = Interrupted(at(15))
    watch = ClockWatch(clock)
    clock.asleep = 3600.0
    assert watch.look() is None


@contextmanager
def kept(session: TradingSession, ahead: timedelta) -> Iterator[EdgeKeeper]:
    edges = EdgeKeeper(session, ahead)
    edges.start()
    wait_until(lambda: edges.planned, SECONDS, "the first plan")
    try:
        yield edges
    finally:
        edges.stop()


@pytest.mark.expects_log_errors
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_that_a_scheduler_whose_thread_died_is_started_anew(latch: FakeLatch) -> None:
    class Ahead(SystemClock):
        @override
        def now(self) -> Any:
            return super().now() + ahead

    ahead = at(19, 59) - SystemClock().now()
    session = TradingSession(Ahead(), latch)
    session.follow(WEEKDAYS, Cause.START)
    with kept(session, ahead) as edges:
        edges.supervise()
        assert edges.restarts == 0
        scheduler = cast("Any", edges._scheduler)
        scheduler._scheduler.add_job(print, BrokenTrigger())
        wait_until(lambda: not edges.is_alive, SECONDS, "its thread to die")
        assert scheduler._scheduler.running

        edges.supervise()
        assert (edges.is_alive, edges.restarts, edges.planned) == (True, 1, at(20))
        (job,) = scheduler._scheduler.get_jobs()
        assert job.next_run_time == at(20) - ahead


def test_that_a_look_follows_a_clock_that_was_set_and_tells_of_it(
    session: TradingSession, clock: FakeClock, tmp_path: Path
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    edges, watch = EdgeKeeper(session, timedelta(0)), ClockWatch(clock)
    edges._starting.start()
    edges._starting.join()
    vigil = Vigil(session, HaltLatch(tmp_path), edges, watch, clock)
    try:
        for instant, active in [(at(21), False), (at(14), True), (at(3), False)]:
            clock.at = instant
            vigil.look()
            assert session.is_trading_session_active is active
        assert watch.steps == 3
        assert edges.planned == at(13, 30)
    finally:
        edges.stop()


@pytest.mark.expects_log_errors
def test_that_a_failed_look_is_not_the_last(session: TradingSession, tmp_path: Path) -> None:
    edges = EdgeKeeper(session, timedelta(0))
    vigil = Vigil(session, HaltLatch(tmp_path), edges, ClockWatch(SystemClock()), SystemClock())
    looked, failed = threading.Event(), threading.Event()

    def fail_once() -> None:
        if failed.is_set():
            looked.set()
        failed.set()
        raise ValueError

    vigil.look = fail_once  # type: ignore[method-assign]  # any part of it may fail
    vigil.start()
    assert looked.wait(SECONDS)
    assert vigil.is_alive
    vigil.stop()


def test_that_a_halt_is_durable_and_keeps_a_record_that_stands(tmp_path: Path) -> None:
    latch = HaltLatch(tmp_path)
    latch.halt("SIGUSR1", at(14, 2))
    assert latch.reason() == HaltLatch(tmp_path).reason() == "halted by SIGUSR1 at 14:02 UTC"
    latch.halt("SIGUSR1", at(15))
    assert "14:02" in str(latch.reason())
    assert [path.name for path in tmp_path.iterdir()] == [HALT_FILE]
    (tmp_path / HALT_FILE).unlink()
    assert latch.reason() is None


@pytest.mark.expects_log_errors
def test_that_a_halt_holds_though_the_disk_is_full_and_is_stored_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    latch = HaltLatch(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        latch.halt("SIGUSR1", at(14, 2))
        latch.store()
        assert caplog.text.count("not on disk yet") == 1
    assert HaltLatch(tmp_path).reason() is None
    assert latch.reason() == "halted by SIGUSR1 at 14:02 UTC"
    latch.store()
    assert HaltLatch(tmp_path).reason() == latch.reason()
    (tmp_path / HALT_FILE).unlink()
    assert latch.reason() is None


def test_that_the_history_names_edges_halts_and_releases(
    session: TradingSession, clock: FakeClock, latch: FakeLatch, tmp_path: Path
) -> None:
    history = SessionHistory(tmp_path, clock, lambda: True)
    log = SessionLog(history)
    session.subscribe(log.on_session)
    session.follow(WEEKDAYS, Cause.START)
    latch.why = "halted by somebody"
    session.evaluate(Cause.LEVEL_CHECK)
    latch.why = None
    session.evaluate(Cause.LEVEL_CHECK)
    clock.at = at(20) + timedelta(milliseconds=3)
    session.evaluate(Cause.SCHEDULER)
    session.close("the service is stopping")
    kinds = [event.kind for event in history.events]
    assert kinds == ["started", "halted", "released", "closed", "stopped"]
    closed = history.events[-2]
    assert log.last_edge == closed
    assert (closed.edge, closed.late) == (at(20), 0.003)
    assert log.edges == {SessionEventKind.CLOSED: 1}


def test_that_a_stop_while_halted_is_no_release(
    session: TradingSession, clock: FakeClock, latch: FakeLatch, tmp_path: Path
) -> None:
    history = SessionHistory(tmp_path, clock, lambda: True)
    session.subscribe(SessionLog(history).on_session)
    latch.why = "halted by somebody"
    session.follow(WEEKDAYS, Cause.START)
    session.close("the service is stopping")
    told = [(event.kind.value, event.reason) for event in history.events]
    assert told == [
        ("started", "halted by somebody"),
        ("stopped", "closed: the service is stopping"),
    ]


def test_that_what_status_tells_can_be_read_again() -> None:
    event = SessionEvent(SessionEventKind.CLOSED, at(20), "closed", "scheduler", at(20), 0.001)
    line = OrderLine("one", at(15), "AAPL", "buy", 10, 190.5, "refused", "halted", "halted by x")
    again = json.loads(json.dumps([event.to_json(), line.to_json()]))
    assert SessionEvent.from_json(again[0]) == event
    assert OrderLine.from_json(again[1]) == line
