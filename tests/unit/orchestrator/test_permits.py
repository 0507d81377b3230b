"""Permits: given while the session is active, checked again before sending, drained at the end."""

import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from tests.support.fake_clock import FakeClock
from tests.unit.orchestrator.conftest import WEEKDAYS, FakeLatch, at
from traderadmin.orchestrator.orders import Reason, Refusal
from traderadmin.orchestrator.permits import Permit, Permits
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.schedule import is_active


@pytest.fixture
def permits(session: TradingSession, clock: FakeClock) -> Permits:
    session.follow(WEEKDAYS, Cause.START)
    return Permits(session, clock)


def permit(permits: Permits, order_id: str, *, is_exit: bool = False) -> Permit:
    answer = permits.ask(order_id, exits_pass=True, is_exit=is_exit)
    assert isinstance(answer, Permit)
    return answer


def refused(permits: Permits, order_id: str = "x") -> Reason:
    answer = permits.ask(order_id, exits_pass=False, is_exit=False)
    assert isinstance(answer, Refusal)
    return answer.reason


def test_that_a_permit_is_dated_by_the_instant_the_session_was_asked(
    permits: Permits, clock: FakeClock
) -> None:
    assert permit(permits, "one").given == clock.at
    clock.at = at(20)
    assert refused(permits) is Reason.SESSION_CLOSED


def test_that_a_permit_is_checked_again_before_sending(
    permits: Permits, clock: FakeClock, latch: FakeLatch
) -> None:
    first, second, third = (permit(permits, name) for name in ("one", "two", "three"))
    assert permits.begin_sending(first) is None
    latch.why = "halted by somebody"
    halted = permits.begin_sending(second)
    latch.why = None
    clock.at = at(20)
    closed = permits.begin_sending(third)
    assert halted is not None
    assert closed is not None
    assert (halted.reason, closed.reason) == (Reason.HALTED, Reason.SESSION_CLOSED)


def test_that_closing_ends_permits_and_names_what_was_sent_and_is_open(permits: Permits) -> None:
    given_only, sent, ended = (permit(permits, name) for name in ("given", "sent", "ended"))
    for one in (sent, ended):
        assert permits.begin_sending(one) is None
        permits.sent(one.order_id)
    permits.resolve("ended")
    drain = permits.close(1.0)
    assert (drain.drained, drain.unresolved) == (False, ("sent",))
    assert refused(permits) is Reason.STOPPING
    late = permits.begin_sending(given_only)
    assert late is not None
    assert late.reason is Reason.STOPPING


def test_that_closing_waits_for_an_order_until_it_ends(
    session: TradingSession, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)

    class EndingClock(FakeClock):
        @override
        def wait(self, event: threading.Event, timeout: float) -> bool:
            assert (event.is_set(), timeout) == (False, 5.0)
            waiting.resolve("one")
            return event.is_set()

    waiting = Permits(session, EndingClock(clock.at))
    waiting.begin_sending(permit(waiting, "one"))
    assert waiting.close(5.0).drained


def test_that_the_time_to_drain_runs_from_the_moment_permits_ended(
    permits: Permits, clock: FakeClock
) -> None:
    permits.begin_sending(permit(permits, "one"))
    permits.stop()
    clock.advance(4.0)  # requests that were being answered had their time meanwhile
    permits.stop()
    before = clock.monotonic()
    assert permits.close(5.0).unresolved == ("one",)
    assert clock.monotonic() - before == 1.0
    clock.advance(4.0)
    before = clock.monotonic()
    assert permits.close(5.0).unresolved == ("one",)
    assert clock.monotonic() == before


def test_that_a_permit_lapses_when_its_order_was_not_sent_in_time(
    permits: Permits, clock: FakeClock
) -> None:
    one = permit(permits, "one")
    clock.ticks += 4.0
    assert permits.overdue(5.0) == ()
    clock.ticks += 2.0
    assert permits.overdue(5.0) == ()
    lapsed = permits.begin_sending(one)
    assert lapsed is not None
    assert "not sent before" in lapsed.message


def test_that_an_order_that_is_out_for_long_is_named_again_and_again(
    permits: Permits, clock: FakeClock
) -> None:
    permits.begin_sending(permit(permits, "one"))
    assert not permits.may_be_asked_about("one")
    permits.sent("one")
    assert permits.may_be_asked_about("one")
    for expected in (("one",), (), ("one",)):
        clock.ticks += 3.0
        assert permits.overdue(5.0 if not expected else 2.0) == expected


def test_that_an_exit_passes_a_closed_session_but_no_halt_and_no_bar(
    permits: Permits, session: TradingSession, clock: FakeClock, latch: FakeLatch
) -> None:
    clock.at = at(21)
    way_out = permit(permits, "exit", is_exit=True)
    assert permits.begin_sending(way_out) is None
    assert isinstance(permits.ask("a", exits_pass=False, is_exit=True), Refusal)
    assert isinstance(permits.ask("b", exits_pass=True, is_exit=False), Refusal)
    latch.why = "halted"
    assert isinstance(permits.ask("c", exits_pass=True, is_exit=True), Refusal)
    assert permits.begin_sending(permit_given_before(permits, way_out)) is not None
    latch.why = None
    session.bar("standing by")
    assert isinstance(permits.ask("d", exits_pass=True, is_exit=True), Refusal)
    session.bar(None)
    permits.stop()
    assert isinstance(permits.ask("e", exits_pass=True, is_exit=True), Refusal)


def permit_given_before(permits: Permits, one: Permit) -> Permit:
    permits.resolve(one.order_id)
    permits.adopt([one.order_id])
    return one


def test_that_no_permit_is_given_and_nothing_sent_once_close_returned(
    session: TradingSession, clock: FakeClock
) -> None:
    session.follow(WEEKDAYS, Cause.START)
    permits = Permits(session, clock)
    closed, wrong = threading.Event(), threading.Event()
    started = threading.Barrier(9)

    def press(name: str) -> None:
        started.wait()
        for number in range(1500):
            knew = closed.is_set()
            answer = permits.ask(f"{name}-{number}", exits_pass=False, is_exit=False)
            if isinstance(answer, Permit):
                if knew:
                    wrong.set()
                knew = closed.is_set()
                if permits.begin_sending(answer) is None and knew:
                    wrong.set()
                permits.resolve(answer.order_id)

    threads = [threading.Thread(target=press, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    started.wait()
    permits.close(0.0)
    closed.set()
    for thread in threads:
        thread.join()
    assert not wrong.is_set()
    assert permits.in_doubt == 0


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask exit", "send", "end", "halt", "release", "jump", "wait"]),
        st.integers(0, 7 * 24 * 60),
    ),
    max_size=60,
)


@given(STEPS)
def test_that_no_order_is_sent_outside_a_window_whatever_happens(
    steps: list[tuple[str, int]],
) -> None:
    clock, latch = FakeClock(at(15)), FakeLatch()
    session = TradingSession(clock, latch)
    session.follow(WEEKDAYS, Cause.START)
    permits = Permits(session, clock)
    held: list[Permit] = []
    for number, (step, minutes) in enumerate(steps):
        may_trade = latch.why is None and is_active(WEEKDAYS, clock.at)
        if step.startswith("ask"):
            is_exit = step.endswith("exit")
            answer = permits.ask(str(number), exits_pass=True, is_exit=is_exit)
            given_one = isinstance(answer, Permit)
            assert given_one is (may_trade or (is_exit and latch.why is None))
            if isinstance(answer, Permit):
                held.append(answer)
        elif step == "send" and held:
            one = held.pop(0)
            sent = permits.begin_sending(one) is None
            assert sent is (may_trade or (one.exit and latch.why is None))
            permits.resolve(one.order_id)
        elif step in {"halt", "release"}:
            latch.why = "halted" if step == "halt" else None
        elif step == "jump":
            clock.at = at(0) + timedelta(minutes=minutes)
        elif step == "wait":
            clock.advance(minutes)
