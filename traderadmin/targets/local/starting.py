"""Starting a service so that it runs once, whatever dies on the way, and waiting until it is ready.

The intent (with a fresh spawn id) is stored before the start, the process after it. The run lock
is inherited by the process: as long as that lives no second start gets the lock, even if nobody
lived to record the first.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from traderadmin.clock import Clock
from traderadmin.errors import DeadlinePassedError, RefusedError, UnconfirmedError
from traderadmin.store import wording
from traderadmin.store.locking import FileLock
from traderadmin.targets.local import spawn
from traderadmin.targets.local.kernel import holders_of
from traderadmin.targets.local.logs import open_log
from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.record import ServiceRecord
from traderadmin.targets.local.storing import amend, find_first
from traderadmin.targets.local.workload import Workload
from traderadmin.targets.states import Phase, Resumed, ServiceState
from traderadmin.targets.watching import Watch

_LOCK_SECONDS = 1.0
_HOPELESS_SECONDS = 3.0
"""How long a service may refuse its configuration before waiting on is pointless."""
_SHOWN_LINES = 5


@dataclass(frozen=True, slots=True)
class Starter:
    """Starts services.

    Attributes:
        orchestrator_port: the port that the named service is to post to; None if to none.
    """

    paths: LocalPaths
    clock: Clock
    orchestrator_port: Callable[[str], int | None]

    def start(self, workload: Workload, by: str, title: str) -> bool:
        """Store the intent, start the process, store which process it is.

        Returns: False when an operator's word keeps it at 0, and `by` is none.

        Raises: RefusedError (everything as before), UnconfirmedError.
        """
        before = find_first(workload, title).record
        with self._prepared(workload, before, title) as plan:
            intent = ServiceRecord(
                wanted=1,
                record=None,
                spawn=plan.spawn,
                port=spawn.port_of(plan.listening),
                started=self.clock.now(),
                log_offset=os.fstat(plan.log.fileno()).st_size,
                posts_to=plan.orchestrator,
            )
            stored = amend(
                workload, self.clock, title, lambda now: None if now.is_kept_down(by) else intent
            )
            if stored.is_kept_down(by):
                return False
            try:
                pid = spawn.start(plan)
            except OSError as error:
                self._store_or_doubt(
                    workload,
                    lambda now: before if now == intent else None,
                    title,
                    "It was not started.",
                )
                program = plan.spec.command[0]
                message = f"{program} could not be started: {wording.reason(error)}."
                raise RefusedError(title, message, "Check the installation.") from error
        process = workload.processes.identify(pid)
        self._store_or_doubt(
            workload,
            lambda now: replace(now, process=process) if now.spawn == intent.spawn else None,
            title,
            f"It runs as process {pid}.",
        )
        return True

    def wait_until_ready(self, workload: Workload, by: str, watch: Watch, title: str) -> Resumed:
        """Return when the service is ready, or when an operator stopped it and `by` is none.

        Raises: DeadlinePassedError that says why it is not, CancelledError.
        """
        refused_since: float | None = None
        watch.tell(workload.describe(find_first(workload, title), None))
        while True:
            state = workload.state()
            watch.tell(state)
            if state.ready:
                return Resumed.RESTORED
            if state.is_kept_down(by):
                return Resumed.LEFT_STOPPED
            if not _refuses_its_configuration(state):
                refused_since = None
            elif refused_since is None:
                refused_since = watch.elapsed
            hopeless = (
                refused_since is not None and watch.elapsed - refused_since > _HOPELESS_SECONDS
            )
            if hopeless or _has_ended(state):
                raise DeadlinePassedError(title, _why(state), "See its log.")
            if watch.is_over:
                message = f"It is not ready after {watch.seconds:g} s. {_why(state)}".rstrip()
                raise DeadlinePassedError(title, message, "See its log.")
            watch.rest()

    def _store_or_doubt(
        self,
        workload: Workload,
        change: Callable[[ServiceRecord], ServiceRecord | None],
        title: str,
        fact: str,
    ) -> None:
        """Store what follows a stored intent: failing to is no refusal any more.

        Raises: UnconfirmedError.
        """
        try:
            amend(workload, self.clock, title, change)
        except RefusedError as error:
            message = f"{fact} That could not be recorded in {workload.file.path}."
            raise UnconfirmedError(title, message, error.hint) from error

    @contextmanager
    def _prepared(
        self, workload: Workload, before: ServiceRecord, title: str
    ) -> Iterator[spawn.Plan]:
        """Everything a start needs, opened, and closed on our side at the end.

        Raises: RefusedError.
        """
        lock = FileLock(workload.run_lock)
        try:
            free = lock.acquire(self.clock, _LOCK_SECONDS)
        except OSError as error:
            raise _not_ready(title, error) from error
        if not free:
            pids = ", ".join(str(pid) for pid in holders_of(workload.run_lock.resolve()))
            which = f" (process {pids})" if pids else ""
            message = f"Something of an earlier start of {workload.spec.name} still runs{which}."
            raise RefusedError(title, message, "End it, then try again.")
        try:
            plan = self._plan(workload, before, lock)
        except OSError as error:
            lock.release()
            raise _not_ready(title, error) from error
        try:
            yield plan
        finally:
            plan.listening.close()
            plan.log.close()
            lock.release()

    def _plan(self, workload: Workload, before: ServiceRecord, lock: FileLock) -> spawn.Plan:
        name = workload.spec.name
        spawn.token_file(self.paths.state)
        orchestrator = self.orchestrator_port(name)
        log = open_log(self.paths.log(name))
        try:
            listening = spawn.listen(before.port)
        except OSError:
            log.close()
            raise
        return spawn.Plan(
            spec=workload.spec,
            paths=self.paths,
            spawn=os.urandom(16).hex(),
            log=log,
            listening=listening,
            lock=lock.descriptor,
            orchestrator=orchestrator,
        )


def reserve_port(workload: Workload, clock: Clock) -> int:
    """The port a service has or will prefer; stored if it had none. Raises: TraderAdminError."""
    title = f"No port for {workload.spec.name}"
    record = find_first(workload, title).record
    if record.port is not None:
        return record.port
    free = spawn.free_port()
    record = amend(workload, clock, title, lambda now: replace(now, port=now.port or free))
    return record.port or free


def _not_ready(title: str, error: OSError) -> RefusedError:
    where = f" ({error.filename})" if error.filename else ""
    message = f"What its start needs could not be opened: {wording.reason(error)}{where}."
    return RefusedError(title, message, wording.hint(error))


def _refuses_its_configuration(state: ServiceState) -> bool:
    return any(
        instance.status is not None and instance.status.config_error is not None
        for instance in state.instances
    )


def _has_ended(state: ServiceState) -> bool:
    return state.wanted == 0 or (state.phase is Phase.FAILED and not state.instances)


def _why(state: ServiceState) -> str:
    if state.wanted == 0:
        return "Somebody else stopped it meanwhile."
    lines = state.last_log[-_SHOWN_LINES:]
    return f"{state.problem} Its log ends with: {' / '.join(lines)}" if lines else state.problem
