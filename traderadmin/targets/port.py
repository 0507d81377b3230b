"""The port: what the workflow asks of a target. Adapters stand beside it, one folder each."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.journal import Journal, Operation, ReplicaRecord
from traderadmin.targets.states import (
    Backup,
    Check,
    ConfigFile,
    HaltState,
    LockState,
    Replaced,
    Resumed,
    ServiceState,
    Snapshot,
    TargetInfo,
)


def never() -> bool:
    """The cancel flag of work that cannot be cancelled."""
    return False


def ignore(_: ServiceState) -> None:
    """The observer of work nobody watches."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, who may interrupt, and who watches.

    Attributes:
        seconds: deadline for the whole call, counted from its start by the monotonic clock.
        cancelled: asked between polls; True makes the call raise CancelledError.
        observe: told of each change of the service's state while waiting.
    """

    seconds: float
    cancelled: Callable[[], bool] = never
    observe: Callable[[ServiceState], None] = ignore


class ApplyLock(Protocol):
    """The target's apply lock, held, with the journal it guards.

    Leaving the `with` block gives the lock up and keeps the journal; `finish` ends both.
    """

    def confirm(self) -> None:
        """Still held: asked before an effect that no write of the journal announces on its own.

        Raises: LockHeldError, it was lost; TraderAdminError, that is not known.
        """
        ...

    def write(self, journal: Journal) -> None:
        """Store `journal` durably in place of the last one, before the effect it announces.

        Raises:
            LockHeldError: the lock was lost; nothing more may be changed.
            TraderAdminError: it could not be stored.
        """
        ...

    def finish(self) -> None:
        """Remove the journal and give the lock up. Raises: TraderAdminError; the journal stands."""
        ...

    def __enter__(self) -> Self:
        """The lock is already held."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the lock up if it is still held; a journal that stands stays."""
        ...


class Target(Protocol):
    """Where the services run and where their configuration lives.

    Every call may block (up to its own time-out) and may be made from any thread; none is made
    from the GUI thread. Every failure is a TraderAdminError with its cause chained.
    """

    @property
    def info(self) -> TargetInfo:
        """Which target this is; known without asking it."""
        ...

    def connect(self) -> None:
        """Make ready for use (create folders, open sessions). Raises: TraderAdminError."""
        ...

    def give_up(self) -> None:
        """Let nothing wait for a person who signs in, now or later; `close` follows. At once."""
        ...

    def close(self) -> None:
        """Give up connections. Services go on."""
        ...

    # The config directory

    def read_config(self) -> ConfigFile:
        """`config.toml`. Raises: NotFoundError, TraderAdminError."""
        ...

    def create_config(self, content: bytes) -> ConfigFile:
        """Write the first `config.toml`. Raises: RefusedError when there is one already."""
        ...

    def read_schema(self) -> bytes | None:
        """The directory's own `config.schema.json`; None when it has none."""
        ...

    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        """Back up and atomically replace `config.toml`, then read it back; all in one request.

        Raises:
            RevisionConflictError: the file is not `expected`; nothing was changed.
            RefusedError: nothing was changed (no room, not permitted, no longer the holder).
            UnconfirmedError: the outcome is unknown; settle it by reading.
        """
        ...

    def backups(self) -> tuple[Backup, ...]:
        """All backups, newest first."""
        ...

    def read_backup(self, name: str) -> bytes:
        """A backup's bytes. Raises: NotFoundError; RefusedError for a name that is no backup's."""
        ...

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The last `limit` lines, newest first; lines that cannot be read are left out."""
        ...

    def append_history(self, entry: HistoryEntry) -> None:
        """Add a line durably."""
        ...

    # The lock and its journal

    def lock(self, journal: Journal) -> ApplyLock:
        """Take the apply lock and store `journal`.

        Raises: LockHeldError when it is held, or when an unfinished journal stands.
        """
        ...

    def take_over(self) -> tuple[ApplyLock, Journal]:
        """Take the lock together with an orphaned journal, for recovery; fences its author off.

        Raises: LockHeldError while its author lives; NotFoundError when nothing is unfinished.
        """
        ...

    def lock_state(self) -> LockState:
        """Who applies, or what is unfinished.

        Raises: TraderAdminError, also when something is unfinished that cannot be read.
        """
        ...

    # The services

    def preflight(self, operation: Operation = Operation.APPLY) -> tuple[Check, ...]:
        """Ask without changing anything: reachable, permitted, writable with room, found.

        Asks what `operation` needs, and no more: a file that cannot be replaced keeps nobody from
        stopping services. Does not raise for what it finds: a refusal is a line with its remedy.
        """
        ...

    def services(self) -> tuple[ServiceState, ...]:
        """Every service, in pause order, freshly observed with its `/status`."""
        ...

    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        """Scale a service to 0, storing `record` in the same write; wait until nothing is left.

        What is stored as its count is what it has in that moment: somebody may have changed it.

        Raises:
            RefusedError: nothing was written; the service is as before.
            UnconfirmedError: the write may or may not have taken effect.
            DeadlinePassedError: it was written, but something of it is still there.
            CancelledError: `patience` was cancelled; it was written or not, as after a time-out.
        """
        ...

    def stop_now(self, name: str, patience: Patience) -> None:
        """Scale a service to 0 on an operator's word, whoever has the apply lock.

        Needs neither the lock nor the config directory. At 0 already, a record that an apply left
        becomes the operator's in one write, so that the apply does not bring the service back.

        Raises: RefusedError, UnconfirmedError, DeadlinePassedError as `pause`; the last also where
        something is left that may be the same program, and that this does not stop.
        """
        ...

    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        """Bring a service back and drop its record in one write; wait until it is ready.

        It comes back to the count of the record that stands, where that is of the same author,
        else to `record.count`.

        Found above 0 it is kept, a stale record removed: FOUND_RUNNING, not waited for. At 0 under
        an operator's record, which `record` is not, it stays there, also if that happens while it
        starts: LEFT_STOPPED.

        Raises: RefusedError, UnconfirmedError, DeadlinePassedError, CancelledError as `pause`.
        """
        ...

    def log_tail(self, name: str, lines: int = 500) -> tuple[str, ...]:
        """The last lines of a service's log, oldest first."""
        ...

    # The halt latch

    def halt_state(self) -> HaltState:
        """Whether trading is halted."""
        ...

    def set_halt(self, record: HaltRecord) -> None:
        """Halt durably; a record that stands already is kept. Needs no apply lock."""
        ...

    def release_halt(self) -> None:
        """End the halt, an unreadable one too."""
        ...

    def snapshot(self) -> Snapshot:
        """Services, lock, halt and revision in one look. Raises: TraderAdminError."""
        ...
