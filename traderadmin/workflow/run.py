"""One transaction under way: its identity, journal, lock, timings, and what its watchers hear."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from traderadmin.clock import Clock
from traderadmin.contract.history import Change, Event, HistoryEntry, Outcome
from traderadmin.contract.journal import OPERATOR, Journal, JournalService, Operation, Step
from traderadmin.errors import TraderAdminError
from traderadmin.targets.port import ApplyLock, Target
from traderadmin.targets.states import ProofLevel, ServiceState
from traderadmin.workflow.cancel import CancelSwitch
from traderadmin.workflow.events import (
    ApplyEvent,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)
from traderadmin.workflow.timeouts import Timeouts


@dataclass(frozen=True, slots=True)
class Setting:
    """What every transaction of a backend is given.

    Attributes:
        who: tells who is at the keyboard; asked anew each time, because a target may know only
            once it is connected. Raises: TraderAdminError.
    """

    target: Target
    clock: Clock
    timeouts: Timeouts
    who: Callable[[], str]
    emit: Callable[[ApplyEvent], None]


@dataclass(slots=True)
class StepReport:
    """What a step wants said of it when it ended well."""

    detail: str = ""


class Run:
    """The mutable middle of a transaction; one thread drives it, some steps use helpers."""

    def __init__(
        self,
        setting: Setting,
        *,
        operation: Operation,
        event: Event,
        reason: str,
        cancel: CancelSwitch,
    ) -> None:
        self.id = uuid.uuid4().hex[:12]
        self.target = setting.target
        self.clock = setting.clock
        self.timeouts = setting.timeouts
        self.who = setting.who()
        self.operation = operation
        self.event = event
        self.reason = reason
        self.cancel = cancel
        self.started = self.clock.now()
        self.before: dict[str, ServiceState] = {}
        self.seen_last: tuple[ServiceState, ...] | None = None
        """The services as the last look of all found them, while nothing was done since."""
        self.stopped_now: set[str] = set()
        """Services that the operator stopped at once while this ran."""
        self.changes: tuple[Change, ...] = ()
        self.warnings: list[str] = []
        self.failed_step: Step | None = None
        self._emit = setting.emit
        self._emit_lock = threading.Lock()
        self._began = self.clock.monotonic()
        self._steps: list[tuple[str, float]] = []
        self._journal: Journal | None = None
        self._lock: ApplyLock | None = None

    @property
    def journal(self) -> Journal:
        """The journal as last stored (or as last tried)."""
        if self._journal is None:
            message = "a transaction has no journal before its lock step"
            raise RuntimeError(message)
        return self._journal

    @property
    def lock(self) -> ApplyLock:
        """The lock this transaction holds."""
        if self._lock is None:
            message = "a transaction has no lock before its lock step"
            raise RuntimeError(message)
        return self._lock

    def word_on(self, service: str) -> str:
        """On whose word a service is started: an apply's own, or that of whoever asked for it.

        That was before the operator stopped it at once, so it does not count any more.
        """
        own = self.operation is Operation.APPLY or service in self.stopped_now
        return self.journal.apply_id if own else OPERATOR

    def adopt(self, lock: ApplyLock, journal: Journal) -> None:
        """Go on under `lock`, which guards `journal`."""
        self._lock = lock
        self._journal = journal

    def write_journal(self, journal: Journal) -> None:
        """Store `journal` durably, before the effect it announces."""
        self._journal = journal
        self.lock.write(journal)

    def recount(self, name: str, count: int) -> None:
        """Bring `name` back to `count`: what it was found at when it was stopped.

        Until the next write of the journal only its replica record says so.
        """
        journal = self.journal.counting(name, count)
        if journal != self._journal:
            self._journal = journal
            self.warnings.append(
                f"{name} was set to {count} by someone else just before it was stopped. "
                f"It comes back to {count}."
            )

    def emit(self, event: ApplyEvent) -> None:
        """Tell the watcher; one event at a time, whatever thread it comes from."""
        with self._emit_lock:
            self._emit(event)

    @contextmanager
    def step(self, step: Step) -> Iterator[StepReport]:
        """Run one step: announce it, time it, and say how it ended. Errors go on to the caller."""
        began = self.clock.monotonic()
        warned = len(self.warnings)
        self.emit(StepStarted(step, can_cancel=not self.cancel.is_sealed))
        report = StepReport()
        try:
            yield report
        except TraderAdminError as error:
            self._fail(step, began, error)
            raise
        except Exception as defect:
            # A defect of ours must not leave services stopped: it takes the way of any failure.
            failure = TraderAdminError(
                "Unexpected failure",
                f"{type(defect).__name__} in step {step.value}. Please report this.",
            )
            self._fail(step, began, failure)
            raise failure from defect
        took = self._took(step, began)
        self.emit(StepFinished(step, took, report.detail, tuple(self.warnings[warned:])))

    def _fail(self, step: Step, began: float, error: TraderAdminError) -> None:
        self.failed_step = step
        self.emit(StepFailed(step, self._took(step, began), error))

    def _took(self, step: Step, began: float) -> float:
        took = self.clock.monotonic() - began
        self._steps.append((step.value, took))
        return took

    def watcher(self, step: Step, name: str, note: Callable[[ServiceState], str]) -> "Watcher":
        """An observer for `Patience` that tells the watcher of this transaction."""
        return Watcher(self, step, name, note)

    def entry(self, outcome: Outcome, message: str = "") -> HistoryEntry:
        """The line of history as things stand now."""
        journal = self._journal
        return HistoryEntry(
            id=self.id,
            event=self.event,
            outcome=outcome,
            who=self.who,
            when=self.started,
            reason=self.reason,
            seconds=self.clock.monotonic() - self._began,
            old_revision=journal.old_revision if journal else "",
            new_revision=journal.new_revision if journal else "",
            backup=journal.backup if journal else None,
            changes=self.changes,
            steps=tuple(self._steps),
            message=message,
        )

    def new_journal(self, old: str, new: str, states: tuple[ServiceState, ...]) -> Journal:
        """The first journal of this transaction, from the services as they are now."""
        self.before = {state.name: state for state in states}
        return Journal(
            apply_id=self.id,
            operation=self.operation,
            who=self.who,
            started=self.started,
            reason=self.reason,
            step=Step.LOCK,
            old_revision=old,
            new_revision=new,
            services=tuple(self._journalled(state) for state in states),
            changed=tuple(change.path for change in self.changes),
        )

    def _journalled(self, state: ServiceState) -> JournalService:
        """A service as the journal keeps it: the count is the one to come back to."""
        resuming = self.operation is Operation.RESUME
        return JournalService(
            name=state.name,
            identity=state.identity,
            count=state.should_be if resuming else state.wanted,
            could_prove=state.proof is ProofLevel.PROVEN,
        )

    def with_backup(self, backup: str) -> None:
        """Remember the backup's name; it is stored with the next write of the journal."""
        self._journal = replace(self.journal, backup=backup)


class Watcher:
    """Turns a service's observed states into events, each with the time since it began."""

    def __init__(
        self, run: Run, step: Step, name: str, note: Callable[[ServiceState], str]
    ) -> None:
        self._run = run
        self._step = step
        self._name = name
        self._note = note
        self._began = run.clock.monotonic()
        self._last: ServiceState | None = None

    def __call__(self, state: ServiceState) -> None:
        """The observer `Patience` wants."""
        self._last = state
        self._tell(self._note(state), settled=False, failed=False)

    def settle(self, note: str, *, failed: bool = False) -> None:
        """Say how it ended for this service."""
        self._tell(note, settled=True, failed=failed)

    def _tell(self, note: str, *, settled: bool, failed: bool) -> None:
        took = self._run.clock.monotonic() - self._began
        self._run.emit(
            ServiceChanged(self._step, self._name, self._last, note, took, settled, failed)
        )
