"""Why a deadline passed, said from what a real cluster tells of Deployment, pods and logs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.moments import after
from tests.cluster.scene import SCANNER, Scene, opened, scene
from tests.cluster.spoiling import change, restored_afterwards, spoil
from tests.cluster.witness import assert_all_as_it_was, assert_reported_truly
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.workflow.timeouts import Timeouts

HASTY = Timeouts(pause=8.0, resume=10.0, verify=2.0)
RESTRICTED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
FINALIZER = "traderadmin.example/audit"


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    """An operator who does not wait long."""
    with (
        scene(cluster, trading, tmp_path) as made,
        opened(trading, made.saved, HASTY) as hasty,
        restored_afterwards(trading, SCANNER),
    ):
        yield hasty


def image(at: Scene) -> Any:
    spec = at.kubectl.get("deployment", SCANNER)["spec"]["template"]["spec"]
    return spec["containers"][0]["image"]


def unprepared(at: Scene) -> None:
    """An init container that fails."""
    command = ["sh", "-c", "echo no licence found; exit 3"]
    init = {"name": "licence", "image": image(at), "command": command}
    spoil(at, {}, initContainers=[{**init, "securityContext": RESTRICTED}])


def hungry(at: Scene) -> None:
    """A program that wants more memory than it may have."""
    command = ["python3", "-c", "print('loading', flush=True); b'x' * 10**9"]
    memory = {"memory": "64Mi"}
    spoil(at, {"command": command, "resources": {"limits": memory, "requests": memory}})


def gated(at: Scene) -> None:
    """A readiness gate that nobody opens."""
    spoil(at, {}, readinessGates=[{"conditionType": "traderadmin.example/gate"}])


def slow_to_count(at: Scene) -> None:
    change(at, minReadySeconds=300)


def held_back(at: Scene) -> None:
    """A new template, while the rollout is paused."""
    change(at, paused=True)
    spoil(at, {}, terminationGracePeriodSeconds=11)


@pytest.mark.parametrize(
    ("spoiling", "told"),
    [
        # The first one: while paused, pods are made from the youngest template there ever was.
        (held_back, (f"(`kubectl rollout resume deployment/{SCANNER}`).",)),
        (
            unprepared,
            (
                "its init container licence keeps ending with exit code 3 (restarted ",
                "It last logged: “no licence found”.",
            ),
        ),
        (hungry, ("its container keeps ending with exit code 137, OOMKilled", "“loading”.")),
        (gated, ('pod readiness gate "traderadmin.example/gate" does not exist.',)),
        (slow_to_count, ("Its pods are ready, but count only after 300 s (minReadySeconds).",)),
    ],
)
def test_that_a_start_that_takes_too_long_says_what_it_waits_for(
    at: Scene, spoiling: Callable[[Scene], None], told: tuple[str, ...]
) -> None:
    at.watch = after(Step.PAUSE, lambda: spoiling(at))
    result = at.apply()

    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert result.failed_step is Step.RESUME
    for words in told:
        assert words in result.headline
    assert result.next_action == "Put right what it names. Then start services."
    assert_reported_truly(at, result)
    at.assert_nothing_left_over()


@contextmanager
def kept(at: Scene, pod: str) -> Iterator[None]:
    """A pod stays, though it was told to end, until the block is left."""

    def finalizers(value: list[str] | None) -> None:
        patch = json.dumps({"metadata": {"finalizers": value}})
        at.kubectl.run("patch", "pod", pod, "--type=merge", f"--patch={patch}")

    finalizers([FINALIZER])
    try:
        yield
    finally:
        finalizers(None)


def test_that_a_pod_that_finalizers_keep_says_so_and_all_comes_back(at: Scene) -> None:
    before = at.config()
    (pod,) = at.kubectl.pods(SCANNER)
    name = pod["metadata"]["name"]
    with kept(at, name):
        result = at.apply()
    assert result.outcome is Outcome.UNCHANGED, result.headline
    assert result.headline == (
        "Failed to pause services: scanner did not stop within 8 s: "
        f"{name} has ended, but its finalizers keep it ({FINALIZER})."
    )
    assert_reported_truly(at, result)
    at.kubectl.run("wait", "--for=delete", f"pod/{name}", "--timeout=30s")
    assert_all_as_it_was(at, before)
