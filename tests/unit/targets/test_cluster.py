"""Which Deployments a target's services are."""

from typing import Any

import pytest

from tests.unit.targets import manifests
from tests.unit.targets.one_deployment import PICKED, OneDeployment, cluster_of
from traderadmin.errors import NotFoundError
from traderadmin.targets.kubernetes.cluster import Cluster


@pytest.fixture
def cluster() -> Cluster:
    return cluster_of(OneDeployment())


def test_that_a_picked_service_is_found_though_another_is_gone(cluster: Cluster) -> None:
    assert cluster.find("scanner").name == "bot"


def test_that_none_of_those_picked_may_be_left_out(cluster: Cluster) -> None:
    with pytest.raises(NotFoundError, match="The Deployment gone of the service gone does not"):
        cluster.deployments()


def test_that_a_look_shows_the_others_and_tells_which_is_gone(cluster: Cluster) -> None:
    sight = cluster.look()
    assert [work.deployment.service for work in sight.workloads] == ["scanner"]
    assert sight.gone == PICKED[1:]
    assert cluster.last_seen("scanner") is not None
    assert cluster.last_seen("gone") is None


@pytest.mark.parametrize(
    ("metadata", "is_own"),
    [
        ({"ownerReferences": [{"kind": "ReplicaSet", "controller": True}]}, True),
        ({"labels": {"app": "bot", "pod-template-hash": "6f"}}, True),
        ({"labels": {"app": "bot"}}, False),
        ({"ownerReferences": [{"kind": "Job", "controller": True}]}, False),
        ({"ownerReferences": [{"kind": "Deployment", "controller": False}]}, False),
    ],
    ids=["own", "let go", "bare", "of a Job", "owned without a controller"],
)
def test_that_a_pod_with_the_labels_alone_is_no_pod_of_the_deployment(
    metadata: dict[str, Any], *, is_own: bool
) -> None:
    api = OneDeployment(manifests.pod("one", metadata=metadata))
    (work,) = cluster_of(api).look().workloads
    assert [pod.name for pod in work.pods] == (["one"] if is_own else [])
    assert work.strangers == (() if is_own else ("one",))
    assert cluster_of(api).pods(work.deployment) == work.pods


def test_that_one_that_has_ended_is_nobody_s_concern() -> None:
    api = OneDeployment(manifests.pod("one", status={"phase": "Succeeded"}))
    (work,) = cluster_of(api).look().workloads
    assert (work.pods, work.strangers) == ((), ())
