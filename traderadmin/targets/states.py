"""What a target reports: its identity, services, checks, lock. Frozen data only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.journal import Journal, ReplicaRecord
from traderadmin.contract.status import ServiceStatus


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """Which target this is, as people see it.

    Attributes:
        name: "This machine", or the name it was saved under.
        kind: "local" or "kubernetes".
        summary: a line under the name ("local", "trading on Kubernetes").
        config_location: where `config.toml` is, in words a person can use (a path, PVC:path).
        production: marked by the operator; asks once before an apply.
    """

    name: str
    kind: str
    summary: str
    config_location: str
    production: bool = False


class Phase(StrEnum):
    """What a service does now; always shown with its word."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ProofLevel(StrEnum):
    """What a service can show after an apply: `/status`, or just a new start."""

    PROVEN = "proven"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Instance:
    """One process or pod of a service.

    Attributes:
        identity: unique over time (pid and start time, pod UID).
        label: how a person would name it ("process 48213", a pod's name).
        status: its last answer on `/status`; None when it gave none.
        asked: when that answer was received, UTC.
        sent: when it was asked for, UTC; None where that was not kept.
        restarts: starts nobody asked for.
        phase: a word where "ready or not" says too little ("Pending", "Terminating").
        problem: why it is not ready, in a sentence; empty when all is well.
        ended: its program has ended; what is left of it is only being taken away.
    """

    identity: str
    label: str
    started: datetime
    ready: bool
    status: ServiceStatus | None = None
    asked: datetime | None = None
    sent: datetime | None = None
    port: int | None = None
    restarts: int = 0
    phase: str = ""
    problem: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A service as observed.

    Attributes:
        identity: names the workload itself beyond its name (a UID; stable over restarts).
        order: pause order; lower stops first, equal ones together; resume is the reverse.
        wanted: the count it is set to have now (replicas, or 0/1).
        ready: instances that are ready.
        record: the replica record stored with it; counts only while `wanted` is 0.
        proof: what it can show; None when that is not known (nothing runs).
        instances: every process or pod that is left, stopping ones too.
        problem: why it is failed or not ready, in a sentence; empty when all is well.
        last_log: the last lines of its log, where it failed.
    """

    name: str
    identity: str
    order: int
    phase: Phase
    wanted: int
    ready: int
    record: ReplicaRecord | None = None
    proof: ProofLevel | None = None
    instances: tuple[Instance, ...] = ()
    problem: str = ""
    last_log: tuple[str, ...] = ()

    @property
    def should_be(self) -> int:
        """The count it should have: the record's while it is at 0, else the one it is set to."""
        return self.record.count if self.wanted == 0 and self.record is not None else self.wanted

    def is_kept_down(self, by: str) -> bool:
        """Whether it is at 0 on an operator's word, and `by` is no operator."""
        return self.wanted == 0 and self.record is not None and self.record.keeps_down(by)


class CheckLevel(StrEnum):
    """How a preflight check ended."""

    OK = "ok"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the preflight checklist.

    Attributes:
        title: what was checked ("Configuration directory is writable").
        detail: what was found, in a sentence.
        remedy: what to do; empty when it is well.
    """

    title: str
    level: CheckLevel
    detail: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """`config.toml` as it is on disk."""

    content: bytes
    revision: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup beside the file; its name carries the UTC time it was made."""

    name: str
    made: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replace that was read back: the file now is `revision`, the old one is in `backup`."""

    revision: str
    backup: str
    when: datetime


@dataclass(frozen=True, slots=True)
class LockState:
    """Whether somebody applies, or left something unfinished.

    Attributes:
        held: True while a live holder has the lock.
        holder: who, in words ("trader on desk-1, process 4711"); empty when nobody.
        journal: what is unfinished; None when nothing is.
        certain: False while it is still being watched whether the holder lives; ask again.
    """

    held: bool
    holder: str = ""
    journal: Journal | None = None
    certain: bool = True

    @property
    def orphaned(self) -> bool:
        """Something is unfinished and nobody is at it: only recovery may go on."""
        return self.journal is not None and not self.held


@dataclass(frozen=True, slots=True)
class HaltState:
    """The halt latch; `unreadable` is shown, and means halted.

    Attributes:
        known: False where it could not be looked at, so that it says nothing.
    """

    record: HaltRecord | None = None
    unreadable: str = ""
    known: bool = True

    @property
    def halted(self) -> bool:
        """Whether new orders are stopped."""
        return self.record is not None or bool(self.unreadable)


class Resumed(StrEnum):
    """How a resume ended well."""

    RESTORED = "restored"
    FOUND_RUNNING = "found_running"
    LEFT_STOPPED = "left_stopped"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is looked at once a second."""

    taken: datetime
    services: tuple[ServiceState, ...]
    lock: LockState
    halt: HaltState
    revision: str | None = None
    """Revision of `config.toml` on disk; None when there is none."""
    notes: tuple[str, ...] = field(default=())
