"""One answer for those who ask at about the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.targets.memory_lease import HeldClock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.sharing import SHARED_SECONDS, Shared


class Counter:
    """Answers how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.error: TraderAdminError | None = None

    def __call__(self) -> int:
        self.asked += 1
        self.entered.set()
        assert self.gate.wait(20)
        if self.error is not None:
            raise self.error
        return self.asked


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def shared(counter: Counter, clock: HeldClock) -> Shared[int]:
    return Shared(counter, clock)


def test_that_who_must_have_it_new_gets_it_new(shared: Shared[int]) -> None:
    assert (shared.new(), shared.new()) == (1, 2)


def test_that_a_recent_answer_serves(shared: Shared[int], clock: HeldClock) -> None:
    shared.new()
    clock.ticks += SHARED_SECONDS
    assert shared.recent() == 1


def test_that_an_older_one_does_not(shared: Shared[int], clock: HeldClock) -> None:
    shared.new()
    clock.ticks += SHARED_SECONDS + 0.01
    assert (shared.recent(), shared.recent()) == (2, 2)


def test_that_nobody_asked_before_is_no_hindrance(shared: Shared[int]) -> None:
    assert shared.recent() == 1


def test_that_an_answer_under_way_is_waited_for(shared: Shared[int], counter: Counter) -> None:
    counter.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        new = pool.submit(shared.new)
        assert counter.entered.wait(20)
        recent = pool.submit(shared.recent)
        counter.gate.set()
        assert (new.result(20), recent.result(20)) == (1, 1)
    assert counter.asked == 1


def test_that_its_failure_is_shared_too(shared: Shared[int], counter: Counter) -> None:
    counter.error = TraderAdminError("Away", "It is away.")
    for ask in (shared.new, shared.recent):
        with pytest.raises(TraderAdminError, match="Away"):
            ask()
    assert counter.asked == 1


def test_that_what_was_answered_last_stays_known(
    shared: Shared[int], counter: Counter, clock: HeldClock
) -> None:
    assert shared.known is None
    shared.new()
    counter.error = TraderAdminError("Away", "It is away.")
    clock.ticks += SHARED_SECONDS + 0.01
    with pytest.raises(TraderAdminError, match="Away"):
        shared.recent()
    assert shared.known == 1
