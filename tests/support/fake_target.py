"""A target in memory whose services stop and start at once, with faults to inject.

It stands for our own port only; what it shows is also proven on the real local target.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from tests.support.fake_lock import FakeLock
from tests.support.fake_service import FakeService
from traderadmin.clock import Clock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.journal import OPERATOR, Journal, Operation, ReplicaRecord
from traderadmin.contract.revision import revision_of
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.errors import LockHeldError, NotFoundError, RefusedError, RevisionConflictError
from traderadmin.targets.port import ApplyLock, Patience
from traderadmin.targets.states import (
    Backup,
    Check,
    CheckLevel,
    ConfigFile,
    HaltState,
    LockState,
    Replaced,
    Resumed,
    ServiceState,
    Snapshot,
    TargetInfo,
)


class FakeTarget:
    """A Target in memory.

    `faults` maps the name of a call ("pause:scanner", "replace", "write", "history", …) to a
    function run before it, which may raise.
    """

    def __init__(self, content: bytes, clock: Clock, *, production: bool = False) -> None:
        self.clock = clock
        self.content = content
        self.schema: bytes | None = None
        self.kept: dict[str, bytes] = {}
        self.lines: list[HistoryEntry] = []
        self.journal: Journal | None = None
        self.held = False
        self.certain_after = 0
        self.who = "alice@example.com (trader on desk-1)"
        self.given_up = threading.Event()
        self.closed = 0
        self.halt: HaltRecord | None = None
        self.checks: tuple[Check, ...] = (Check("Reachable", CheckLevel.OK),)
        self.faults: dict[str, Callable[[], None]] = {}
        self.log: list[str] = []
        self.session: SessionStatus | None = SessionStatus(
            active=True,
            kind=SessionKind.OPEN,
            reason="open until 20:00 UTC",
            since=datetime(2026, 11, 23, 13, 30, tzinfo=UTC),
            next_edge=datetime(2026, 11, 23, 20, 0, tzinfo=UTC),
        )
        revision = revision_of(content)
        self.by_name = {
            name: FakeService(name, order, revision=revision)
            for name, order in (("scanner", 10), ("orchestrator", 20))
        }
        self._info = TargetInfo("This machine", "local", "local", "memory", production)

    @property
    def info(self) -> TargetInfo:
        """Which target this is."""
        return self._info

    def run_fault(self, name: str) -> None:
        """Run the fault registered for a call."""
        fault = self.faults.get(name)
        if fault is not None:
            fault()

    def connect(self) -> None:
        """Nothing to do."""
        self.run_fault("connect")

    def give_up(self) -> None:
        """Nobody signs in any more."""
        self.given_up.set()

    def close(self) -> None:
        """Count."""
        self.closed += 1

    def read_config(self) -> ConfigFile:
        """The bytes in memory."""
        self.run_fault("read")
        return ConfigFile(self.content, revision_of(self.content), self.clock.now())

    def create_config(self, content: bytes) -> ConfigFile:
        """The first file."""
        if self.content:
            raise RefusedError("Not created", "There is a config.toml already.")
        self.content = content
        return self.read_config()

    def read_schema(self) -> bytes | None:
        """The directory's own schema."""
        return self.schema

    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        """Compare, back up, replace."""
        assert isinstance(lock, FakeLock)
        self.log.append("replace")
        self.run_fault("replace")
        if revision_of(self.content) != expected:
            raise RevisionConflictError("Conflict", "The file changed.")
        name = f"config.toml.bak.{self.clock.now():%Y%m%d_%H%M%S}"
        while name in self.kept:
            name += "_"
        self.kept[name] = self.content
        self.content = content
        self.run_fault("replaced")
        return Replaced(revision_of(content), name, self.clock.now())

    def backups(self) -> tuple[Backup, ...]:
        """Newest first."""
        return tuple(
            Backup(name, self.clock.now(), len(content))
            for name, content in reversed(self.kept.items())
        )

    def read_backup(self, name: str) -> bytes:
        """A backup's bytes."""
        if name not in self.kept:
            raise NotFoundError("No such backup", f"{name} does not exist.")
        return self.kept[name]

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """Newest first."""
        self.run_fault("read_history")
        return tuple(reversed(self.lines))[:limit]

    def append_history(self, entry: HistoryEntry) -> None:
        """One more line."""
        self.run_fault("history")
        self.lines.append(entry)

    def lock(self, journal: Journal) -> ApplyLock:
        """Take the lock."""
        self.run_fault("lock")
        if self.held or self.journal is not None:
            raise LockHeldError("Held", "Somebody else applies.")
        self.held = True
        self.keep(journal)
        return FakeLock(self)

    def keep(self, journal: Journal) -> None:
        """Store the journal."""
        self.journal = journal
        self.log.append(f"journal {journal.step.value}")

    def take_over(self) -> tuple[ApplyLock, Journal]:
        """Take an orphaned journal over."""
        if self.held:
            raise LockHeldError("Held", "Its author lives.")
        if self.journal is None:
            raise NotFoundError("Nothing unfinished", "No journal stands.")
        self.held = True
        return FakeLock(self), self.journal

    def lock_state(self) -> LockState:
        """Who applies; certain after as many looks as the test wants."""
        self.run_fault("lock_state")
        certain = self.certain_after <= 0
        self.certain_after -= 1
        return LockState(self.held, "someone" if self.held else "", self.journal, certain)

    def preflight(self, operation: Operation = Operation.APPLY) -> tuple[Check, ...]:
        """The checks set for this test."""
        self.run_fault(f"preflight:{operation.value}")
        return self.checks

    def services(self) -> tuple[ServiceState, ...]:
        """All services, in pause order."""
        self.run_fault("services")
        return tuple(
            self.state(service) for service in sorted(self.by_name.values(), key=lambda s: s.order)
        )

    def state(self, service: FakeService) -> ServiceState:
        """One service as observed."""
        return service.state(self.clock.now(), self.session)

    def _service(self, name: str) -> FakeService:
        if name not in self.by_name:
            raise NotFoundError("No such service", f"Nothing is the service {name}.")
        return self.by_name[name]

    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        """Stop at once."""
        self.log.append(f"pause {name}")
        self.run_fault(f"pause:{name}")
        service = self._service(name)
        if service.wanted:
            service.record = replace(record, count=service.wanted)
            service.wanted = 0
        patience.observe(self.state(service))
        self.run_fault(f"paused:{name}")

    def stop_now(self, name: str, patience: Patience) -> None:
        """Stop at once, on the operator's word, whatever anybody else does."""
        self.log.append(f"stop {name}")
        self.run_fault(f"stop:{name}")
        service = self._service(name)
        if service.wanted or service.record is not None:
            count = (
                service.record.count if service.record and not service.wanted else service.wanted
            )
            service.record = ReplicaRecord(count, OPERATOR)
            service.wanted = 0
        patience.observe(self.state(service))
        self.run_fault(f"stopped:{name}")

    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        """Start at once, running the file as it is."""
        self.log.append(f"resume {name}")
        self.run_fault(f"resume:{name}")
        service = self._service(name)
        if self.state(service).is_kept_down(record.by):
            return Resumed.LEFT_STOPPED
        if service.wanted > 0:
            service.record = None
            return Resumed.FOUND_RUNNING
        stored = service.record
        service.wanted = (stored if stored and stored.by == record.by else record).count
        service.record = None
        service.generation += 1
        service.started = self.clock.now()
        service.revision = revision_of(self.content)
        patience.observe(self.state(service))
        self.run_fault(f"resumed:{name}")
        return Resumed.RESTORED

    def log_tail(self, name: str, lines: int = 500) -> tuple[str, ...]:
        """A short log."""
        return (f"16:52:17.940  INFO   service     {name} started",)[:lines]

    def halt_state(self) -> HaltState:
        """The latch."""
        return HaltState(self.halt)

    def set_halt(self, record: HaltRecord) -> None:
        """Halt; the fake orchestrator confirms at once."""
        self.run_fault("halt")
        self.halt = self.halt or record
        if self.session is not None:
            self.session = replace(self.session, active=False, kind=SessionKind.HALTED)

    def release_halt(self) -> None:
        """Release."""
        self.run_fault("release")
        self.halt = None
        if self.session is not None:
            self.session = replace(self.session, active=True, kind=SessionKind.OPEN)

    def snapshot(self) -> Snapshot:
        """Everything in one look."""
        self.run_fault("snapshot")
        return Snapshot(
            taken=self.clock.now(),
            services=self.services(),
            lock=self.lock_state(),
            halt=self.halt_state(),
            revision=revision_of(self.content) if self.content else None,
        )
