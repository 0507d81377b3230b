"""Ending a service's process: SIGTERM, past the grace period SIGKILL, until nothing is left."""

import signal

from traderadmin.errors import DeadlinePassedError
from traderadmin.store import wording
from traderadmin.targets.local.processes import ProcessId
from traderadmin.targets.local.storing import find_first
from traderadmin.targets.local.workload import Found, Workload
from traderadmin.targets.watching import Watch


def stop(workload: Workload, watch: Watch, grace: float, title: str) -> None:
    """Return when nothing of the service is left.

    One that somebody else starts meanwhile is left alone: whoever lost the lock stops nothing more.

    Raises: DeadlinePassedError, CancelledError; RefusedError when it cannot be observed.
    """
    spawn = find_first(workload, title).record.spawn
    begun = watch.elapsed
    asked: set[ProcessId] = set()
    killed: set[ProcessId] = set()
    while True:
        found = find_first(workload, title)
        watch.tell(workload.describe(found, None))
        if found.record.spawn != spawn:
            message = (
                f"Somebody else started {workload.spec.name} anew meanwhile; it was left alone."
            )
            raise DeadlinePassedError(title, message, "Find out who, then try again.")
        if not found.left and not found.starting:
            return
        try:
            if watch.elapsed - begun < grace:
                _ask(workload, found, asked)
            else:
                _kill(workload, found, killed)
        except PermissionError as error:
            who = f"{_named(found)} of {workload.spec.name}"
            message = f"{who} cannot be signalled: {wording.reason(error)}."
            raise DeadlinePassedError(title, message, "Stop it as its own user.") from error
        if watch.is_over:
            message = (
                f"{workload.spec.name} did not stop within {watch.seconds:g} s "
                f"({_named(found)[0].lower()}{_named(found)[1:]} still runs)."
            )
            raise DeadlinePassedError(title, message, "Its log may say what it waits for.")
        watch.rest()


def _ask(workload: Workload, found: Found, asked: set[ProcessId]) -> None:
    """SIGTERM to its own process; what that started is for it to end, up to the grace period."""
    if found.process is not None and found.process not in asked:
        workload.processes.signal(found.process, signal.SIGTERM)
        asked.add(found.process)


def _kill(workload: Workload, found: Found, killed: set[ProcessId]) -> None:
    for process in found.left:
        if process not in killed:
            workload.processes.signal(process, signal.SIGKILL)
            killed.add(process)


def _named(found: Found) -> str:
    if not found.left:
        return "A process that is being started"
    return "Process " + ", ".join(str(process.pid) for process in found.left)
