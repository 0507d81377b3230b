"""TraderAdmin's own share of an apply: services that stop and start at once, every call kept."""

import statistics
import threading
from dataclasses import replace

from typing_extensions import override

from benchmarks.figures import Figure
from tests.cluster.scene import Scene
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.targets.kubernetes import patches, resources
from traderadmin.targets.kubernetes.api import Json
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.describing import describe
from traderadmin.targets.kubernetes.objects import Deployment
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Instance, Phase, Resumed, ServiceState

clock = SystemClock()
AIM = 150.0


class InstantCluster(KubernetesTarget):
    """A target whose services stop and start at once, and take a new file at once.

    Each call to the API server and to the keeper is made as always; only the two patches of a
    Deployment are dry runs, so that no pod is waited for.
    """

    stopped: frozenset[str] = frozenset()

    @override
    def pause(self, name: str, record: ReplicaRecord, patience: Patience) -> None:
        deployment = self._cluster.last_seen(name) or self._cluster.find(name)
        self._tried(deployment, patches.stop(deployment, record))
        self.stopped |= {name}

    @override
    def resume(self, name: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        deployment = self._cluster.last_seen(name) or self._cluster.find(name)
        self._tried(deployment, patches.start(deployment, record.count))
        self.stopped -= {name}
        patience.observe(describe(Workload(replace(deployment, replicas=record.count), ())))
        return Resumed.RESTORED

    @override
    def services(self) -> tuple[ServiceState, ...]:
        revision = self._keeper.look().revision or ""
        return tuple(self._seen(state, revision) for state in self._observer.services())

    def _tried(self, deployment: Deployment, patch: Json) -> None:
        """The write, and the look at what is left, as the real ones make them."""
        self._confirm_lock()
        path = resources.deployment(self._saved.namespace, deployment.name)
        self._api.patch(path, patches.trial(patch), dry_run=True)
        self._cluster.workload(deployment, self._pool)

    def _seen(self, state: ServiceState, revision: str) -> ServiceState:
        if state.name in self.stopped:
            return replace(state, wanted=0, ready=0, phase=Phase.STOPPED, instances=())
        return replace(state, instances=tuple(_with(i, revision) for i in state.instances))


def _with(instance: Instance, revision: str) -> Instance:
    if instance.status is None or not revision:
        return instance
    return replace(instance, status=replace(instance.status, config_revision=revision))


def _until_the_next_second() -> None:
    """Backups are named by the second: one made in the same second as the last would wait."""
    clock.wait(threading.Event(), 1 - clock.now().microsecond / 1e6)


def measure(place: Scene, pairs: int) -> list[Figure]:
    """Applies whose services take no time."""
    mine = Scene(place.kubectl, place.saved, InstantCluster(place.saved, clock))
    mine.backend.connect()
    samples = []
    try:
        for _ in range(pairs + 1):
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
