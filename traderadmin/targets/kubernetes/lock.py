"""The apply lock on a cluster: a Lease that is renewed, with the journal in its annotations."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final, Protocol, Self

from traderadmin.clock import Clock
from traderadmin.contract.journal import Journal
from traderadmin.errors import (
    LockHeldError,
    NotFoundError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.targets.kubernetes.failures import (
    ApiConflictError,
    ApiUnansweredError,
    ApiUnreachableError,
)
from traderadmin.targets.kubernetes.lease import DURATION, Lease

RENEW_SECONDS: Final = 2.0
"""Often, so that the server may be away for most of the Lease's duration."""
LOST_SECONDS: Final = DURATION - 6.0
"""A holder that could not renew for so long stops, well before anybody may take the Lease."""
FRESH_SECONDS: Final = 0.1
"""For so long a write of the Lease that succeeded proves that it is ours."""
_RETRY_SECONDS = 0.5
TITLE = "The configuration is locked"
_START: Final = "Then start services."
_TAKEN: Final = (
    "The apply lock was lost, so nothing more may be changed here.",
    "Reload, and see who else changes things.",
)
_DELETED: Final = (
    "The Lease that is the apply lock was deleted, and the journal of this change with it, so "
    "nothing more may be changed here."
)
_CLEARED: Final = (
    "Somebody cleared the holder of the Lease that is the apply lock, so nothing more may be "
    "changed here."
)
_LOOK: Final = f"See which services are stopped. {_START}"
_RECOVER: Final = "Recover first: the banner in the window, or `traderadmin recover`."


class Leases(Protocol):
    """The Lease, as `LeaseStore` reads and writes it."""

    def read(self) -> Lease:
        """The Lease as it is. Raises: TraderAdminError."""
        ...

    def recent(self) -> Lease:
        """The Lease as it was a moment ago. Raises: TraderAdminError."""
        ...

    def is_live(self, lease: Lease) -> bool:
        """Whether its holder may still be at it."""
        ...

    def is_certain(self, lease: Lease) -> bool:
        """Whether that is known, and not merely assumed for want of time."""
        ...

    def write(
        self,
        lease: Lease,
        spec: dict[str, Any],
        journal: Journal | None = None,
        *,
        keep_journal: bool = False,
    ) -> Lease:
        """Change it, provided it is still `lease`. Raises: ApiConflictError and others."""
        ...

    def moment(self) -> str:
        """Now, as `renewTime` wants it."""
        ...


class LeaseLock:
    """The apply lock, held and renewed by a thread of its own until it is given up."""

    def __init__(
        self,
        store: Leases,
        clock: Clock,
        held: Lease,
        ended: Callable[[], None],
        *,
        since: float,
    ) -> None:
        """Go on with a Lease just claimed, by a request sent at `since`, monotonic."""
        self._store = store
        self._ended = ended
        self._clock = clock
        self._mine = held
        self._renewed = since
        self._written = clock.monotonic(), clock.now()
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._lost: tuple[str, str] | None = None  # a message and a hint
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)
        self._thread.start()

    @property
    def number(self) -> int:
        """What the store compares with its fence."""
        return self._mine.transitions

    @property
    def has_ended(self) -> bool:
        """Whether it was given up."""
        return self._ending.is_set()

    def confirm(self) -> None:
        """As `ApplyLock.confirm`: as the cluster says, or said only just now."""
        if self._just_written():  # known without waiting for a write that is under way
            self._still_mine()
            return
        with self._lock:
            self._still_mine()
            if not self._just_written():
                self._keep(self._read_until_answered())

    def write(self, journal: Journal) -> None:
        """As `ApplyLock.write`; a lost answer is settled by reading."""
        with self._lock:
            self._change({"renewTime": self._store.moment()}, journal)

    def finish(self) -> None:
        """As `ApplyLock.finish`."""
        with self._lock:
            self._change({"holderIdentity": None, "renewTime": None}, None)
            self._ending.set()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            finished = self._ending.is_set()
            self._ending.set()
        self._thread.join()
        self._ended()
        if finished or self._lost:
            return
        try:
            self._store.write(self._mine, {"holderIdentity": None}, keep_journal=True)
        except TraderAdminError:
            return  # nobody renews it any more, so it expires by itself

    def _just_written(self) -> bool:
        """Whether a write of the Lease succeeded a moment ago, by both clocks.

        The monotonic one stands still while a laptop sleeps; the other one does not.
        """
        monotonic, wall = self._written
        slept = (self._clock.now() - wall).total_seconds()
        passed = self._clock.monotonic() - monotonic
        return 0 <= slept <= FRESH_SECONDS and passed <= FRESH_SECONDS

    def _change(self, spec: dict[str, Any], journal: Journal | None) -> None:
        """Write until it is known to be written, or the lock is lost."""
        unsure: float | None = None  # when that was asked for which may yet be done
        while True:
            self._still_mine()
            asked = self._clock.monotonic()
            try:
                with self._noticing_that_it_is_gone():
                    self._took(self._store.write(self._mine, spec, journal), asked)
            except ApiConflictError:
                pass
            except (UnconfirmedError, ApiUnreachableError):
                unsure = asked if unsure is None else unsure
            else:
                return
            found = self._read_until_answered()
            changed = found.uid == self._mine.uid and found.version != self._mine.version
            if unsure is not None and changed and found.journal == journal:
                self._took(found, unsure)
                return
            self._keep(found)

    def _read_until_answered(self) -> Lease:
        """The Lease, read again as long as it would still be ours. Raises: TraderAdminError."""
        while True:
            self._still_mine()
            try:
                with self._noticing_that_it_is_gone():
                    return self._store.read()
            except (ApiUnansweredError, ApiUnreachableError):
                self._clock.wait(threading.Event(), _RETRY_SECONDS)

    def _took(self, lease: Lease, asked: float) -> None:
        """It was renewed by a request sent at `asked`: others may count from then, so we do."""
        self._mine = lease
        self._renewed = asked
        self._written = self._clock.monotonic(), self._clock.now()

    def _keep(self, found: Lease) -> None:
        """Go on from what was read, if that is still ours. Raises: LockHeldError."""
        if found.holder != self._mine.holder or found.transitions != self._mine.transitions:
            self._lost = self._how_lost(found)
            self._still_mine()
        self._mine = found

    def _how_lost(self, found: Lease) -> tuple[str, str]:
        """What became of a Lease that is not ours any more: a message and a hint."""
        if found.uid != self._mine.uid:
            return _DELETED, _LOOK
        if found.holder:
            return _TAKEN
        stands = found.journal is not None or found.damaged
        return _CLEARED, _RECOVER if stands else _LOOK

    def _still_mine(self) -> None:
        """Raises: LockHeldError when it was taken over, or could not be renewed in time."""
        if lost := self._why_lost():
            raise LockHeldError(TITLE, *lost)

    def _why_lost(self) -> tuple[str, str] | None:
        """That it was taken over or deleted, or too much time passed; then it stays lost."""
        if self._lost is None and self._clock.monotonic() - self._renewed > LOST_SECONDS:
            self._lost = _TAKEN
        return self._lost

    @contextmanager
    def _noticing_that_it_is_gone(self) -> Iterator[None]:
        """A Lease that the block does not find is one that was lost."""
        try:
            yield
        except NotFoundError as error:
            self._lost = _DELETED, f"{error.hint} {_START}"
            raise LockHeldError(TITLE, *self._lost) from error

    def _renew(self) -> None:
        rest = RENEW_SECONDS
        while not self._clock.wait(self._ending, rest):
            with self._lock:
                if self._ending.is_set() or self._why_lost():
                    return
                rest = RENEW_SECONDS if self._renew_once() else _RETRY_SECONDS

    def _renew_once(self) -> bool:
        """Whether it was renewed; else it is lost, or tried again until the time is over."""
        asked = self._clock.monotonic()
        try:
            renewed = {"renewTime": self._store.moment()}
            with self._noticing_that_it_is_gone():
                self._took(self._store.write(self._mine, renewed, keep_journal=True), asked)
        except ApiConflictError:
            with suppress(TraderAdminError), self._noticing_that_it_is_gone():
                self._keep(self._store.read())
            return False
        except TraderAdminError:
            return False
        return True
