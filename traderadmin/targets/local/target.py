"""The local adapter of the port: services as processes, configuration in a folder."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from traderadmin.clock import Clock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.journal import Journal, Operation, ReplicaRecord
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.directory import ConfigDirectory, StoredFile
from traderadmin.store.halt import HaltFile
from traderadmin.targets.local import logs
from traderadmin.targets.local.checks import folder_checks, service_checks
from traderadmin.targets.local.lock import ApplyLocks, LocalApplyLock
from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.processes import Processes
from traderadmin.targets.local.record import RecordFile
from traderadmin.targets.local.scaling import Scaler
from traderadmin.targets.local.specs import DEFAULT_SPECS, ServiceSpec
from traderadmin.targets.local.starting import Starter, reserve_port
from traderadmin.targets.local.workload import Workload
from traderadmin.targets.port import ApplyLock, Patience
from traderadmin.targets.states import (
    Backup,
    Check,
    CheckLevel,
    ConfigFile,
    HaltState,
    LockState,
    Replaced,
    Resumed,
    ServiceState,
    Snapshot,
    TargetInfo,
)

_Found = TypeVar("_Found")

GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""


class LocalTarget:
    """Services that run on this machine. Implements `targets.port.Target`; thread-safe."""

    def __init__(
        self,
        paths: LocalPaths,
        clock: Clock,
        specs: tuple[ServiceSpec, ...] = DEFAULT_SPECS,
        grace: float = GRACE,
    ) -> None:
        self._paths = paths
        self._clock = clock
        self._directory = ConfigDirectory(paths.config, clock)
        self._halt = HaltFile(paths.state)
        self._locks = ApplyLocks(paths.config, self._directory, clock)
        processes = Processes()
        peer = RecordFile(paths.service(ORCHESTRATOR))
        self._workloads = {
            spec.name: Workload(spec, paths, clock, processes, peer)
            for spec in sorted(specs, key=lambda spec: spec.order)
        }
        starter = Starter(paths, clock, self._orchestrator_port)
        self._scaler = Scaler(starter, clock, grace)

    @property
    def info(self) -> TargetInfo:
        """Which target this is."""
        return TargetInfo(
            name="This machine",
            kind="local",
            summary="local",
            config_location=str(self._directory.path),
        )

    def connect(self) -> None:
        """Make the folders, private to this user where they are new. Raises: TraderAdminError."""
        title = "This machine cannot run services"
        if sys.platform == "win32":
            message = "The local target needs Linux or macOS: it relies on POSIX processes."
            raise TraderAdminError(title, message, "Use a Kubernetes target instead.")
        folders = [self._paths.config, self._paths.state, self._paths.logs, self._paths.services]
        for folder in [*folders, *(work.folder for work in self._workloads.values())]:
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                message = f"The folder {folder} cannot be made: {wording.reason(error)}."
                raise TraderAdminError(title, message, wording.hint(error)) from error

    def give_up(self) -> None:
        """Nobody signs in here."""

    def close(self) -> None:
        """Nothing is kept open. Services go on."""

    def read_config(self) -> ConfigFile:
        """As `Target.read_config`."""
        return _config_file(self._directory.read())

    def create_config(self, content: bytes) -> ConfigFile:
        """As `Target.create_config`."""
        return _config_file(self._directory.create(content))

    def read_schema(self) -> bytes | None:
        """As `Target.read_schema`."""
        return self._directory.read_schema()

    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        """As `Target.replace_config`."""
        if not isinstance(lock, LocalApplyLock):
            message = "The lock is not one of this target."
            raise RefusedError("Configuration not saved", message)
        lock.confirm()
        written = self._directory.replace(content, expected=expected, fence=lock.number)
        return Replaced(written.revision, written.backup, written.when)

    def backups(self) -> tuple[Backup, ...]:
        """As `Target.backups`."""
        return tuple(Backup(file.name, file.made, file.size) for file in self._directory.backups())

    def read_backup(self, name: str) -> bytes:
        """As `Target.read_backup`."""
        return self._directory.read_backup(name)

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """As `Target.history`."""
        return self._directory.history(limit)

    def append_history(self, entry: HistoryEntry) -> None:
        """As `Target.append_history`."""
        self._directory.append_history(entry)

    def lock(self, journal: Journal) -> ApplyLock:
        """As `Target.lock`."""
        return self._locks.take(journal)

    def take_over(self) -> tuple[ApplyLock, Journal]:
        """As `Target.take_over`."""
        return self._locks.take_over()

    def lock_state(self) -> LockState:
        """As `Target.lock_state`."""
        return self._locks.state()

    def preflight(self, operation: Operation = Operation.APPLY) -> tuple[Check, ...]:
        """As `Target.preflight`."""
        checks = list(folder_checks(self._paths, self._directory, operation))
        states = self._for_each(lambda work: (work, work.state()))
        for work, state in states:
            checks.extend(service_checks(work, state, self._paths, operation))
        checks.append(self._journal_check())
        return tuple(checks)

    def services(self) -> tuple[ServiceState, ...]:
        """As `Target.services`."""
        return self._for_each(Workload.state)

    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        """As `Target.pause`."""
        self._scaler.pause(self._workload(name), record, patience)

    def stop_now(self, name: str, patience: Patience) -> None:
        """As `Target.stop_now`."""
        self._scaler.stop_now(self._workload(name), patience)

    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        """As `Target.resume`."""
        return self._scaler.resume(self._workload(name), record, patience)

    def log_tail(self, name: str, lines: int = 500) -> tuple[str, ...]:
        """As `Target.log_tail`."""
        path = self._paths.log(self._workload(name).spec.name)
        try:
            return logs.tail(path, lines)
        except OSError as error:
            message = f"{path} cannot be read: {wording.reason(error)}."
            raise TraderAdminError("Log cannot be read", message, wording.hint(error)) from error

    def halt_state(self) -> HaltState:
        """As `Target.halt_state`."""
        halt = self._halt.read()
        return HaltState(halt.record, halt.unreadable)

    def set_halt(self, record: HaltRecord) -> None:
        """As `Target.set_halt`."""
        self._halt.write(record)

    def release_halt(self) -> None:
        """As `Target.release_halt`."""
        self._halt.remove()

    def snapshot(self) -> Snapshot:
        """As `Target.snapshot`."""
        look = self._locks.look()
        revision, problem = self._revision()
        return Snapshot(
            taken=self._clock.now(),
            services=self.services(),
            lock=look.state,
            halt=self.halt_state(),
            revision=revision,
            notes=tuple(note for note in (look.note, problem) if note),
        )

    def _workload(self, name: str) -> Workload:
        try:
            return self._workloads[name]
        except KeyError as error:
            message = f"There is no service {name!r} on this machine."
            raise NotFoundError("No such service", message) from error

    def _for_each(self, look: Callable[[Workload], _Found]) -> tuple[_Found, ...]:
        """`look` at all services at once, so that a silent one delays no other; in pause order."""
        works = tuple(self._workloads.values())
        if len(works) < 2:  # noqa: PLR2004 - nothing to do at once
            return tuple(look(work) for work in works)
        with ThreadPoolExecutor(len(works), thread_name_prefix="look") as pool:
            return tuple(pool.map(look, works))

    def _revision(self) -> tuple[str | None, str]:
        """The file's revision, and why it cannot be told, if so."""
        try:
            return self._directory.read().revision, ""
        except NotFoundError:
            return None, ""
        except TraderAdminError as error:
            return None, error.message

    def _orchestrator_port(self, name: str) -> int | None:
        """The port the service `name` is to post to; None for the orchestrator itself."""
        orchestrator = self._workloads.get(ORCHESTRATOR)
        if orchestrator is None or name == ORCHESTRATOR:
            return None
        return reserve_port(orchestrator, self._clock)

    def _journal_check(self) -> Check:
        title = "Journal can be read"
        try:
            problem = self._locks.look().problem
        except TraderAdminError as error:
            return Check(title, CheckLevel.REFUSED, error.message, error.hint)
        if problem:
            return Check(title, CheckLevel.REFUSED, problem.message, problem.hint)
        return Check(title, CheckLevel.OK)


def _config_file(file: StoredFile) -> ConfigFile:
    return ConfigFile(file.content, file.revision, file.modified)
