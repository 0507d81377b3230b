"""What the Services tab shows of a real cluster, and that looking again and again costs nothing."""

import gc
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from tests.cluster.seen import CONFIG
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract.revision import revision_of
from traderadmin.targets.states import Phase, ServiceState

SECONDS = 60.0
BROKEN = b"[trading_schedule\nenabled = true\n"
REFRESHES = 100
SLACK = 64 * 1024
"""Bytes. Were what each look reads of the pods kept, it would be hundreds of KiB."""


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def service(at: Scene, name: str = "scanner") -> ServiceState:
    (found,) = (state for state in at.backend.snapshot().services if state.name == name)
    return found


@pytest.fixture
def three(at: Scene) -> Iterator[Scene]:
    """With three scanners."""
    at.kubectl.scale(SCANNER, 3)
    at.kubectl.wait_ready(SCANNER)
    yield at
    at.kubectl.scale(SCANNER, 1)
    wait_until(lambda: len(at.kubectl.pods(SCANNER)) == 1, SECONDS, "two to go", poll=0.2)


def test_that_each_of_three_pods_is_shown(three: Scene) -> None:
    state = service(three)
    assert (state.phase, state.ready, state.wanted) == (Phase.RUNNING, 3, 3)
    pods = {pod["metadata"]["name"]: pod for pod in three.kubectl.pods(SCANNER)}
    assert {instance.label for instance in state.instances} == set(pods)
    now = SystemClock().now()
    for instance in state.instances:
        assert (instance.phase, instance.ready, instance.restarts) == ("Running", True, 0)
        assert instance.identity == pods[instance.label]["metadata"]["uid"]
        assert timedelta(0) < now - instance.started + timedelta(seconds=1) < timedelta(minutes=10)
        assert instance.status is not None
        assert instance.status.config_revision == revision_of(three.config())


def test_that_the_log_of_several_pods_names_the_pod_of_each_line(three: Scene) -> None:
    names = [pod["metadata"]["name"] for pod in three.kubectl.pods(SCANNER)]
    lines = three.backend.log_tail("scanner", 5)
    assert {line.partition(": ")[0] for line in lines} == set(names)
    assert all(sum(line.startswith(f"{name}: ") for line in lines) <= 5 for name in names)


def test_that_the_log_of_one_pod_is_as_kubectl_shows_it(at: Scene) -> None:
    (pod,) = at.kubectl.pods(ORCHESTRATOR)
    shown = at.kubectl.run("logs", pod["metadata"]["name"], "--tail=500").splitlines()
    assert list(at.backend.log_tail("orchestrator", 500))[: len(shown)] == shown
    assert len(at.backend.log_tail("orchestrator", 2)) == 2


def test_that_of_a_pod_with_a_sidecar_the_first_log_is_shown(at: Scene) -> None:
    template = at.kubectl.get("deployment", SCANNER)["spec"]["template"]["spec"]
    (main,) = template["containers"]
    kept = {key: main[key] for key in ("image", "imagePullPolicy", "securityContext")}
    talk = ["sh", "-c", "echo nobody wants to read this; sleep 3600"]
    sidecar = {"name": "sidecar", "command": talk, **kept}
    path = "/spec/template/spec/containers"
    grace = {
        "op": "replace",
        "path": "/spec/template/spec/terminationGracePeriodSeconds",
        "value": 1,
    }
    patch(at, {"op": "add", "path": f"{path}/-", "value": sidecar}, grace)
    try:
        at.kubectl.wait_ready(SCANNER)
        (pod,) = at.kubectl.pods(SCANNER)
        shown = at.kubectl.run("logs", pod["metadata"]["name"], "--container=scanner").splitlines()
        assert list(at.backend.log_tail("scanner"))[: len(shown)] == shown
    finally:
        before = {**grace, "value": template["terminationGracePeriodSeconds"]}
        patch(at, {"op": "remove", "path": f"{path}/1"}, before)
        at.kubectl.wait_ready(SCANNER)


def patch(at: Scene, *operations: dict[str, Any]) -> None:
    """Change the scanner's Deployment."""
    text = json.dumps(operations)
    at.kubectl.run("patch", "deployment", SCANNER, "--type=json", f"--patch={text}")


def test_that_a_restart_nobody_asked_for_is_counted(at: Scene) -> None:
    (before,) = service(at).instances
    at.kubectl.exec(f"deployment/{SCANNER}", "python3", "-c", "import os; os.kill(1, 15)")
    wait_until(lambda: service(at).instances[0].restarts == 1, SECONDS, "a restart", poll=0.2)
    wait_until(lambda: service(at).phase is Phase.RUNNING, SECONDS, "its return", poll=0.2)
    (after,) = service(at).instances
    assert (after.identity, after.ready, after.restarts) == (before.identity, True, 1)


@contextmanager
def broken_file(at: Scene) -> Iterator[bytes]:
    """A configuration that no service can read, put there with a shell; the good one."""
    good = at.config()
    at.kubectl.write(CONFIG, BROKEN)
    try:
        yield good
    finally:
        at.kubectl.write(CONFIG, good)
        at.kubectl.wait_ready(SCANNER)


def test_that_a_service_that_keeps_the_last_good_file_says_so(at: Scene) -> None:
    with broken_file(at) as good:
        wait_until(lambda: service(at).problem, SECONDS, "the scanner to notice", poll=0.2)
        snapshot = at.backend.snapshot()
        (state,) = (each for each in snapshot.services if each.name == "scanner")
    assert snapshot.revision == revision_of(BROKEN)
    (instance,) = state.instances
    assert instance.status is not None
    assert instance.status.config_revision == revision_of(good)
    assert instance.status.config_error
    assert state.problem == f"{instance.label}: {instance.problem}"
    assert "does not accept config.toml: " in state.problem
    assert state.phase is Phase.RUNNING
    wait_until(lambda: not service(at).problem, SECONDS, "the good file to be taken", poll=0.2)


def test_that_a_new_pod_that_gets_a_bad_file_says_what_is_wrong_with_it(at: Scene) -> None:
    with broken_file(at):
        (pod,) = at.kubectl.pods(SCANNER)
        at.kubectl.run("delete", "pod", pod["metadata"]["name"])
        refused = "does not accept config.toml: "
        wait_until(lambda: refused in service(at).problem, SECONDS, "its refusal", poll=0.5)
        state = service(at)
    assert (state.phase, state.ready, state.wanted) == (Phase.STARTING, 0, 1)
    (instance,) = state.instances
    assert instance.status is not None
    assert instance.status.config_error
    assert state.problem == f"{instance.label}: {instance.problem}"


RESTRICTED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
SAFE = {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}


def _further(image: str, context: dict[str, Any], **spec: Any) -> str:
    """A further service, made for the namespace's restricted pod security or not."""
    labels = {"app": "reporter"}
    container = {"name": "main", "image": image, "securityContext": context}
    pod = {"containers": [container], "securityContext": SAFE, **spec}
    template = {"metadata": {"labels": labels}, "spec": pod}
    metadata = {"name": "reporter", "labels": {"traderadmin.io/managed": "true"}}
    return json.dumps(
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {"selector": {"matchLabels": labels}, "template": template},
        }
    )


@pytest.mark.parametrize(
    ("manifest", "phase", "says"),
    [
        (_further("nowhere:1", RESTRICTED), Phase.FAILED, "its image cannot be pulled"),
        (
            _further("any:1", RESTRICTED, nodeSelector={"disk": "tape"}),
            Phase.STARTING,
            "unschedulable: ",
        ),
        (_further("any:1", {}), Phase.STARTING, "No pod can be made: "),
    ],
    ids=["image", "node", "security"],
)
def test_that_a_service_that_cannot_start_says_why(
    at: Scene, manifest: str, phase: Phase, says: str
) -> None:
    at.kubectl.apply(manifest)
    try:
        wait_until(lambda: says in service(at, "reporter").problem, SECONDS, says, poll=0.5)
        state = service(at, "reporter")
    finally:
        at.kubectl.run("delete", "deployment", "reporter")
        at.kubectl.wait_gone("reporter")
    assert (state.phase, state.ready, state.wanted) == (phase, 0, 1)
    assert len(state.instances) == (says != "No pod can be made: ")
    assert "Running" not in {instance.phase for instance in state.instances}


def test_that_services_and_lock_are_shown_without_a_keeper_and_why(at: Scene) -> None:
    at.kubectl.run("scale", "statefulset", KEEPER, "--replicas=0")
    at.kubectl.wait_gone(KEEPER)
    try:
        snapshot = at.backend.snapshot()
    finally:
        at.kubectl.run("scale", "statefulset", KEEPER, "--replicas=1")
        at.kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=120s")
    assert {state.name: state.ready for state in snapshot.services} == {
        "scanner": 1,
        "orchestrator": 1,
    }
    assert not snapshot.lock.held
    assert snapshot.revision is None
    (note,) = snapshot.notes
    assert note.startswith("There is no pod")
    assert at.backend.snapshot().notes == ()


def test_that_a_hundred_refreshes_do_not_grow_the_program(at: Scene) -> None:
    def look(times: int) -> int:
        for _ in range(times):
            at.backend.snapshot()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = look(REFRESHES // 2)  # caches and connections come with the first ones
        after = look(REFRESHES)
    finally:
        tracemalloc.stop()
    assert after - before < SLACK
