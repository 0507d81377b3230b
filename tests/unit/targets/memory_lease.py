"""A Lease, a fence and a clock in memory, with the faults a test wants."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from tests.support.faults import raising
from traderadmin.contract.journal import Journal, Operation, Step
from traderadmin.errors import NotFoundError, TraderAdminError, UnconfirmedError
from traderadmin.targets.kubernetes.failures import ApiConflictError, ApiUnreachableError
from traderadmin.targets.kubernetes.lease import DURATION, Lease

JOURNAL = Journal(
    "a1", Operation.APPLY, "ann", datetime(2026, 11, 24, tzinfo=UTC), "", Step.LOCK, "old", "new"
)
PAUSING = JOURNAL.at(Step.PAUSE)
FREE = Lease("1", "", 4, DURATION, "", None, uid="first")

Fault = Callable[[], None]


class HeldClock:
    """A clock that a test moves; who waits on an event waits for the event."""

    def __init__(self) -> None:
        self.ticks = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.ticks

    def wait(self, event: threading.Event, timeout: float) -> bool:
        if threading.current_thread().name == "lease":
            return event.wait()
        self.ticks += timeout
        return event.is_set()


class SteppingClock(HeldClock):
    """One whose waits in the lock's own thread end when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = threading.Semaphore(0)

    def step(self) -> None:
        """Let one wait of that thread be over."""
        self._steps.release()

    @override
    def wait(self, event: threading.Event, timeout: float) -> bool:
        if threading.current_thread().name == "lease":
            self._steps.acquire()
            return event.is_set()
        return super().wait(event, timeout)


class MemoryLeases:
    """A Lease in memory, with the faults a test wants, one for each write or read."""

    def __init__(self, lease: Lease = FREE) -> None:
        self.lease = lease
        self.seen: Lease | None = None
        self.live = False
        self.before_write: list[Fault] = []
        self.after_write: list[Fault] = []
        self.before_read: list[Fault] = []

    def read(self) -> Lease:
        _run(self.before_read)
        self.seen = self.lease
        return self.lease

    def recent(self) -> Lease:
        return self.seen or self.read()

    def is_live(self, lease: Lease) -> bool:
        return bool(lease.holder) and self.live

    def is_certain(self, lease: Lease) -> bool:
        return not lease.holder

    def write(
        self,
        lease: Lease,
        spec: dict[str, Any],
        journal: Journal | None = None,
        *,
        keep_journal: bool = False,
    ) -> Lease:
        _run(self.before_write)
        if lease.version != self.lease.version:
            raise ApiConflictError("Changed meanwhile", "Somebody wrote it.")
        kept = self.lease.journal if keep_journal else journal
        self.lease = replace(self.lease, version=str(int(lease.version) + 1), journal=kept)
        if "holderIdentity" in spec:
            self.lease = replace(self.lease, holder=spec["holderIdentity"] or "")
        if "leaseTransitions" in spec:
            self.lease = replace(self.lease, transitions=spec["leaseTransitions"])
        _run(self.after_write)
        return self.lease

    def moment(self) -> str:
        return "2026-11-24T00:00:00.000000Z"

    def touched_by_somebody(self, **changes: Any) -> None:
        """Somebody else changes the Lease."""
        self.lease = replace(self.lease, version=str(int(self.lease.version) + 1), **changes)


class MemoryFence:
    """The keeper's fence in memory."""

    def __init__(self) -> None:
        self.number = 0
        self.broken = False
        self.away = False

    def fence(self) -> int:
        if self.away:
            raise TraderAdminError("Away", "The keeper is away.")
        return self.number

    def raise_fence(self, number: int) -> None:
        if self.broken:
            raise TraderAdminError("Takeover not stored", "The volume is full.")
        self.number = number


def _run(faults: list[Fault]) -> None:
    if faults:
        faults.pop(0)()


GONE = raising(NotFoundError("Not there", "There is no Lease.", "Create it."))
UNREACHABLE = raising(ApiUnreachableError("Away", "It is away."))
LOST_ANSWER = raising(UnconfirmedError("Lost", "The answer was lost."))
