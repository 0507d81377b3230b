"""Reading and writing a service's record, with the failures a caller of the port may rely on."""

from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.store import wording
from traderadmin.store.atomic import NotDurableError
from traderadmin.targets.local.record import ServiceRecord
from traderadmin.targets.local.workload import Found, Workload


def find_first(workload: Workload, title: str) -> Found:
    """What is there before anything is done. Raises: RefusedError."""
    try:
        return workload.find()
    except TraderAdminError as error:
        raise RefusedError(title, error.message, error.hint) from error
    except OSError as error:
        message = f"{workload.run_lock} cannot be read: {wording.reason(error)}."
        raise RefusedError(title, message, wording.hint(error)) from error


def store(workload: Workload, record: ServiceRecord, title: str) -> None:
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
        message = (
            f"What {workload.spec.name} should be could not be stored in {path}: "
            f"{wording.reason(error)}. No process was touched."
        )
        raise RefusedError(title, message, wording.hint(error)) from error
