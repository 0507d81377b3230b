"""A lock on a Lease in memory, on a clock that the test moves."""

from collections.abc import Iterator

import pytest

from tests.unit.targets.memory_lease import JOURNAL, HeldClock, MemoryFence, MemoryLeases
from traderadmin.targets.kubernetes.lock import LeaseLock
from traderadmin.targets.kubernetes.locks import LeaseLocks


@pytest.fixture
def leases() -> MemoryLeases:
    return MemoryLeases()


@pytest.fixture
def fence() -> MemoryFence:
    return MemoryFence()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def locks(leases: MemoryLeases, fence: MemoryFence, clock: HeldClock) -> LeaseLocks:
    return LeaseLocks(leases, fence, clock)


@pytest.fixture
def held(locks: LeaseLocks) -> Iterator[LeaseLock]:
    with locks.take(JOURNAL) as lock:
        yield lock
