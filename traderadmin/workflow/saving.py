"""The save step: one request to the store, and settling by reading when its outcome is unknown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import RefusedError, RevisionConflictError, TraderAdminError
from traderadmin.targets.states import ConfigFile, ServiceState
from traderadmin.workflow.checking import all_known
from traderadmin.workflow.run import Run
from traderadmin.workflow.words import joined


class StayPausedError(TraderAdminError):
    """The file is neither old nor new, or cannot be read: starting services would be a gamble."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The new file is in place and was read back."""

    when: datetime
    backup: str | None


def save(run: Run, content: bytes, old: ConfigFile) -> Saved:
    """Replace the file, passing the point of no return.

    Raises:
        CancelledError: the operator was faster; nothing was replaced.
        RefusedError: the file is the old one (or somebody else's); services can be restored.
        StayPausedError: what the file is now is not known, or is neither.
    """
    with run.step(Step.SAVE) as report:
        with ThreadPoolExecutor(1, thread_name_prefix="look") as pool:
            services = pool.submit(run.target.services)  # which the journal does not change
            run.write_journal(run.journal.at(Step.SAVE))
        _still_paused(run, services.result())
        run.cancel.seal()
        try:
            replaced = run.target.replace_config(content, expected=old.revision, lock=run.lock)
        except RevisionConflictError:
            raise
        except TraderAdminError as error:
            saved = _settle(run, content, old, error)
        else:
            saved = Saved(replaced.when, replaced.backup)
        if saved.backup:
            run.with_backup(saved.backup)
        report.detail = f"Backup {saved.backup}, read back" if saved.backup else "Read back"
    return saved


def _still_paused(run: Run, services: tuple[ServiceState, ...]) -> None:
    """Nothing came back, was started that did not run, or was lost. Raises: RefusedError."""
    touched = {service.name for service in run.journal.services if service.touched}
    back = [
        state.name
        for state in services
        if state.wanted or (state.name in touched and state.instances)
    ]
    if back:
        message = f"{joined(back)} came back while the services were to stay stopped."
        raise RefusedError("Failed to save", message, "Find out who started it, then apply again.")
    all_known(services)
    if lost := sorted(touched - {state.name for state in services}):
        message = f"{joined(lost)} cannot be found any more, so what it does cannot be told."
        raise RefusedError("Failed to save", message, "Find out who removed it, then apply again.")


def _settle(run: Run, content: bytes, old: ConfigFile, error: TraderAdminError) -> Saved:
    """Read what the file is now: new goes on, old is a failure, neither is put right."""
    try:
        now = run.target.read_config()
    except TraderAdminError as unreadable:
        _stay_paused(f"{error.message} What config.toml is now cannot be read either.", unreadable)
    if now.revision == revision_of(content):
        run.warnings.append(f"The answer to the save was lost, but the new file is there: {error}")
        return Saved(run.clock.now(), _backup_of(run, old))
    if now.revision == old.revision:
        raise RefusedError("Failed to save", error.message, error.hint) from error
    _restore(run, old, now)
    raise RefusedError(
        "Failed to save", f"{error.message} The file was damaged and restored.", error.hint
    ) from error


def _restore(run: Run, old: ConfigFile, now: ConfigFile) -> None:
    try:
        run.target.replace_config(old.content, expected=now.revision, lock=run.lock)
        restored = run.target.read_config().revision
    except TraderAdminError as error:
        _stay_paused(
            f"config.toml is neither the old nor the new file, and could not be restored: "
            f"{error.message}",
            error,
        )
    if restored != old.revision:
        _stay_paused(f"config.toml is {short(restored)}, which nobody asked for.", None)


def _stay_paused(message: str, cause: Exception | None) -> NoReturn:
    raise StayPausedError(
        "Failed to save",
        message,
        "The services stay stopped. Look at config.toml and its backups, then recover.",
    ) from cause


def _backup_of(run: Run, old: ConfigFile) -> str | None:
    """The backup that holds the old file, found by its bytes; None where it cannot be told."""
    try:
        for backup in run.target.backups()[:3]:
            if revision_of(run.target.read_backup(backup.name)) == old.revision:
                return backup.name
    except TraderAdminError as error:
        run.warnings.append(f"The backup could not be read: {error.message}")
    return None
