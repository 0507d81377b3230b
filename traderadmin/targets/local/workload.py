"""One service as it is on this machine: its folder, its record, its process, what it answers."""

from dataclasses import dataclass, replace
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.store.locking import is_locked
from traderadmin.targets.local import logs
from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.probe import Answer, ask
from traderadmin.targets.local.processes import Processes, ProcessId, same_boot
from traderadmin.targets.local.record import RUN_LOCK_FILE, RecordFile, ServiceRecord
from traderadmin.targets.local.specs import ServiceSpec
from traderadmin.targets.states import Instance, Phase, ProofLevel, ServiceState

_LAST_LINES = 20
_LONG_SILENT = 30.0


@dataclass(frozen=True, slots=True)
class Found:
    """The record together with what is really there.

    Attributes:
        process: the service's own process, alive; None when there is none.
        left: everything of it that is alive, `process` too.
        starting: somebody is just starting it: intended, no process to be seen yet.
        recorded: whether the process stands in the record on disk, too.
    """

    record: ServiceRecord
    process: ProcessId | None
    left: tuple[ProcessId, ...]
    starting: bool = False
    recorded: bool = True


class Workload:
    """A service's durable record and its process. Reading disturbs nothing.

    `peer` is the record of the orchestrator, for a service that posts to it.
    """

    def __init__(
        self,
        spec: ServiceSpec,
        paths: LocalPaths,
        clock: Clock,
        processes: Processes,
        peer: RecordFile | None = None,
    ) -> None:
        self.spec = spec
        self.folder = paths.service(spec.name)
        self.file = RecordFile(self.folder)
        self.processes = processes
        self._paths = paths
        self._clock = clock
        self._peer = peer

    @property
    def run_lock(self) -> Path:
        """Locked as long as any process lives that inherited it at the service's start."""
        return self.folder / RUN_LOCK_FILE

    def find(self) -> Found:
        """The record and what is alive of it. Raises: TraderAdminError; OSError."""
        record = self.file.read()
        if record.process is None:
            return self._find_unrecorded(record)
        left = self.processes.left_of(record.process, record.spawn)
        if not left and is_locked(self.run_lock):
            # It ended, but something that inherited its lock went on in a session of its own.
            stray = self.processes.find(record.spawn)
            left = () if stray is None else (stray,)
        return Found(record, record.process if record.process in left else None, left)

    def state(self) -> ServiceState:
        """The service as it is now, with its answer. Never raises for what it finds."""
        try:
            found = self.find()
        except TraderAdminError as error:
            return self._unknown(f"{error.message} {error.hint}")
        except OSError as error:
            return self._unknown(f"Its lock {self.run_lock} cannot be read: {error.strerror}.")
        return self.describe(found, self._answer(found))

    def describe(self, found: Found, answer: Answer | None) -> ServiceState:
        """What a record, its processes and an answer amount to."""
        record = found.record
        state = ServiceState(
            name=self.spec.name,
            identity=str(self.folder),
            order=self.spec.order,
            phase=Phase.STOPPED,
            wanted=record.wanted,
            ready=0,
            record=record.record if record.wanted == 0 else None,
            proof=_proof(answer),
            instances=tuple(self._instance(found, process, answer) for process in found.left),
        )
        if record.wanted == 0:
            something_left = found.left or found.starting
            return replace(state, phase=Phase.STOPPING if something_left else Phase.STOPPED)
        if found.starting:
            return replace(state, phase=Phase.STARTING, problem="It is being started.")
        if found.process is None:
            return self._failed(state, found)
        if answer is None:
            return replace(state, phase=Phase.STARTING)
        problem = answer.problem or self._lost_peer(record)
        phase = self._phase(record, answer)
        return replace(state, phase=phase, ready=int(answer.ready), problem=problem)

    def last_lines(self, record: ServiceRecord) -> tuple[str, ...]:
        """The last lines it logged since its last start."""
        log = self._paths.log(self.spec.name)
        return logs.tail_since(log, record.log_offset, _LAST_LINES)

    def ending(self, record: ServiceRecord) -> str:
        """How its process ended, in a sentence."""
        process = record.process
        if process is None:
            return "It was to be started, but has no process."
        if not same_boot(process):
            return f"Its process {process.pid} is gone: the machine was restarted since."
        code = self.processes.exit_code(process)
        if code is None:
            return f"Its process {process.pid} is gone."
        if code < 0:
            return f"Its process {process.pid} was ended by signal {-code}."
        return f"Its process {process.pid} ended with exit code {code}."

    def _find_unrecorded(self, record: ServiceRecord) -> Found:
        """Whoever starts it has not recorded the process yet, or died before it could."""
        if not record.spawn or not is_locked(self.run_lock):
            return Found(record, None, ())
        process = self.processes.find(record.spawn)
        if process is None:
            return Found(record, None, (), starting=True)
        return Found(replace(record, process=process), process, (process,), recorded=False)

    def _answer(self, found: Found) -> Answer | None:
        port = found.record.port
        if found.record.wanted == 0 or found.process is None or port is None:
            return None
        return ask(self.spec.name, port, self._clock)

    def _phase(self, record: ServiceRecord, answer: Answer) -> Phase:
        """What a living process's answer makes of it: one long silent has failed."""
        if answer.ready:
            return Phase.RUNNING
        age = self._clock.now() - (record.started or self._clock.now())
        long_silent = answer.silent and age.total_seconds() > _LONG_SILENT
        return Phase.FAILED if long_silent else Phase.STARTING

    def _lost_peer(self, record: ServiceRecord) -> str:
        """Whether the orchestrator moved to another port since this service was told of one."""
        if record.posts_to is None or self._peer is None:
            return ""
        try:
            port = self._peer.read().port
        except TraderAdminError:
            return ""  # the orchestrator's own state says so
        if port in {None, record.posts_to}:
            return ""
        return (
            f"It posts to port {record.posts_to}, but the orchestrator has port {port} now. "
            f"Stop and start {self.spec.name}."
        )

    def _failed(self, state: ServiceState, found: Found) -> ServiceState:
        problem = self.ending(found.record)
        if found.left:
            pids = ", ".join(str(process.pid) for process in found.left)
            problem += f" It left processes behind: {pids}."
        lines = self.last_lines(found.record)
        return replace(state, phase=Phase.FAILED, problem=problem, last_log=lines)

    def _instance(self, found: Found, process: ProcessId, answer: Answer | None) -> Instance:
        started = found.record.started or self._clock.now()
        if process != found.process or answer is None:
            return Instance(str(process), f"process {process.pid}", started, ready=False)
        return Instance(
            identity=str(process),
            label=f"process {process.pid}",
            started=started,
            ready=answer.ready,
            status=answer.status,
            asked=answer.asked,
            sent=answer.sent,
            port=found.record.port,
        )

    def _unknown(self, problem: str) -> ServiceState:
        return ServiceState(
            name=self.spec.name,
            identity=str(self.folder),
            order=self.spec.order,
            phase=Phase.UNKNOWN,
            wanted=0,
            ready=0,
            problem=problem,
        )


def _proof(answer: Answer | None) -> ProofLevel | None:
    if answer is None or answer.offers_status is None:
        return None
    return ProofLevel.PROVEN if answer.offers_status else ProofLevel.RESTARTED
