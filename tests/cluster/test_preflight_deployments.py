"""What preflight says of the services' Deployments on a real cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.printed import run_as_printed
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from tests.cluster.twins import TWIN, twin
from tests.cluster.untouched import only_line, refusal, titles
from tests.support.waiting import wait_until
from traderadmin.targets.kubernetes.names import PAUSE_ORDER
from traderadmin.targets.states import CheckLevel


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def test_that_a_second_orchestrator_is_warned_of(at: Scene) -> None:
    at.kubectl.scale(ORCHESTRATOR, 2)
    try:
        # A program that is still being loaded does not hear that it is to end.
        wait_until(lambda: _started(at, ORCHESTRATOR) == 2, 60, "both to start", poll=0.2)
        line = only_line(at, CheckLevel.WARNING)
        assert "orchestrator is set to 2: only one of them trades" in line.detail
    finally:
        at.kubectl.scale(ORCHESTRATOR, 1)
        wait_until(lambda: len(at.kubectl.pods(ORCHESTRATOR)) == 1, 60, "one pod", poll=0.2)


def test_that_two_deployments_of_one_service_are_refused(at: Scene) -> None:
    with twin(at):
        line = only_line(at, CheckLevel.REFUSED)
        assert line.title == "One Deployment of orchestrator"
        assert ORCHESTRATOR in line.detail
        assert TWIN in line.detail
        assert line.detail in refusal(at).message


@pytest.mark.parametrize(
    ("spoil", "title", "said"),
    [
        (
            ("annotate", "deployment", SCANNER, "--overwrite", f"{PAUSE_ORDER}=first"),
            "Pause order of scanner",
            "is 'first', which is no whole number: scanner takes part as 10.",
        ),
        (
            ("rollout", "pause", f"deployment/{SCANNER}"),
            "Rollout of scanner",
            "The rollout of the Deployment traderadmin-scanner is paused: ",
        ),
    ],
    ids=["pause order", "paused rollout"],
)
def test_that_the_printed_command_heals_a_deployment(
    at: Scene, spoil: tuple[str, ...], title: str, said: str
) -> None:
    at.kubectl.run(*spoil)
    line = only_line(at, CheckLevel.WARNING)
    assert line.title == title
    assert said in line.detail
    run_as_printed(at, line.remedy)
    wait_until(lambda: titles(at) == [], 10, "the change to be seen")


def _started(at: Scene, app: str) -> int:
    told = [pod["status"].get("containerStatuses", ()) for pod in at.kubectl.pods(app)]
    return sum(bool(container["started"]) for containers in told for container in containers)


def test_that_a_namespace_without_services_is_refused(at: Scene) -> None:
    for name in SERVICES:
        at.kubectl.run("label", "deployment", name, "app-")
    try:
        line = only_line(at, CheckLevel.REFUSED)
        assert line.title == "Services found"
        assert line.detail in refusal(at).message
    finally:
        for name in SERVICES:
            at.kubectl.run("label", "deployment", name, f"app={name}")
