"""Taking the apply lock of a namespace, taking it over, and looking at who has it."""

import uuid
from collections.abc import Callable
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.contract.journal import Journal, Operation
from traderadmin.errors import (
    LockHeldError,
    NotFoundError,
    RefusedError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.targets.kubernetes.failures import ApiConflictError
from traderadmin.targets.kubernetes.lease import DURATION, Lease
from traderadmin.targets.kubernetes.lock import TITLE, LeaseLock, Leases
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.states import LockState


class Fences(Protocol):
    """The number below which the store refuses."""

    def fence(self) -> int:
        """The lowest number that is accepted. Raises: TraderAdminError."""
        ...

    def raise_fence(self, number: int) -> None:
        """Refuse lower ones from now on, durably. Raises: TraderAdminError."""
        ...


class LeaseLocks:
    """Takes and looks at the apply lock of one namespace; `ended` is called when one ends."""

    def __init__(
        self,
        store: Leases,
        fences: Fences,
        clock: Clock,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._ended = ended
        self._fences = fences
        self._clock = clock
        # Whoever raises it has changed the Lease before: a claim that is too low meets a conflict.
        self.fence = Shared(fences.fence, clock)

    def take(self, journal: Journal) -> LeaseLock:
        """As `Target.lock`."""
        try:
            return self._take(self._store.recent(), journal, self.fence.recent)
        except LockHeldError:  # which may be over, or not be known yet in a recent look
            return self._take(self._store.read(), journal, self.fence.new)

    def _take(self, lease: Lease, journal: Journal, fence: Callable[[], int]) -> LeaseLock:
        self._require_free(lease)
        if lease.journal is not None:
            message = "A change of the configuration began here and was never ended."
            raise LockHeldError(
                "A change is unfinished", message, "Recover it first: undo it, or finish it."
            )
        return self._claim(lease, journal, _number(lease, journal, fence))

    def take_over(self) -> tuple[LeaseLock, Journal]:
        """As `Target.take_over`; the keeper refuses the old author from then on."""
        lease = self._store.read()
        self._require_free(lease)
        if lease.journal is None:
            message = "There is no unfinished change of the configuration."
            raise NotFoundError("Nothing to recover", message)
        number = max(lease.transitions, self._fences.fence()) + 1
        lock = self._claim(lease, lease.journal, number)
        try:
            self._fences.raise_fence(number)
        except BaseException:
            lock.__exit__(None, None, None)
            raise
        return lock, lease.journal

    def state(self) -> LockState:
        """As `Target.lock_state`."""
        lease = self._store.read()
        live = self._store.is_live(lease)
        if not live:
            lease.readable()
        return LockState(
            held=live,
            holder=holder_name(lease.holder) if live else "",
            journal=lease.journal,
            certain=self._store.is_certain(lease),
        )

    def _require_free(self, lease: Lease) -> None:
        """Held by nobody who may live, and readable. Raises: LockHeldError, TraderAdminError."""
        if self._store.is_live(lease):
            message = f"Somebody else changes it now: {holder_name(lease.holder)}."
            hint = (
                "Wait until that has ended, then try again. "
                "If its author died, `traderadmin recover` finds that out."
            )
            raise LockHeldError(TITLE, message, hint)
        lease.readable()

    def _claim(self, lease: Lease, journal: Journal, number: int) -> LeaseLock:
        """Raises: LockHeldError when somebody was faster, TraderAdminError."""
        holder = f"{journal.who} #{uuid.uuid4().hex[:8]}"
        now = self._store.moment()
        spec = {
            "holderIdentity": holder,
            "leaseDurationSeconds": DURATION,
            "leaseTransitions": number,
            "acquireTime": now,
            "renewTime": now,
        }
        asked = self._clock.monotonic()
        try:
            held = self._store.write(lease, spec, journal)
        except ApiConflictError as error:
            message = "Somebody else was faster and changes it now."
            hint = "Wait until that has ended, then try again."
            raise LockHeldError(TITLE, message, hint) from error
        except UnconfirmedError as error:
            held = self._settled(holder, error)
        return LeaseLock(self._store, self._clock, held, self._ended, since=asked)

    def _settled(self, holder: str, error: UnconfirmedError) -> Lease:
        """Whether a claim whose answer was lost took effect, by reading."""
        found = self._store.read()
        if found.holder != holder:
            raise RefusedError(TITLE, error.message, error.hint) from error
        return found


def _number(lease: Lease, journal: Journal, fence: Callable[[], int]) -> int:
    """At least the fence, for a Lease made anew. Raises: TraderAdminError.

    Who replaces no file passes no fence, so that services can be stopped without a keeper.
    """
    try:
        return max(lease.transitions, fence())
    except TraderAdminError:
        if journal.operation is Operation.APPLY:
            raise
        return lease.transitions


def holder_name(holder: str) -> str:
    """Who holds a Lease, without what makes each holder unique."""
    return holder.rpartition(" #")[0] or holder
