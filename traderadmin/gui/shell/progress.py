"""How far a transaction is, gathered from its events. No Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from traderadmin.contract.history import Event
from traderadmin.contract.journal import Operation, Step
from traderadmin.targets.states import Phase, Snapshot
from traderadmin.workflow.events import (
    ApplyEvent,
    ApplyFinished,
    ApplyResult,
    Compensating,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)

STEPS = {
    Operation.APPLY: tuple(Step),
    Operation.PAUSE: (Step.CHECK, Step.LOCK, Step.PAUSE, Step.RECORD),
    Operation.RESUME: (Step.CHECK, Step.LOCK, Step.RESUME, Step.VERIFY, Step.RECORD),
}


class StepState(StrEnum):
    """How far one step is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    WARNING = "done with a warning"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service's line under a step."""

    name: str
    phase: Phase | None
    note: str
    seconds: float | None = None
    settled: bool = False
    failed: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as it is shown."""

    step: Step
    state: StepState = StepState.WAITING
    seconds: float | None = None
    detail: str = ""
    services: tuple[ServiceRow, ...] = ()

    @property
    def title(self) -> str:
        """The step's name as a heading."""
        return self.step.value.capitalize()


@dataclass(frozen=True, slots=True)
class Progress:
    """A transaction as it is shown: its steps, and what is being done about a failure.

    Attributes:
        event: what kind of transaction it is.
        can_cancel: whether a cancel would still be honoured.
        undoing: what is being undone; empty while nothing is.
        result: how it ended; None while it runs.
    """

    event: Event
    rows: tuple[StepRow, ...]
    can_cancel: bool = True
    undoing: str = ""
    result: ApplyResult | None = None

    @property
    def current(self) -> StepRow | None:
        """The step that runs now."""
        return next((row for row in self.rows if row.state is StepState.RUNNING), None)

    @property
    def failed(self) -> StepRow | None:
        """The step that failed first."""
        return next((row for row in self.rows if row.state is StepState.FAILED), None)

    @property
    def troubled(self) -> str:
        """The service at which it failed; empty where it failed at none."""
        services = self.failed.services if self.failed is not None else ()
        return next((service.name for service in services if service.failed), "")

    @property
    def done(self) -> int:
        """How many steps are behind."""
        over = {StepState.DONE, StepState.WARNING}
        return sum(row.state in over for row in self.rows)

    @property
    def file_replaced(self) -> bool:
        """Whether the new file is in place, as far as the steps tell."""
        return any(
            row.step is Step.SAVE and row.state in {StepState.DONE, StepState.WARNING}
            for row in self.rows
        )

    def number(self, row: StepRow) -> int:
        """A step's number, from 1."""
        return self.rows.index(row) + 1


def begin(event: Event) -> Progress:
    """A transaction that is about to start. Recovery finds its steps out as it goes."""
    if event is Event.RECOVER:
        return Progress(event, (), can_cancel=False)
    operation = {Event.PAUSE: Operation.PAUSE, Event.RESUME: Operation.RESUME}.get(
        event, Operation.APPLY
    )
    return Progress(event, tuple(StepRow(step) for step in STEPS[operation]))


def after(progress: Progress, event: ApplyEvent) -> Progress:
    """The progress once `event` has happened."""
    match event:
        case StepStarted():
            started = _with(progress, StepRow(event.step, StepState.RUNNING))
            return replace(started, can_cancel=event.can_cancel)
        case ServiceChanged():
            return _with_service(progress, event)
        case StepFinished():
            state = StepState.WARNING if event.warnings else StepState.DONE
            detail = " ".join((event.detail, *event.warnings)).strip()
            row = _row(progress, event.step)
            return _with(progress, replace(row, state=state, seconds=event.seconds, detail=detail))
        case StepFailed():
            row = _row(progress, event.step)
            known = any(service.failed for service in row.services)
            detail = "" if known else event.error.message
            return _with(
                progress,
                replace(row, state=StepState.FAILED, seconds=event.seconds, detail=detail),
            )
        case Compensating():
            return replace(progress, undoing=event.detail, can_cancel=False)
        case ApplyFinished():
            return _ended(progress, event.result)


def _row(progress: Progress, step: Step) -> StepRow:
    return next((row for row in progress.rows if row.step is step), StepRow(step))


def _with(progress: Progress, changed: StepRow) -> Progress:
    if all(row.step is not changed.step for row in progress.rows):
        return replace(progress, rows=(*progress.rows, changed))
    rows = tuple(changed if row.step is changed.step else row for row in progress.rows)
    return replace(progress, rows=rows)


def _with_service(progress: Progress, event: ServiceChanged) -> Progress:
    row = _row(progress, event.step)
    before = next((known for known in row.services if known.name == event.name), None)
    waits = event.state is None and not event.settled and not event.failed
    changed = ServiceRow(
        name=event.name,
        phase=event.state.phase if event.state is not None else _last_phase(progress, event.name),
        note=event.note,
        seconds=None if waits else event.seconds,
        settled=event.settled,
        failed=event.failed,
        waits=waits,
    )
    if progress.undoing and before is not None:
        changed = _undone(before, changed)
    if before is None:
        # Those that still wait were announced ahead of the one they wait for.
        ahead = tuple(known for known in row.services if changed.waits or not known.waits)
        services = (*ahead, changed, *(known for known in row.services if known not in ahead))
    else:
        services = tuple(changed if known.name == event.name else known for known in row.services)
    return _with(progress, replace(row, services=services))


def _last_phase(progress: Progress, name: str) -> Phase | None:
    """What the service was in the last step that told."""
    for row in reversed(progress.rows):
        for service in row.services:
            if service.name == name and service.phase is not None:
                return service.phase
    return None


def _undone(before: ServiceRow, now: ServiceRow) -> ServiceRow:
    """A service's line under the step that failed, once undoing reaches it: both facts stay."""
    if before.failed:
        return replace(before, phase=now.phase)
    if now.settled and not now.failed and now.phase is Phase.RUNNING and "Never" not in now.note:
        return replace(now, note="Stopped, then restored")
    return now


def _ended(progress: Progress, result: ApplyResult) -> Progress:
    unfinished = {StepState.WAITING, StepState.RUNNING}
    rows = tuple(
        replace(row, state=StepState.NOT_REACHED, detail="Not reached")
        if row.state in unfinished
        else row
        for row in progress.rows
    )
    if progress.failed is not None and not result.saved:
        rows = _without_later(rows, progress.failed.step)
    return replace(progress, rows=rows, can_cancel=False, undoing="", result=result)


def _without_later(rows: tuple[StepRow, ...], failed: Step) -> tuple[StepRow, ...]:
    """After a failure that was undone, the record step is not part of the story."""
    order = list(Step)
    return tuple(
        StepRow(row.step, StepState.NOT_REACHED, detail="Not reached")
        if order.index(row.step) > order.index(failed)
        else row
        for row in rows
    )


def seen(snapshot: Snapshot | None, event: object) -> Snapshot | None:
    """The last look with what an event tells of a service, so that its state shows at once."""
    if snapshot is None or not isinstance(event, ServiceChanged) or event.state is None:
        return snapshot
    services = tuple(
        event.state if state.name == event.name else state for state in snapshot.services
    )
    return replace(snapshot, services=services)
