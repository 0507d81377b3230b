"""TraderAdmin's own share of an apply: services that stop and start at once, every call kept."""

import statistics
import threading
from dataclasses import replace

from typing_extensions import override

from benchmarks.figures import Figure
from tests.cluster.scene import Scene
from traderadmin.clock import Clock, SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.contract.revision import revision_of
from traderadmin.targets.kubernetes import patches, resources
from traderadmin.targets.kubernetes.api import Json
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.describing import describe
from traderadmin.targets.kubernetes.objects import Deployment
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.port import ApplyLock, Patience
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import Instance, Replaced, Resumed, ServiceState

clock = SystemClock()
AIM = 150.0
_EACH = 3
"""Applies for each pair: they are short, and single ones differ by half."""


class InstantCluster(KubernetesTarget):
    """A target whose services stop and start at once, and take a new file at once.

    Each call to the API server and to the keeper is made as always; only the two patches of a
    Deployment are dry runs, so that no pod is waited for, and what is read of a service is made
    to fit what was asked for last.
    """

    def __init__(self, saved: SavedTarget, clock: Clock) -> None:
        super().__init__(saved, clock)
        self.stopped: frozenset[str] = frozenset()
        self.revision = ""

    @override
    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        deployment = self._known(name)
        self._try(deployment, patches.stop(deployment, record))
        self._cluster.pods(deployment)
        self.stopped |= {name}

    @override
    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        deployment = self._known(name)
        self._try(deployment, patches.start(deployment, record.count))
        patience.observe(describe(Workload(replace(deployment, replicas=record.count), ())))
        self._cluster.workload(deployment, self._pool)
        self.stopped -= {name}
        return Resumed.RESTORED

    @override
    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        self.revision = revision_of(content)
        return super().replace_config(content, expected=expected, lock=lock)

    @override
    def services(self) -> tuple[ServiceState, ...]:
        if not self.stopped:
            return tuple(self._up_to_date(state) for state in super().services())
        return tuple(
            describe(Workload(replace(work.deployment, replicas=0), ()))
            for work in self._cluster.look().workloads
        )

    def _known(self, name: str) -> Deployment:
        return self._cluster.last_seen(name) or self._cluster.find(name)

    def _try(self, deployment: Deployment, patch: Json) -> None:
        self._confirm_lock()
        path = resources.deployment(self._saved.namespace, deployment.name)
        self._api.patch(path, patches.trial(patch), dry_run=True)

    def _up_to_date(self, state: ServiceState) -> ServiceState:
        return replace(state, instances=tuple(self._running(each) for each in state.instances))

    def _running(self, instance: Instance) -> Instance:
        if instance.status is None or not self.revision:
            return instance
        return replace(instance, status=replace(instance.status, config_revision=self.revision))


def _until_the_next_second() -> None:
    """Backups are named by the second: one made in the same second as the last would wait."""
    clock.wait(threading.Event(), 1 - clock.now().microsecond / 1e6)


def measure(place: Scene, pairs: int) -> list[Figure]:
    """Applies whose services take no time."""
    mine = Scene(place.kubectl, place.saved, InstantCluster(place.saved, clock))
    mine.backend.connect()
    samples = []
    try:
        for _ in range(_EACH * pairs + 1):
            content = mine.changed_content()
            _until_the_next_second()
            started = clock.monotonic()
            result = mine.apply(content)
            samples.append((clock.monotonic() - started) * 1000)
            assert result.outcome is Outcome.DONE, result.headline
    finally:
        mine.backend.close()
    counted = tuple(samples[1:])
    return [
        Figure(
            "our own share of an apply",
            "ms",
            statistics.median(counted),
            aim=AIM,
            samples=counted,
        )
    ]
