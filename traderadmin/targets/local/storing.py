"""Reading and writing a service's record, with the failures a caller of the port may rely on."""

from collections.abc import Callable

from traderadmin.clock import Clock
from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.store import wording
from traderadmin.store.atomic import NotDurableError
from traderadmin.store.locking import FileLock
from traderadmin.targets.local.record import RECORD_LOCK_FILE, ServiceRecord
from traderadmin.targets.local.workload import Found, Workload

_LOCK_SECONDS = 5.0
"""Nobody holds the record's lock for longer than one durable write."""


def find_first(workload: Workload, title: str) -> Found:
    """What is there before anything is done. Raises: RefusedError."""
    try:
        return workload.find()
    except TraderAdminError as error:
        raise RefusedError(title, error.message, error.hint) from error
    except OSError as error:
        message = f"{workload.run_lock} cannot be read: {wording.reason(error)}."
        raise RefusedError(title, message, wording.hint(error)) from error


def amend(
    workload: Workload,
    clock: Clock,
    title: str,
    change: Callable[[ServiceRecord], ServiceRecord | None],
) -> ServiceRecord:
    """Read the record, write what `change` makes of it (None: nothing), undisturbed by others.

    So nobody overwrites what another one stored meanwhile: an operator may stop a service while
    an apply starts it.

    Returns: the record as it is now.

    Raises: RefusedError when nothing was changed; UnconfirmedError when it may not last.
    """
    lock = FileLock(workload.folder / RECORD_LOCK_FILE)
    try:
        free = lock.acquire(clock, _LOCK_SECONDS)
    except OSError as error:
        raise _not_stored(workload, title, error) from error
    if not free:
        message = f"Somebody else is changing what {workload.spec.name} should be."
        raise RefusedError(title, message, "Try again.")
    try:
        now = _read(workload, title)
        wanted = change(now)
        if wanted is None or wanted == now:
            return now
        _store(workload, wanted, title)
        return wanted
    finally:
        lock.release()


def _read(workload: Workload, title: str) -> ServiceRecord:
    try:
        return workload.file.read()
    except TraderAdminError as error:
        raise RefusedError(title, error.message, error.hint) from error


def _store(workload: Workload, record: ServiceRecord, title: str) -> None:
    """Write the record durably.

    Raises: RefusedError when nothing was changed; UnconfirmedError when it may not last.
    """
    path = workload.file.path
    try:
        workload.file.write(record)
    except NotDurableError as error:
        message = f"{path} was written, but may not survive a power failure: "
        message += f"{wording.reason(error)}."
        raise UnconfirmedError(title, message, wording.hint(error)) from error
    except OSError as error:
        raise _not_stored(workload, title, error) from error


def _not_stored(workload: Workload, title: str, error: OSError) -> RefusedError:
    message = (
        f"What {workload.spec.name} should be could not be stored in {workload.file.path}: "
        f"{wording.reason(error)}. No process was touched."
    )
    return RefusedError(title, message, wording.hint(error))
