"""Scaling a service to 0 and back: the record is stored first, then the process follows it."""

from dataclasses import dataclass, replace

from traderadmin.clock import Clock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import RefusedError
from traderadmin.targets.local.record import ServiceRecord
from traderadmin.targets.local.starting import Starter
from traderadmin.targets.local.stopping import stop
from traderadmin.targets.local.storing import amend, find_first
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
            amend(workload, self.clock, title, lambda now: _stopped(now, record))
        stop(workload, watch, self.grace, title)

    def stop_now(self, workload: Workload, patience: Patience) -> None:
        """As `Target.stop_now`."""
        watch = Watch(workload.spec.name, self.clock, patience)
        title = f"Failed to stop {workload.spec.name}"
        found = find_first(workload, title)
        _refuse_the_unstoppable(workload, found, title)
        amend(workload, self.clock, title, _stopped_by_operator)
        stop(workload, watch, self.grace, title)

    def resume(self, workload: Workload, record: ReplicaRecord, patience: Patience) -> Resumed:
        """As `Target.resume`. Set to 1 but with its process gone, it is started again."""
        watch = Watch(workload.spec.name, self.clock, patience)
        title = f"Failed to start {workload.spec.name}"
        found = find_first(workload, title)
        watch.check()
        if found.record.wanted and found.process is not None:
            if found.record.record is not None or not found.recorded:
                amend(workload, self.clock, title, lambda now: _running(now, found))
            return Resumed.FOUND_RUNNING
        if found.record.is_kept_down(record.by):
            return Resumed.LEFT_STOPPED
        stop(workload, watch, self.grace, title)
        if record.count == 0:
            amend(workload, self.clock, title, lambda now: replace(now, wanted=0, record=None))
            return Resumed.RESTORED
        if not self.starter.start(workload, record.by, title):
            return Resumed.LEFT_STOPPED
        return self.starter.wait_until_ready(workload, record.by, watch, title)


def _stopped(now: ServiceRecord, record: ReplicaRecord) -> ServiceRecord | None:
    return replace(now, wanted=0, record=record) if now.wanted else None


def _stopped_by_operator(now: ServiceRecord) -> ServiceRecord | None:
    """At 0 on an operator's word, whoever stopped it first; one that should be at 0 stays so."""
    if now.wanted:
        return replace(now, wanted=0, record=ReplicaRecord(now.wanted, OPERATOR))
    if now.record is None:
        return None
    return replace(now, record=replace(now.record, by=OPERATOR))


def _running(now: ServiceRecord, found: Found) -> ServiceRecord | None:
    """With the process that was found and without a stale record, unless it is another start."""
    if not now.wanted or now.spawn != found.record.spawn:
        return None
    return replace(now, record=None, process=found.record.process)


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
