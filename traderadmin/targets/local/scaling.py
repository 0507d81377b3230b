"""Scaling a service to 0 and back: the record is stored first, then the process follows it."""

from dataclasses import dataclass, replace

from traderadmin.clock import Clock
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.errors import RefusedError
from traderadmin.targets.local.starting import Starter
from traderadmin.targets.local.stopping import stop
from traderadmin.targets.local.storing import find_first, store
from traderadmin.targets.local.workload import Found, Workload
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Resumed
from traderadmin.targets.watching import Watch


@dataclass(frozen=True, slots=True)
class Scaler:
    """Stops and starts services.

    Attributes:
        starter: starts processes.
        grace: seconds between SIGTERM and SIGKILL.
    """

    starter: Starter
    clock: Clock
    grace: float

    def pause(self, workload: Workload, record: ReplicaRecord, patience: Patience) -> None:
        """As `Target.pause`. At 0 already, the record that stands is kept: it is the older."""
        watch = Watch(workload.spec.name, self.clock, patience)
        title = f"Failed to pause {workload.spec.name}"
        found = find_first(workload, title)
        watch.check()
        if found.record.wanted:
            _refuse_the_unstoppable(workload, found, title)
            store(workload, replace(found.record, wanted=0, record=record), title)
        stop(workload, watch, self.grace, title)

    def resume(self, workload: Workload, record: ReplicaRecord, patience: Patience) -> Resumed:
        """As `Target.resume`. Set to 1 but with its process gone, it is started again."""
        watch = Watch(workload.spec.name, self.clock, patience)
        title = f"Failed to start {workload.spec.name}"
        found = find_first(workload, title)
        watch.check()
        if found.record.wanted and found.process is not None:
            if found.record.record is not None or not found.recorded:
                store(workload, replace(found.record, record=None), title)
            return Resumed.FOUND_RUNNING
        stop(workload, watch, self.grace, title)
        if record.count == 0:
            store(workload, replace(found.record, wanted=0, record=None), title)
            return Resumed.RESTORED
        self.starter.start(workload, title)
        self.starter.wait_until_ready(workload, watch, title)
        return Resumed.RESTORED


def _refuse_the_unstoppable(workload: Workload, found: Found, title: str) -> None:
    """Try each signal without sending one. Raises: RefusedError."""
    for process in found.left:
        try:
            workload.processes.signal(process, 0)
        except PermissionError as error:
            message = (
                f"Process {process.pid} belongs to another user, so it cannot be stopped. "
                "It was left alone."
            )
            raise RefusedError(title, message, "Stop it as that user.") from error
