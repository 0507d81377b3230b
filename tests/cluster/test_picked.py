"""Which Deployments and pods are meant: other names, orders, and pods that only look alike."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from tests.cluster.untouched import unwell
from tests.support.waiting import wait_until
from traderadmin.contract.history import Outcome
from traderadmin.targets.saved import PickedService
from traderadmin.targets.states import CheckLevel, ProofLevel

PICKED = (PickedService("bot", SCANNER, 10), PickedService("orchestrator", ORCHESTRATOR, 20))
EXCHANGED = (PickedService("orchestrator", SCANNER, 10), PickedService("bot", ORCHESTRATOR, 20))


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path, services=PICKED) as made:
        yield made


def test_that_a_service_is_proven_under_a_name_that_is_not_the_one_it_says(at: Scene) -> None:
    assert at.status(SCANNER)["service"] == "scanner"
    assert unwell(at.backend.preflight()) == []
    result = at.apply()
    assert (result.outcome, result.warnings) == (Outcome.DONE, ())
    states = {state.name: state for state in at.backend.snapshot().services}
    assert (states["bot"].proof, states["bot"].problem) == (ProofLevel.PROVEN, "")


@contextmanager
def looking_alike(at: Scene, image: str, app: str) -> Iterator[list[str]]:
    """A bare pod and a Job whose pods have a service's labels; the names of both pods."""
    at.kubectl.apply(pod_and_job(image, app))
    try:
        wait_until(lambda: len(at.kubectl.pods(app)) == 3, 30, "both to be made", poll=0.2)
        names = (pod["metadata"]["name"] for pod in at.kubectl.pods(app))
        yield sorted(name for name in names if name.startswith("alike"))
    finally:
        at.kubectl.run("delete", "pod/alike", "job/alike", "--cascade=foreground")
        wait_until(lambda: len(at.kubectl.pods(app)) <= 1, 60, "both to go", poll=0.2)


def pod_and_job(image: str, app: str) -> str:
    metadata = {"name": "alike", "labels": {"app": app}}
    restricted = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    container = {
        "name": "main",
        "image": image,
        "command": ["sleep", "3600"],
        "securityContext": restricted,
    }
    spec = {
        "containers": [container],
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "terminationGracePeriodSeconds": 1,
        "restartPolicy": "Never",
    }
    template = {"metadata": {"labels": metadata["labels"]}, "spec": spec}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "alike"},
        "spec": {"template": template},
    }
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [pod, job]})


def test_that_pods_that_only_have_the_labels_are_told_of_and_not_waited_for(
    cluster: Cluster, at: Scene
) -> None:
    with looking_alike(at, cluster.image, SCANNER) as alike:
        result = at.apply()
        assert result.outcome is Outcome.DONE
        (warning,) = result.warnings
        assert f"The pods {alike[0]}, {alike[1]} have the labels of the Deployment" in warning
        states = {state.name: state for state in at.backend.snapshot().services}
        assert len(states["bot"].instances) == 1
        assert warning.endswith(states["bot"].problem)
        assert len(at.kubectl.pods(SCANNER)) == 3


def test_that_an_orchestrator_whose_double_still_runs_is_not_said_to_be_stopped(
    cluster: Cluster, at: Scene
) -> None:
    with looking_alike(at, cluster.image, ORCHESTRATOR) as alike:
        done = at.backend.stop_orchestrator("odd prices")
        assert not done.gone
        assert f"the pods {alike[0]}, {alike[1]} have the labels of the Deployment" in done.text
        assert done.text.endswith("does not stop them. End what is left, or what made it.")
        assert at.counts() == {ORCHESTRATOR: 0, SCANNER: 1}
        assert len(at.kubectl.pods(ORCHESTRATOR)) == 2
        states = {state.name: state for state in at.backend.snapshot().services}
        assert alike[0] in states["orchestrator"].problem
    assert at.backend.stop_orchestrator("odd prices").gone
    at.backend.resume_trading_services()


def test_that_an_orchestrator_under_another_name_is_warned_of_before_it_is_stopped(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with scene(cluster, trading, tmp_path, services=EXCHANGED) as at:
        lines = unwell(at.backend.preflight())
        assert [line.level for line in lines] == [CheckLevel.WARNING] * 2
        scanner, orchestrator = (line.detail for line in lines)
        assert scanner.startswith("orchestrator says on /status that it is 'scanner'")
        assert orchestrator.startswith("bot says on /status that it is 'orchestrator'")
