"""The apply lock on a Lease: renewed, confirmed, lost, taken over, and settled by reading.

The Lease stands in memory here; tests/cluster shows the same on a real API server.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.targets.memory_lease import (
    FREE,
    JOURNAL,
    LOST_ANSWER,
    PAUSING,
    UNREACHABLE,
    HeldClock,
    MemoryFence,
    MemoryLeases,
    SteppingClock,
)
from traderadmin.contract.journal import Operation
from traderadmin.errors import LockHeldError, NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes.lease import DURATION
from traderadmin.targets.kubernetes.lock import LOST_SECONDS, LeaseLock
from traderadmin.targets.kubernetes.locks import LeaseLocks

SECONDS = 20.0


def test_that_taking_stores_holder_and_journal_in_one_write(
    locks: LeaseLocks, leases: MemoryLeases
) -> None:
    with locks.take(JOURNAL):
        assert leases.lease.version == "2"
        assert leases.lease.holder.startswith("ann #")
        assert leases.lease.journal == JOURNAL


def test_that_leaving_gives_the_lease_up_and_keeps_the_journal(
    locks: LeaseLocks, leases: MemoryLeases
) -> None:
    with locks.take(JOURNAL):
        pass
    assert leases.lease.holder == ""
    assert leases.lease.journal == JOURNAL


def test_that_finishing_removes_both_in_one_write(locks: LeaseLocks, leases: MemoryLeases) -> None:
    with locks.take(JOURNAL) as lock:
        lock.finish()
    assert (leases.lease.holder, leases.lease.journal) == ("", None)
    assert leases.lease.version == "3"


def test_that_a_live_holder_keeps_the_lock(locks: LeaseLocks, leases: MemoryLeases) -> None:
    leases.lease = replace(FREE, holder="bob #1")
    leases.live = True
    with pytest.raises(LockHeldError, match=r"changes it now: bob\."):
        locks.take(JOURNAL)


def test_that_an_unfinished_journal_keeps_everybody_out_but_recovery(
    locks: LeaseLocks, leases: MemoryLeases, fence: MemoryFence
) -> None:
    leases.lease = replace(FREE, holder="bob #1", journal=JOURNAL)
    with pytest.raises(LockHeldError, match="never ended"):
        locks.take(PAUSING)
    lock, journal = locks.take_over()
    with lock:
        assert journal == JOURNAL
        assert (leases.lease.transitions, fence.number, lock.number) == (5, 5, 5)


def test_that_there_is_nothing_to_recover_without_a_journal(locks: LeaseLocks) -> None:
    with pytest.raises(NotFoundError):
        locks.take_over()


def test_that_a_new_lease_starts_at_the_keeper_s_fence(
    locks: LeaseLocks, leases: MemoryLeases, fence: MemoryFence
) -> None:
    fence.number = 9
    with locks.take(JOURNAL) as lock:
        assert (lock.number, leases.lease.transitions) == (9, 9)


def test_that_without_a_keeper_nothing_is_saved_but_services_can_be_stopped(
    locks: LeaseLocks, leases: MemoryLeases, fence: MemoryFence
) -> None:
    fence.away = True
    with pytest.raises(TraderAdminError, match="The keeper is away"):
        locks.take(JOURNAL)
    with locks.take(replace(JOURNAL, operation=Operation.PAUSE)):
        assert leases.lease.transitions == FREE.transitions


def test_that_a_takeover_whose_fence_is_not_stored_gives_the_lease_up(
    locks: LeaseLocks, leases: MemoryLeases, fence: MemoryFence
) -> None:
    leases.lease = replace(FREE, journal=JOURNAL)
    fence.broken = True
    with pytest.raises(TraderAdminError, match="Takeover not stored"):
        locks.take_over()
    assert (leases.lease.holder, leases.lease.journal) == ("", JOURNAL)


def test_that_the_faster_one_gets_it(locks: LeaseLocks, leases: MemoryLeases) -> None:
    leases.live = True
    leases.before_write.append(lambda: leases.touched_by_somebody(holder="bob #1"))
    with pytest.raises(LockHeldError, match="bob"):
        locks.take(JOURNAL)
    assert leases.lease.holder == "bob #1"


def test_that_who_is_faster_twice_gets_it_too(locks: LeaseLocks, leases: MemoryLeases) -> None:
    leases.before_write += [leases.touched_by_somebody] * 2
    with pytest.raises(LockHeldError, match="faster"):
        locks.take(JOURNAL)
    assert leases.lease.journal is None


@pytest.mark.parametrize("then", [{"holder": "bob #1"}, {"journal": JOURNAL}, {"transitions": 3}])
def test_that_what_a_recent_look_says_of_others_is_looked_at_anew(
    locks: LeaseLocks, leases: MemoryLeases, then: dict[str, Any]
) -> None:
    leases.live = True
    leases.touched_by_somebody(**then)
    leases.read()
    leases.touched_by_somebody(holder="", journal=None, transitions=9)
    with locks.take(JOURNAL) as lock:
        assert lock.number == 9


def test_that_a_claim_whose_answer_was_lost_is_settled_by_reading(
    locks: LeaseLocks, leases: MemoryLeases
) -> None:
    leases.after_write.append(LOST_ANSWER)
    with locks.take(JOURNAL) as lock:
        lock.write(PAUSING)
    assert leases.lease.journal == PAUSING


def test_that_a_change_by_somebody_else_that_is_no_takeover_disturbs_nothing(
    held: LeaseLock, leases: MemoryLeases
) -> None:
    leases.touched_by_somebody()
    held.write(PAUSING)
    assert leases.lease.journal == PAUSING


def test_that_a_write_whose_answer_was_lost_is_not_done_twice(
    held: LeaseLock, leases: MemoryLeases
) -> None:
    leases.after_write.append(LOST_ANSWER)
    before = int(leases.lease.version)
    held.write(PAUSING)
    assert int(leases.lease.version) == before + 1


def test_that_finishing_that_took_effect_late_is_no_loss(
    locks: LeaseLocks, leases: MemoryLeases
) -> None:
    def take_effect() -> None:
        leases.touched_by_somebody(holder="", journal=None)

    with locks.take(JOURNAL) as lock:
        leases.before_write += [LOST_ANSWER, take_effect]
        lock.finish()
    assert (leases.lease.holder, leases.lease.journal) == ("", None)


def test_that_a_server_that_is_away_for_a_while_is_waited_for(
    held: LeaseLock, leases: MemoryLeases
) -> None:
    leases.before_write += [UNREACHABLE] * 3
    leases.before_read += [UNREACHABLE] * 5
    held.write(PAUSING)
    assert leases.lease.journal == PAUSING


def test_that_a_holder_that_cannot_renew_stops_before_anybody_may_take_over(
    held: LeaseLock, leases: MemoryLeases, clock: HeldClock
) -> None:
    leases.before_write += [UNREACHABLE] * 1000
    leases.before_read += [UNREACHABLE] * 1000
    with pytest.raises(LockHeldError):
        held.write(PAUSING)
    assert LOST_SECONDS < clock.ticks < DURATION
    leases.before_write.clear()
    leases.before_read.clear()
    with pytest.raises(LockHeldError):
        held.confirm()


def test_that_renewing_keeps_the_lock_for_longer_than_its_duration(
    held: LeaseLock, leases: MemoryLeases, clock: HeldClock
) -> None:
    for _ in range(10):
        clock.ticks += DURATION / 3
        held._renew_once()
    held.write(PAUSING)
    assert leases.lease.journal == PAUSING


def test_that_a_renewal_counts_from_when_it_was_asked_for(
    held: LeaseLock, leases: MemoryLeases, clock: HeldClock
) -> None:
    def answer_late() -> None:
        clock.ticks += DURATION - 1  # it was stored at once, so others count from then

    leases.after_write.append(answer_late)
    held._renew_once()
    with pytest.raises(LockHeldError):
        held.confirm()


def test_that_a_claim_counts_from_when_it_was_asked_for(
    locks: LeaseLocks, leases: MemoryLeases, clock: HeldClock
) -> None:
    def answer_late() -> None:
        clock.ticks += DURATION - 1

    leases.after_write.append(answer_late)
    with locks.take(JOURNAL) as lock, pytest.raises(LockHeldError):
        lock.write(PAUSING)


def test_that_a_lock_that_lapsed_is_not_renewed_when_the_server_is_back(
    leases: MemoryLeases, fence: MemoryFence
) -> None:
    clock = SteppingClock()
    lock = LeaseLocks(leases, fence, clock).take(JOURNAL)
    before = leases.lease.version
    clock.ticks += LOST_SECONDS + 1
    clock.step()
    lock._thread.join(SECONDS)
    assert not lock._thread.is_alive()
    assert leases.lease.version == before
    with pytest.raises(LockHeldError):
        lock.write(PAUSING)
