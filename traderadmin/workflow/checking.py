"""The check and lock steps: everything that can be known before anything is touched."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from traderadmin.contract.history import Change
from traderadmin.contract.journal import Operation, Step
from traderadmin.contract.revision import short
from traderadmin.errors import (
    LockHeldError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
)
from traderadmin.targets.port import Target
from traderadmin.targets.states import Check, CheckLevel, ConfigFile, LockState, Phase, ServiceState
from traderadmin.workflow.run import Run
from traderadmin.workflow.scaling import stopping
from traderadmin.workflow.words import IF_IT_DIED, at_step, joined, plural


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be saved.

    Attributes:
        content: the bytes of the new `config.toml`.
        baseline: the revision the edits started from.
        admit: the fields that change on top of the given file, secrets masked; raises
            TraderAdminError where `content` may not go live there.
    """

    content: bytes
    baseline: str
    admit: Callable[[bytes], tuple[Change, ...]]


def check(run: Run, draft: Draft | None) -> tuple[ConfigFile, tuple[ServiceState, ...]]:
    """Ask everything that can be asked without a change.

    Args:
        run: the transaction.
        draft: what is to be saved; None where services are only started.

    Returns: the file and the services as they are.

    Raises: RefusedError, LockHeldError, RevisionConflictError, TraderAdminError.
    """
    with run.step(Step.CHECK) as report:
        with _asking(run) as answers:
            file = run.target.read_config()
            if draft is not None:
                _check_draft(run, draft, file)
        states = _judged(run, answers)
        report.detail = f"Valid, reachable, permitted, {plural(len(states), 'service')} found"
    return file, states


def _check_draft(run: Run, draft: Draft, file: ConfigFile) -> None:
    same_revision(file, draft.baseline)
    run.changes = draft.admit(file.content)
    if draft.content == file.content:
        raise RefusedError("Nothing to apply", "The new configuration is the one that is in place.")


def check_stopping(run: Run) -> tuple[ConfigFile | None, tuple[ServiceState, ...]]:
    """As `check`, where services are only stopped: for that the file need not be readable.

    Returns: the file, None where it cannot be read; and the services as they are.
    """
    with run.step(Step.CHECK) as report:
        file = None
        with _asking(run) as answers:
            try:
                file = run.target.read_config()
            except TraderAdminError as error:
                run.warnings.append(error.message)
        states = _judged(run, answers)
        report.detail = f"Reachable, permitted, {plural(len(states), 'service')} found"
    return file, states


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the target says; judged one after the other, whichever came first."""

    lock: Future[LockState]
    preflight: Future[tuple[Check, ...]]
    services: Future[tuple[ServiceState, ...]]


@contextmanager
def _asking(run: Run) -> Iterator[_Answers]:
    """Ask who applies, what is refused and what runs: all at once; at the end it is known."""
    with ThreadPoolExecutor(3, thread_name_prefix="check") as pool:
        yield _Answers(
            lock=pool.submit(run.target.lock_state),
            preflight=pool.submit(run.target.preflight, run.operation),
            services=pool.submit(run.target.services),
        )


def _judged(run: Run, answers: _Answers) -> tuple[ServiceState, ...]:
    """The services, where nothing is against going on. Raises: RefusedError, LockHeldError."""
    nobody_applies(answers.lock.result())
    checks = answers.preflight.result()
    refuse_on(checks)
    run.warnings.extend(
        f"{line.title}: {line.detail}" for line in checks if line.level is CheckLevel.WARNING
    )
    states = answers.services.result()
    all_known(states)
    return states


def lock(
    run: Run, file: ConfigFile | None, states: tuple[ServiceState, ...], new: str = ""
) -> None:
    """Take the lock, store the journal, and compare the revision once more.

    Where services are to be stopped, the journal announces that already: one durable write does
    for both.

    Raises: LockHeldError, RevisionConflictError, TraderAdminError; nothing was touched.
    """
    with run.step(Step.LOCK):
        run.cancel.check()
        old = file.revision if file is not None else ""
        journal = run.new_journal(old, new or old, states)
        if run.operation is not Operation.RESUME:
            journal = stopping(journal)
        held = run.target.lock(journal)
        run.adopt(held, journal)
        try:
            if file is not None:
                same_revision(run.target.read_config(), file.revision)
        except BaseException:
            held.finish()
            raise


def same_revision(file: ConfigFile, expected: str) -> None:
    """The file is still what the edits started from. Raises: RevisionConflictError."""
    if file.revision != expected:
        raise RevisionConflictError(
            "The file changed on disk",
            f"config.toml is revision {short(file.revision)}, your edits started from "
            f"{short(expected)}. Nothing was touched.",
            "Reload the file; edits of fields that did not change there are kept.",
        )


def nobody_applies(state: LockState) -> None:
    """The lock is free and nothing is unfinished. Raises: LockHeldError."""
    if state.held:
        dead = "" if state.certain else f" {IF_IT_DIED}"
        raise LockHeldError(
            "Somebody else is applying",
            f"{state.holder or 'Another program'} is changing this target{at_step(state)}. "
            "Nothing was touched.",
            f"Wait until that is done, then reload and try again.{dead}",
        )
    if state.journal is not None:
        raise LockHeldError(
            "An earlier change was not finished",
            f"{state.journal.who} began it and it stopped at step {state.journal.step.value}. "
            "Nothing was touched.",
            "Recover first: the banner in the window, or `traderadmin recover`.",
        )


def refuse_on(checks: tuple[Check, ...]) -> None:
    """No preflight check refuses. Raises: RefusedError naming all that do."""
    refused = [line for line in checks if line.level is CheckLevel.REFUSED]
    if refused:
        raise RefusedError(
            "Preflight refused",
            " ".join(dict.fromkeys(line.detail or f"{line.title}: no." for line in refused)),
            " ".join(dict.fromkeys(line.remedy for line in refused if line.remedy)),
        )


def all_known(states: tuple[ServiceState, ...]) -> None:
    """What each service does can be told. Raises: RefusedError saying why not."""
    unknown = [state.name for state in states if state.phase is Phase.UNKNOWN]
    if unknown:
        raise RefusedError(
            "A service's state is unknown",
            f"What {joined(unknown)} does cannot be told: "
            + " ".join(state.problem for state in states if state.phase is Phase.UNKNOWN),
            "See the Services tab, then try again.",
        )


def preflight(target: Target) -> tuple[Check, ...]:
    """The checklist of `traderadmin preflight`: the target's own checks and the lock's."""
    lines = list(target.preflight())
    try:
        nobody_applies(target.lock_state())
    except LockHeldError as error:
        lines.append(Check("Nobody is applying", CheckLevel.REFUSED, error.message, error.hint))
    except TraderAdminError as error:
        detail = f"That cannot be told. {error.title}."
        lines.append(Check("Nobody is applying", CheckLevel.REFUSED, detail, error.hint))
    else:
        lines.append(Check("Nobody is applying", CheckLevel.OK, "The apply lock is free."))
    return tuple(lines)
