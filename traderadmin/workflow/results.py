"""How a transaction ended, put into the words the window, the CLI and history share."""

from collections.abc import Callable
from concurrent.futures import Future

from traderadmin.contract.history import Event, Outcome
from traderadmin.contract.journal import Journal, Operation, Step
from traderadmin.contract.revision import short
from traderadmin.errors import CancelledError, LockHeldError, TraderAdminError
from traderadmin.targets.states import ConfigFile, ServiceState
from traderadmin.workflow.events import ApplyFailedError, ApplyResult, ServiceSummary
from traderadmin.workflow.run import Run
from traderadmin.workflow.words import all_of, count_text, joined, plural, reports

FAILED_AT = {
    Step.CHECK: "Not applied",
    Step.LOCK: "Not applied",
    Step.PAUSE: "Failed to pause services",
    Step.SAVE: "Failed to save",
    Step.RESUME: "Failed to resume services",
    Step.VERIFY: "Failed to verify services",
    Step.RECORD: "Failed to record",
}


def build(
    run: Run,
    outcome: Outcome,
    *,
    error: TraderAdminError | None = None,
    wrong: dict[str, str] | None = None,
    recoverable: bool = False,
    file: Future[ConfigFile] | None = None,
) -> ApplyResult:
    """Read everything back once more and say how it ended. Never raises for what it cannot read.

    Args:
        run: the transaction.
        outcome: how it ended.
        error: why not well.
        wrong: what is wrong with services, by their names.
        recoverable: a journal was left.
        file: the reading of the file that is under way; None to read it now.
    """
    services = summaries(run, wrong or {})
    content, file_line = _file_now(run, outcome, file.result if file else run.target.read_config)
    headline = done_text(run, services) if error is None else failed_text(run, error)
    return ApplyResult(
        operation=run.operation,
        outcome=outcome,
        entry=run.entry(outcome, "" if error is None else headline),
        headline=headline,
        state_now=(*file_line, *_services_line(run, services, outcome, error)),
        services=services,
        next_action=_next_action(outcome, error, recoverable=recoverable),
        failed_step=run.failed_step if error is not None else None,
        error=error,
        warnings=tuple(run.warnings),
        content=content,
        recoverable=recoverable,
    )


def raised(result: ApplyResult) -> ApplyFailedError:
    """The error that carries a failed result."""
    cause = result.error
    title, _, message = result.headline.partition(": ")
    error = ApplyFailedError(title, message or title, result.next_action, result)
    error.__cause__ = cause
    return error


def summaries(run: Run, wrong: dict[str, str]) -> tuple[ServiceSummary, ...]:
    """What each service is now, compared with what it was."""
    try:
        states = run.seen_last or run.target.services()
    except TraderAdminError as error:
        return tuple(
            ServiceSummary(name, None, f"Unknown: {error.message}", as_wanted=False)
            for name in run.before
        )
    return tuple(_summary(run, state, wrong.get(state.name, "")) for state in states)


def _summary(run: Run, state: ServiceState, wrong: str) -> ServiceSummary:
    note = count_text(state)
    before = run.before.get(state.name)
    if wrong:
        return ServiceSummary(state.name, state, f"{note}: {wrong}", as_wanted=False)
    if before is not None and before.instances and state.instances:
        same = {i.identity for i in before.instances} == {i.identity for i in state.instances}
        note += ", never stopped" if same else ", was stopped and is back"
    return ServiceSummary(state.name, state, note, as_wanted=True)


def _file_now(
    run: Run, outcome: Outcome, read: Callable[[], ConfigFile]
) -> tuple[bytes | None, tuple[str, ...]]:
    try:
        file = read()
    except TraderAdminError as error:
        return None, (f"What config.toml is now cannot be read: {error.message}",)
    if run.operation is not Operation.APPLY:
        return file.content, ()
    if outcome is Outcome.UNCHANGED:
        return file.content, (
            f"Nothing was saved: config.toml is still revision {short(file.revision)}.",
        )
    saved = "The configuration was saved: " if outcome.value in _SAVED else ""
    new = "the new " if not saved and _is_new(run.journal, file.revision) else ""
    return file.content, (f"{saved}config.toml is {new}revision {short(file.revision)}.",)


_SAVED = frozenset({Outcome.DONE.value, Outcome.SAVED_NOT_BACK.value})


def _is_new(journal: Journal, revision: str) -> bool:
    return journal.new_revision == revision != journal.old_revision


def _services_line(
    run: Run,
    services: tuple[ServiceSummary, ...],
    outcome: Outcome,
    error: TraderAdminError | None,
) -> tuple[str, ...]:
    # While somebody else is at them, nothing can be said of before.
    ours = outcome is Outcome.UNCHANGED and not isinstance(error, LockHeldError)
    if ours and services and all(s.as_wanted and not _was_stopped(run, s) for s in services):
        return (f"{all_of([s.name for s in services])} as before:",)
    return ("The services now:",) if services else ()


def _was_stopped(run: Run, service: ServiceSummary) -> bool:
    """Whether it ran before and is at 0 now, on an operator's word or it would not be as wanted."""
    before, now = run.before.get(service.name), service.state
    return before is not None and before.wanted > 0 and now is not None and now.wanted == 0


def done_text(run: Run, services: tuple[ServiceSummary, ...]) -> str:
    """The toast's line."""
    if run.event is Event.RECOVER:
        return f"Recovered. {run.reason}"
    names = [s.name for s in services if s.state is not None and s.state.wanted]
    match run.operation:
        case Operation.PAUSE:
            return "Services stopped"
        case Operation.RESUME:
            return f"{all_of(names)} started" if names else "Nothing to start"
        case Operation.APPLY:
            changed = plural(len(run.changes), "change") if run.changes else "Configuration"
            if not names:
                return f"{changed} applied. No service runs."
            return f"{changed} applied. {_running_text(run, services)}"


def _running_text(run: Run, services: tuple[ServiceSummary, ...]) -> str:
    """Who runs the new file, and who was merely started after it was in place."""
    states = [s.state for s in services if s.state is not None and s.state.wanted]
    revision = short(run.journal.new_revision)
    silent = [state.name for state in states if not reports(state)]
    saying = [state.name for state in states if reports(state)]
    verb = "runs" if len(saying) == 1 else "run"
    if not silent:
        return f"{all_of(saying)} {verb} revision {revision}."
    if not saying:
        return f"{all_of(silent)} restarted with revision {revision}."
    return f"{joined(saying)} {verb} revision {revision}, {joined(silent)} restarted with it."


def failed_text(run: Run, error: TraderAdminError) -> str:
    """The banner's heading: which step failed, and why."""
    if isinstance(error, CancelledError):
        return "Cancelled: everything is as before"
    if run.failed_step in {None, Step.CHECK, Step.LOCK}:
        return f"{error.title}: {error.message}"
    title = FAILED_AT[run.failed_step] if run.failed_step else error.title
    return f"{title}: {error.message}"


def _next_action(outcome: Outcome, error: TraderAdminError | None, *, recoverable: bool) -> str:
    if recoverable:
        return (
            "Recover: undo what was done, or finish it where the file was replaced "
            "(the banner in the window, or `traderadmin recover`)."
        )
    if error is not None and error.hint:
        return error.hint
    if outcome is Outcome.SAVED_NOT_BACK:
        return "See the service's log, then start services."
    return "" if error is None or isinstance(error, CancelledError) else "Try again."
