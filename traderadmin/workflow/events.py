"""The stream of frozen events that tells a watcher how a transaction goes."""

from dataclasses import dataclass

from traderadmin.contract.history import HistoryEntry, Outcome
from traderadmin.contract.journal import Operation, Step
from traderadmin.errors import TraderAdminError
from traderadmin.targets.states import ServiceState


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins. `can_cancel` says whether a cancel would still be honoured."""

    step: Step
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """A service was seen in a new state during `step`.

    Attributes:
        note: what this means in a few words ("Stopped, was 1", "Starting, 0 of 1 ready").
        seconds: since this service's part of the step began.
        settled: whether this service is through with this step.
        failed: whether it ended badly.
    """

    step: Step
    name: str
    state: ServiceState | None
    note: str
    seconds: float
    settled: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step ended well; `detail` is what a person may want to know of it."""

    step: Step
    seconds: float
    detail: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step failed; what follows is compensation, then `ApplyFinished`."""

    step: Step
    seconds: float
    error: TraderAdminError


@dataclass(frozen=True, slots=True)
class Compensating:
    """What was done is being undone."""

    detail: str


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """What a service is after all, in words ("Running 1/1, was stopped and is back")."""

    name: str
    state: ServiceState | None
    note: str
    as_wanted: bool


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """How a transaction ended: the same facts for the window, the CLI and history.

    Attributes:
        headline: one line ("3 changes applied", "Failed to pause services: …").
        state_now: what state everything is in now, in sentences.
        next_action: what the operator should do; empty when nothing.
        failed_step: the step that failed; None when it went well.
        error: the failure; None when it went well.
        content: the bytes of `config.toml` as last read back; None when not known.
        recoverable: a journal stands: only recovery may go on.
    """

    operation: Operation
    outcome: Outcome
    entry: HistoryEntry
    headline: str
    state_now: tuple[str, ...]
    services: tuple[ServiceSummary, ...]
    next_action: str = ""
    failed_step: Step | None = None
    error: TraderAdminError | None = None
    warnings: tuple[str, ...] = ()
    content: bytes | None = None
    recoverable: bool = False

    @property
    def saved(self) -> bool:
        """Whether the new file is in place."""
        return self.outcome in {Outcome.DONE, Outcome.SAVED_NOT_BACK}


@dataclass(frozen=True, slots=True)
class ApplyFinished:
    """The last event of every transaction, however it ended."""

    result: ApplyResult


ApplyEvent = StepStarted | ServiceChanged | StepFinished | StepFailed | Compensating | ApplyFinished


class ApplyFailedError(TraderAdminError):
    """A transaction that did not end as wanted, with everything known about how it ended."""

    def __init__(self, title: str, message: str, hint: str, result: ApplyResult) -> None:
        super().__init__(title, message, hint)
        self.result = result
