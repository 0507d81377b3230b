"""A Lease that is lost: taken over, deleted, made anew, or cleared; what is said of it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.targets.memory_lease import FREE, GONE, JOURNAL, PAUSING, HeldClock, MemoryLeases
from traderadmin.errors import LockHeldError
from traderadmin.targets.kubernetes.lock import LeaseLock


def test_that_after_a_takeover_nothing_more_is_written(
    held: LeaseLock, leases: MemoryLeases
) -> None:
    leases.touched_by_somebody(holder="bob #1", transitions=5)
    with pytest.raises(LockHeldError):
        held.write(PAUSING)
    assert leases.lease.journal == JOURNAL
    with pytest.raises(LockHeldError):
        held.confirm()


def test_that_a_lease_that_was_deleted_is_a_lost_lock_that_says_what_to_do(
    held: LeaseLock, leases: MemoryLeases, clock: HeldClock
) -> None:
    clock.ticks += 1.0  # so that confirming asks
    leases.before_read.append(GONE)
    with pytest.raises(LockHeldError, match="was deleted") as lost:
        held.confirm()
    assert lost.value.hint == "Create it. Then start services."
    with pytest.raises(LockHeldError, match="was deleted"):  # and so it stays
        held.write(PAUSING)


def test_that_renewing_notices_that_the_lease_was_deleted(
    held: LeaseLock, leases: MemoryLeases
) -> None:
    leases.before_write.append(GONE)
    assert not held._renew_once()
    with pytest.raises(LockHeldError, match="was deleted"):
        held.confirm()


def test_that_a_lease_made_anew_is_known_for_one(held: LeaseLock, leases: MemoryLeases) -> None:
    leases.lease = replace(FREE, version="99", transitions=0, uid="second")
    with pytest.raises(LockHeldError, match="was deleted"):
        held.write(PAUSING)
    assert leases.lease.holder == ""


@pytest.mark.parametrize(
    ("left", "hint"),
    [
        ({}, "Recover first: the banner in the window, or `traderadmin recover`."),
        ({"journal": None, "damaged": True}, "Recover first: "),
        ({"journal": None}, "See which services are stopped. Then start services."),
    ],
    ids=["journal stands", "it cannot be read", "it went too"],
)
def test_that_one_whose_holder_was_cleared_is_not_said_to_be_deleted(
    held: LeaseLock, leases: MemoryLeases, left: dict[str, Any], hint: str
) -> None:
    leases.touched_by_somebody(holder="", **left)
    with pytest.raises(LockHeldError, match="Somebody cleared the holder") as lost:
        held.write(PAUSING)
    assert lost.value.hint.startswith(hint)
    assert leases.lease.holder == ""
