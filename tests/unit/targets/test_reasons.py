"""Why a service is not ready or not gone, in sentences."""

from typing import Any

import pytest

from tests.unit.targets import manifests
from traderadmin.targets.kubernetes.objects import deployment_from, pod_from
from traderadmin.targets.kubernetes.reasons import is_hopeless, why_not_gone, why_not_ready

DEPLOYMENT = deployment_from(manifests.deployment(), "scanner")


def waiting_pod(reason: str, message: str = "") -> Any:
    statuses = manifests.waiting(reason, message)
    return pod_from(manifests.pod(ready=False, status={"containerStatuses": statuses}))


@pytest.mark.parametrize(
    ("reason", "message", "expected"),
    [
        ("ImagePullBackOff", "Back-off pulling", "its image cannot be pulled"),
        ("ErrImagePull", "not found", "not found."),
        ("CreateContainerConfigError", 'secret "x" not found', 'secret "x" not found.'),
        ("CrashLoopBackOff", "", "its container keeps ending (restarted 2 times)."),
    ],
)
def test_that_a_waiting_container_says_why(reason: str, message: str, expected: str) -> None:
    pod = waiting_pod(reason, message)
    assert expected in why_not_ready(DEPLOYMENT, [pod])
    assert is_hopeless([pod])


def test_that_a_pod_that_fits_nowhere_is_unschedulable() -> None:
    conditions = [
        {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": "0/1 nodes are available",
        }
    ]
    pod = pod_from(manifests.pod(status={"phase": "Pending", "conditions": conditions}))
    why = why_not_ready(DEPLOYMENT, [pod])
    assert why == "scanner-1: unschedulable: 0/1 nodes are available."
    assert not is_hopeless([pod])


def test_that_a_failing_probe_is_named_from_the_events() -> None:
    pod = pod_from(manifests.pod(ready=False))
    events = {pod.name: ["Back-off restarting", "Readiness probe failed: HTTP probe failed: 503"]}
    assert "probe failing: Readiness probe failed" in why_not_ready(DEPLOYMENT, [pod], events)


def test_that_a_probe_that_says_nothing_leaves_no_colon_behind() -> None:
    pod = pod_from(manifests.pod(ready=False))
    why = why_not_ready(DEPLOYMENT, [pod], {pod.name: ["Readiness probe failed: "]})
    assert why == "scanner-1: probe failing: Readiness probe failed."


def test_that_a_controller_that_can_make_no_pod_says_so() -> None:
    condition = {"type": "ReplicaFailure", "status": "True", "message": "exceeded quota"}
    refused = deployment_from(manifests.deployment(status={"conditions": [condition]}), "scanner")
    assert why_not_ready(refused, []) == "No pod can be made: exceeded quota."


def test_that_a_terminating_pod_is_named_with_its_grace_period() -> None:
    data = manifests.pod()
    data["metadata"] |= {"deletionTimestamp": "x", "deletionGracePeriodSeconds": 45}
    assert "scanner-1 is told to end and still there (grace period 45 s)" in why_not_gone(
        [pod_from(data)]
    )


def test_that_another_pod_s_events_explain_nothing() -> None:
    pods = [pod_from(manifests.pod("scanner-1", ready=False)), pod_from(manifests.pod("scanner-2"))]
    events = {"scanner-1": [], "scanner-2": ["Readiness probe failed: 503"]}
    assert "scanner-1" not in why_not_ready(DEPLOYMENT, pods, events)


def test_that_a_ready_service_has_no_reason() -> None:
    assert why_not_ready(DEPLOYMENT, [pod_from(manifests.pod())]) == ""
