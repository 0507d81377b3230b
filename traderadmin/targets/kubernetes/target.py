"""The Kubernetes adapter of the port: services as Deployments, configuration on a PVC."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from traderadmin.clock import Clock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.journal import Journal, Operation, ReplicaRecord
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.targets.identity import operating_system_user
from traderadmin.targets.kubernetes import names
from traderadmin.targets.kubernetes.changes import Changes
from traderadmin.targets.kubernetes.checks import Preflight
from traderadmin.targets.kubernetes.cluster import Cluster
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.exec import ExecTransport
from traderadmin.targets.kubernetes.explaining import last_lines
from traderadmin.targets.kubernetes.keeper.answers import Look
from traderadmin.targets.kubernetes.keeper.client import RETURN_SECONDS, KeeperClient
from traderadmin.targets.kubernetes.keeper.transport import Transport
from traderadmin.targets.kubernetes.lease import LeaseStore
from traderadmin.targets.kubernetes.lock import LeaseLock
from traderadmin.targets.kubernetes.locks import LeaseLocks
from traderadmin.targets.kubernetes.observing import Observer
from traderadmin.targets.kubernetes.pinning import PinnedApi, user_name
from traderadmin.targets.kubernetes.scaling import Scaler
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.port import ApplyLock, Patience
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import (
    Backup,
    Check,
    ConfigFile,
    HaltState,
    LockState,
    Replaced,
    Resumed,
    ServiceState,
    Snapshot,
    TargetInfo,
)

_Answer = TypeVar("_Answer")
_WORKERS = 8


class KubernetesTarget:
    """Services on a cluster. Implements `targets.port.Target`; thread-safe."""

    def __init__(self, saved: SavedTarget, clock: Clock) -> None:
        self._saved = saved
        self._clock = clock
        self._user = ""
        self._held: LeaseLock | None = None
        session = Session(Credentials(saved.kubeconfig, saved.context), clock)
        self._api = PinnedApi(session, saved)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="cluster")
        self._keeper_pod = f"{saved.keeper}-0"
        self._keeper = KeeperClient(self._start_keeper, clock=clock, returns_within=RETURN_SECONDS)
        cluster = Cluster(self._api, saved)
        self._leases = LeaseStore(self._api, saved.namespace, clock)
        self._locks = LeaseLocks(self._leases, self._keeper, clock, self._unlocked)
        self._changes = Changes(self._api, saved.namespace, clock)
        self._scaler = Scaler(cluster, self._changes, clock, self._confirm_lock, self._pool)
        self._cluster = cluster
        lines = partial(last_lines, cluster)
        self._observer = Observer(cluster, self._keeper, clock, lines, self._pool)
        self._file = Shared(self._keeper.read_config, clock)
        self._preflight = Preflight(
            saved,
            self._api,
            cluster,
            self._observer,
            self._leases,
            self._locks,
            self._keeper,
            self._file,
            self._keeper_pod,
            self._pool,
        )

    @property
    def info(self) -> TargetInfo:
        """Which target this is."""
        saved = self._saved
        return TargetInfo(
            name=saved.name,
            kind="kubernetes",
            summary=f"{saved.namespace} on Kubernetes",
            config_location=saved.config_location,
            production=saved.production,
        )

    @property
    def who(self) -> str:
        """Whom the API server takes this user for, with the system's user and host.

        Known after `connect`.
        """
        here = operating_system_user()
        return f"{self._user} ({here})" if self._user else here

    def connect(self) -> None:
        """Sign in, and make sure it is the cluster it was saved for. Raises: TraderAdminError."""
        self._api.require_meant()
        self._user = user_name(self._api)

    def give_up(self) -> None:
        """As `Target.give_up`: ends a login plugin under way."""
        self._api.give_up()

    def close(self) -> None:
        """Give up the keeper's session and all connections. Services go on."""
        self.give_up()
        self._changes.close()
        self._keeper.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._api.close()

    def read_config(self) -> ConfigFile:
        """As `Target.read_config`."""
        return self._file.new()

    def create_config(self, content: bytes) -> ConfigFile:
        """As `Target.create_config`."""
        return self._keeper.create_config(content)

    def read_schema(self) -> bytes | None:
        """As `Target.read_schema`; one chosen for this target wins over the volume's own."""
        return _read(self._saved.schema) if self._saved.schema else self._keeper.read_schema()

    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        """As `Target.replace_config`."""
        if not isinstance(lock, LeaseLock):
            message = "The lock is not one of this target."
            raise RefusedError("Configuration not saved", message)
        with suppress(TraderAdminError):  # the request itself then says what is wrong
            self._keeper.await_return()
        lock.confirm()
        return self._keeper.replace_config(content, expected=expected, fence=lock.number)

    def backups(self) -> tuple[Backup, ...]:
        """As `Target.backups`."""
        return self._keeper.backups()

    def read_backup(self, name: str) -> bytes:
        """As `Target.read_backup`."""
        return self._keeper.read_backup(name)

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """As `Target.history`."""
        return self._keeper.history(limit)

    def append_history(self, entry: HistoryEntry) -> None:
        """As `Target.append_history`."""
        self._keeper.append_history(entry)

    def lock(self, journal: Journal) -> ApplyLock:
        """As `Target.lock`."""
        self._held = self._locks.take(journal)
        return self._held

    def take_over(self) -> tuple[ApplyLock, Journal]:
        """As `Target.take_over`."""
        self._held, journal = self._locks.take_over()
        return self._held, journal

    def lock_state(self) -> LockState:
        """As `Target.lock_state`."""
        return self._locks.state()

    def preflight(self, operation: Operation = Operation.APPLY) -> tuple[Check, ...]:
        """As `Target.preflight`."""
        return self._preflight.run(operation, self._user)

    def services(self) -> tuple[ServiceState, ...]:
        """As `Target.services`."""
        return self._observer.services()

    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        """As `Target.pause`."""
        self._scaler.pause(name, record, patience)

    def stop_now(self, name: str, patience: Patience) -> None:
        """As `Target.stop_now`; works without the keeper."""
        try:
            self._scaler.stop_now(name, patience)
        finally:
            if self._held is None or self._held.has_ended:
                self._changes.close()

    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        """As `Target.resume`."""
        return self._scaler.resume(name, record, patience)

    def log_tail(self, name: str, lines: int = 500) -> tuple[str, ...]:
        """As `Target.log_tail`; of several pods one after the other, each line under its pod."""
        pods = self._cluster.pods(self._cluster.find(name))
        if len(pods) == 1:
            return self._cluster.log_tail(pods[0], lines)
        tails = self._pool.map(lambda pod: self._cluster.log_tail(pod, lines), pods)
        named = zip(pods, tails, strict=True)
        return tuple(f"{pod.name}: {line}" for pod, tail in named for line in tail)

    def halt_state(self) -> HaltState:
        """As `Target.halt_state`."""
        return self._keeper.halt_state()

    def set_halt(self, record: HaltRecord) -> None:
        """As `Target.set_halt`."""
        self._keeper.set_halt(record)

    def release_halt(self) -> None:
        """As `Target.release_halt`."""
        self._keeper.release_halt()

    def snapshot(self) -> Snapshot:
        """As `Target.snapshot`; with the keeper away, the services and the lock all the same."""
        lock = self._pool.submit(self._attempt, self._locks.state)
        look = self._pool.submit(self._attempt, self._keeper.look)
        services = self.services()
        lock_state, lock_problem = lock.result()
        seen, keeper_problem = look.result()
        seen = seen or Look(None, None, None, HaltState(known=False))
        notes = (*seen.notes, lock_problem, keeper_problem)
        return Snapshot(
            taken=self._clock.now(),
            services=services,
            lock=lock_state or LockState(held=False),
            halt=seen.halt,
            revision=seen.revision,
            notes=tuple(note for note in notes if note),
        )

    @staticmethod
    def _attempt(ask: Callable[[], _Answer]) -> tuple[_Answer | None, str]:
        """An answer, or why there is none."""
        try:
            return ask(), ""
        except TraderAdminError as error:
            return None, f"{error.message} {error.hint}".strip()

    def _unlocked(self) -> None:
        """Nothing is changed any more, so nobody waits for changes."""
        self._changes.close()

    def _confirm_lock(self) -> None:
        """Raises: LockHeldError when the apply lock was held, and is lost."""
        if self._held is not None and not self._held.has_ended:
            self._held.confirm()

    def _start_keeper(self) -> Transport:
        path = PurePosixPath(self._saved.path)
        command = (
            "python3",
            "-m",
            "traderadmin.store.keeper",
            *("--root", names.KEEPER_ROOT),
            *("--config", str(path.parent)),
            *("--state", self._saved.state_path),
            *("--file", path.name),
        )
        return ExecTransport(
            self._api, self._saved.namespace, self._keeper_pod, names.KEEPER_CONTAINER, command
        )


def _read(schema: str) -> bytes:
    path = Path(schema).expanduser()
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {wording.reason(error)}."
        raise TraderAdminError("Schema cannot be read", message, wording.hint(error)) from error
