"""Ending what died in the middle: undo always, finish only once the file was replaced."""

from dataclasses import replace
from enum import StrEnum

from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import OPERATOR, Journal, Operation, Step
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.targets.port import Target
from traderadmin.targets.states import ConfigFile
from traderadmin.workflow.events import ApplyResult
from traderadmin.workflow.proof import NotBackError
from traderadmin.workflow.run import Run
from traderadmin.workflow.scaling import groups, pause_in_order
from traderadmin.workflow.transactions import bring_back, record, unknown


class Recovery(StrEnum):
    """The two ways to end an unfinished change."""

    UNDO = "undo"
    FINISH = "finish"


def ways(journal: Journal, revision: str | None) -> tuple[Recovery, ...]:
    """What can be offered, given the revision `config.toml` has now (None: unknown)."""
    replaced = journal.new_revision != journal.old_revision and revision == journal.new_revision
    if replaced or journal.operation is Operation.RESUME:
        return (Recovery.UNDO, Recovery.FINISH)
    return (Recovery.UNDO,)


def recover(run: Run, how: Recovery) -> ApplyResult:
    """Take the orphaned journal over and end it one way or the other.

    Raises: LockHeldError while its author lives, NotFoundError when nothing is unfinished,
        RefusedError when this way is not open. A failure on the way leaves the journal standing.
    """
    lock, journal = run.target.take_over()
    with lock:
        file = run.target.read_config()
        if how not in ways(journal, file.revision):
            raise RefusedError(
                "Cannot finish",
                "The file was not replaced, and the new one died with its author.",
                "Undo instead: `traderadmin recover --undo`.",
            )
        run.adopt(lock, journal)
        run.operation = journal.operation
        run.before = {state.name: state for state in run.target.services()}
        try:
            missing = _finish(run, file) if how is Recovery.FINISH else _undo(run, file)
        except TraderAdminError as error:
            return unknown(run, error)
        if missing is not None:
            return unknown(run, missing, missing.wrong)
        return record(run, Outcome.DONE)


def _finish(run: Run, file: ConfigFile) -> NotBackError | None:
    run.reason = run.reason or "The change is finished."
    return bring_back(run, file.modified)


def _undo(run: Run, file: ConfigFile) -> NotBackError | None:
    run.reason = run.reason or "Everything is as before the change."
    journal = run.journal
    if journal.operation is Operation.RESUME:
        _stop_touched(run, OPERATOR)
        return None
    if Recovery.FINISH in ways(journal, file.revision):
        content = old_content(run.target, journal)
        _stop_touched(run, journal.apply_id)
        file = _put_back(run, file, content)
    elif file.revision != journal.old_revision:
        run.warnings.append(
            f"config.toml is {short(file.revision)}, which is neither the old nor the new file. "
            "Someone changed it since; it was kept."
        )
    settled = replace(run.journal, old_revision=file.revision, new_revision=file.revision)
    run.write_journal(settled)
    return bring_back(run, file.modified)


def _stop_touched(run: Run, by: str) -> None:
    touched = [service for service in run.journal.services if service.touched and service.count]
    with run.step(Step.PAUSE):
        run.write_journal(run.journal.at(Step.PAUSE))
        pause_in_order(run, groups(run, touched), by)


def _put_back(run: Run, file: ConfigFile, content: bytes) -> ConfigFile:
    """Replace the new file by the old one, which the backup holds."""
    with run.step(Step.SAVE) as report:
        run.target.replace_config(content, expected=file.revision, lock=run.lock)
        report.detail = "The old file is back"
        return run.target.read_config()


def old_content(target: Target, journal: Journal) -> bytes:
    """The old file's bytes, from the backup whose revision is right. Raises: NotFoundError."""
    for backup in target.backups():
        content = target.read_backup(backup.name)
        if revision_of(content) == journal.old_revision:
            return content
    raise NotFoundError(
        "The backup is missing",
        f"No backup holds revision {short(journal.old_revision)}, so it cannot be put back.",
        "Finish instead: `traderadmin recover --finish`.",
    )
