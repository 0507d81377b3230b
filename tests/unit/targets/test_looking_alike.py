"""Pods that have the labels of a Deployment without being of it: what is said of them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.unit.targets import manifests
from tests.unit.targets.one_deployment import OneDeployment, cluster_of
from traderadmin.clock import SystemClock
from traderadmin.errors import DeadlinePassedError
from traderadmin.targets.kubernetes.changes import Changes
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.describing import describe
from traderadmin.targets.kubernetes.objects import deployment_from, pod_from
from traderadmin.targets.kubernetes.scaling import Scaler
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Phase

ALIKE = (
    "The pod alike has the labels of the Deployment bot without being of it: "
    "stopping scanner does not stop it."
)
BARE = manifests.pod("alike")
ENDING = manifests.pod(metadata={"deletionTimestamp": "x"})


@pytest.mark.parametrize(
    ("replicas", "pods", "phase", "told"),
    [
        (1, [manifests.pod()], Phase.RUNNING, ALIKE),
        (0, [], Phase.STOPPED, ALIKE),
        (
            0,
            [ENDING],
            Phase.STOPPING,
            f"scanner-1 is told to end and still there (grace period 0 s). {ALIKE}",
        ),
        (1, [manifests.pod(ready=False)], Phase.STARTING, ""),  # it is not why it does not start
    ],
    ids=["running", "stopped", "stopping", "starting"],
)
def test_that_a_service_tells_of_pods_that_outlive_it(
    replicas: int, pods: list[Any], phase: Phase, told: str
) -> None:
    deployment = deployment_from(
        manifests.deployment("bot", spec={"replicas": replicas}), "scanner"
    )
    state = describe(Workload(deployment, tuple(map(pod_from, pods)), ("alike",)))
    assert (state.phase, state.problem) == (phase, told)


def test_that_a_service_whose_double_may_still_run_is_not_said_to_be_stopped() -> None:
    api, clock = OneDeployment(BARE), SystemClock()
    changes = Changes(api.as_api(), "trading", clock)
    told: list[str] = []
    patience = Patience(20.0, observe=lambda state: told.append(state.problem))
    try:
        with ThreadPoolExecutor(1) as pool:
            scaler = Scaler(cluster_of(api), changes, clock, lambda: None, pool)
            with pytest.raises(DeadlinePassedError) as left:
                scaler.stop_now("scanner", patience)
    finally:
        changes.close()
    assert (left.value.message, left.value.hint) == (ALIKE, "End what is left, or what made it.")
    assert api.replicas == 0
    assert told == [ALIKE]
