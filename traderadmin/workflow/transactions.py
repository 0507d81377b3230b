"""The apply transaction, stopping and starting services: the order of steps, and undoing them."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import OPERATOR, Journal, Step
from traderadmin.contract.revision import revision_of
from traderadmin.errors import LockHeldError, NotFoundError, TraderAdminError
from traderadmin.targets.states import ConfigFile
from traderadmin.workflow import results
from traderadmin.workflow.checking import Draft, check, check_stopping, lock
from traderadmin.workflow.events import ApplyResult, Compensating
from traderadmin.workflow.proof import NotBackError, not_restored, verify_services
from traderadmin.workflow.run import Run
from traderadmin.workflow.saving import StayPausedError, save
from traderadmin.workflow.scaling import pause_services, resume_services

_START = "Then start services."


def apply(run: Run, draft: Draft) -> ApplyResult:
    """Check, lock, pause, save, resume, verify, record."""
    try:
        file, states = check(run, draft)
        lock(run, file, states, revision_of(draft.content))
    except TraderAdminError as error:
        return results.build(run, Outcome.UNCHANGED, error=error)
    with run.lock:
        try:
            pause_services(run, run.id)
            saved = save(run, draft.content, file)
        except StayPausedError as error:
            return unknown(run, error)
        except TraderAdminError as error:
            return undo(run, error)
        return finish(run, saved.when)


def pause(run: Run) -> ApplyResult:
    """Stop services on the operator's word; their records stay until they are started again."""
    try:
        file, states = check_stopping(run)
        lock(run, file, states)
    except TraderAdminError as error:
        return results.build(run, Outcome.UNCHANGED, error=error)
    with run.lock:
        try:
            pause_services(run, OPERATOR)
        except TraderAdminError as error:
            return undo(run, error)
        return record(run, Outcome.DONE)


def resume(run: Run) -> ApplyResult:
    """Start every service that is at 0 and should not be."""
    try:
        file, states = check(run, None)
        lock(run, file, states)
    except TraderAdminError as error:
        return results.build(run, Outcome.UNCHANGED, error=error)
    with run.lock:
        run.cancel.force_seal()
        try:
            _claim_stopped(run)
        except LockHeldError as error:
            return unknown(run, error)
        except TraderAdminError as error:
            return record(run, Outcome.UNCHANGED, error)
        return finish(run, run.started)


def _claim_stopped(run: Run) -> None:
    """Mark what is to be started: at 0 with a count to come back to, or failed."""
    journal = run.journal.at(Step.RESUME)
    for service in run.journal.services:
        before = run.before[service.name]
        if service.count and not before.ready:
            journal = journal.touching(service.name)
    run.write_journal(journal)


def bring_back(run: Run, replaced: datetime) -> NotBackError | None:
    """Resume and verify; what is not back, None when all is.

    Raises: LockHeldError when the lock was lost: nothing more may be changed.
    """
    first = _attempt(lambda: _resume_step(run))
    failed_step = run.failed_step
    known = first.wrong if first else {}
    second = _attempt(lambda: verify_services(run, replaced, frozenset(known)))
    run.failed_step = failed_step or run.failed_step
    if first and second:
        return NotBackError(first.title, first.wrong | second.wrong, first.hint)
    return first or second


def _attempt(work: Callable[[], None]) -> NotBackError | None:
    try:
        work()
    except NotBackError as error:
        return error
    return None


def _resume_step(run: Run) -> None:
    with run.step(Step.RESUME):
        # Beside the starting: the file decides what recovery may do, and the services are marked.
        with ThreadPoolExecutor(1, thread_name_prefix="journal") as pool:
            announced = pool.submit(_announce, run)
            failures = resume_services(run)
        announced.result()
        if failures:
            wrong = {name: error.message for name, error in failures.items()}
            hints = " ".join(dict.fromkeys(e.hint for e in failures.values() if e.hint))
            hint = f"{hints.removesuffix(_START).strip()} {_START}" if hints else ""
            raise NotBackError("Failed to resume services", wrong, hint)


def _announce(run: Run) -> None:
    """Journal the resume. A full disk does not keep services down: the save's entry suffices."""
    _write_if_possible(run, run.journal.at(Step.RESUME))


def _confirm_lock(run: Run) -> None:
    """Whoever lost the lock undoes nothing: another one is at it. Raises: LockHeldError."""
    _write_if_possible(run, run.journal)


def _write_if_possible(run: Run, journal: Journal) -> None:
    try:
        run.write_journal(journal)
    except LockHeldError:
        raise
    except TraderAdminError as error:
        run.warnings.append(f"The journal could not be brought up to date: {error.message}")


def finish(run: Run, replaced: datetime) -> ApplyResult:
    """What follows a replaced file: resume, verify, record."""
    try:
        missing = bring_back(run, replaced)
    except LockHeldError as error:
        return unknown(run, error)
    if missing is None:
        return record(run, Outcome.DONE)
    return record(run, Outcome.SAVED_NOT_BACK, missing, missing.wrong)


def undo(run: Run, error: TraderAdminError) -> ApplyResult:
    """Restore every service that was, or may have been, changed; check it; say so."""
    failed_step = run.failed_step
    run.cancel.force_seal()
    if isinstance(error, LockHeldError):
        return unknown(run, error)
    try:
        _confirm_lock(run)
    except LockHeldError as lost:
        return unknown(run, lost)
    run.emit(Compensating("Restoring the services that were stopped"))
    failures = resume_services(run, step=Step.PAUSE)
    wrong = not_restored(run) | {name: failure.message for name, failure in failures.items()}
    run.failed_step = failed_step
    if wrong:
        return unknown(run, error, wrong)
    return record(run, Outcome.UNCHANGED, error)


def unknown(run: Run, error: TraderAdminError, wrong: dict[str, str] | None = None) -> ApplyResult:
    """Not everything is as before: the journal stands, and history says so."""
    run.cancel.force_seal()
    lost = isinstance(error, LockHeldError)
    result = results.build(run, Outcome.UNKNOWN, error=error, wrong=wrong, recoverable=not lost)
    try:
        run.target.append_history(result.entry)
    except TraderAdminError as failure:
        return replace(result, warnings=(*result.warnings, _unrecorded(failure)))
    return result


def record(
    run: Run,
    outcome: Outcome,
    error: TraderAdminError | None = None,
    wrong: dict[str, str] | None = None,
) -> ApplyResult:
    """The record step: a line of history; lock and journal go. A failure here changes nothing."""
    recoverable = False
    failed_step = run.failed_step
    with ThreadPoolExecutor(1, thread_name_prefix="file") as pool:
        # Beside the recording: what it is when the lock goes, and nobody waits for it.
        file: Future[ConfigFile] | None = pool.submit(run.target.read_config)
        try:
            with run.step(Step.RECORD):
                _record(run, outcome, "" if error is None else results.failed_text(run, error))
        except TraderAdminError as failure:
            file = None  # that may have taken long, and somebody else be at it by now
            run.warnings.append(_unrecorded(failure))
            recoverable = _journal_stands(run)
    run.failed_step = failed_step
    return results.build(run, outcome, error=error, wrong=wrong, recoverable=recoverable, file=file)


def _record(run: Run, outcome: Outcome, message: str) -> None:
    """History first, so that a journal that stands is never of something recorded nowhere."""
    try:
        run.target.append_history(run.entry(outcome, message))
    finally:
        run.lock.finish()


def _journal_stands(run: Run) -> bool:
    """Whether a journal was left; one that cannot be looked at may well have been."""
    try:
        return run.target.lock_state().journal is not None
    except NotFoundError:  # what held it is gone
        return False
    except TraderAdminError:
        return True


def _unrecorded(failure: TraderAdminError) -> str:
    return f"This could not be recorded: {failure.message}"
