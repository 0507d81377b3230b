"""Why a service is not ready or not gone, in sentences."""

from typing import Any

import pytest

from tests.unit.targets import manifests
from traderadmin.targets.kubernetes.objects import deployment_from, pod_from
from traderadmin.targets.kubernetes.reasons import (
    is_hopeless,
    log_to_read,
    why_not_gone,
    why_not_ready,
)

PAUSED = (
    "Its rollout is paused, so there are too few pods of its newest template "
    "(`kubectl rollout resume deployment/traderadmin-scanner`)."
)
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


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ({"exitCode": 1, "reason": "Error"}, "with exit code 1 (restarted 2 times)."),
        ({"exitCode": 0, "reason": "Completed"}, "with exit code 0 (restarted 2 times)."),
        (
            {"exitCode": 137, "reason": "OOMKilled"},
            "with exit code 137, OOMKilled (restarted 2 times).",
        ),
    ],
)
def test_that_a_container_that_keeps_ending_says_how_it_ended(ended: Any, told: str) -> None:
    statuses = manifests.waiting("CrashLoopBackOff", ended=ended)
    pod = pod_from(manifests.pod(ready=False, status={"containerStatuses": statuses}))
    assert why_not_ready(DEPLOYMENT, [pod]).endswith(told)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("CrashLoopBackOff", "its init container prepare keeps ending with exit code 3"),
        ("ErrImagePull", "the image of its init container prepare cannot be pulled (ErrImagePull)"),
        ("CreateContainerError", "its init container prepare cannot be made"),
    ],
)
def test_that_an_init_container_that_fails_is_named_and_its_log_is_read(
    reason: str, told: str
) -> None:
    inits = [
        {"name": "first", "restartCount": 0, "state": {"terminated": {"exitCode": 0}}},
        {**manifests.waiting(reason, ended={"exitCode": 3})[0], "name": "prepare"},
    ]
    mains = [{"name": "main", "state": {"waiting": {"reason": "PodInitializing"}}}]
    statuses = {"initContainerStatuses": inits, "containerStatuses": mains}
    pod = pod_from(manifests.pod(ready=False, status=statuses))
    assert told in why_not_ready(DEPLOYMENT, [pod])
    assert log_to_read(pod) == ("prepare", True)


def test_that_an_init_container_that_got_there_in_the_end_is_no_reason() -> None:
    done = {"state": {"terminated": {"exitCode": 0}}, "lastState": {"terminated": {"exitCode": 1}}}
    inits = [{"name": "prepare", "restartCount": 1, **done}]
    pod = pod_from(manifests.pod(ready=False, status={"initContainerStatuses": inits}))
    assert why_not_ready(DEPLOYMENT, [pod]) == ""


def test_that_one_of_several_containers_is_named() -> None:
    failing = manifests.waiting("CrashLoopBackOff")[0]
    statuses = [{"name": "main", "state": {"running": {}}}, {**failing, "name": "proxy"}]
    pod = pod_from(manifests.pod(ready=False, status={"containerStatuses": statuses}))
    assert "its container proxy keeps ending" in why_not_ready(DEPLOYMENT, [pod])
    assert log_to_read(pod) == ("proxy", True)


def test_that_a_container_that_is_well_again_is_not_blamed() -> None:
    ended = {"terminated": {"exitCode": 143}}
    well = {"restartCount": 1, "state": {"running": {}}, "lastState": ended, "ready": True}
    statuses = [{"name": "main", "state": {"running": {}}}, {**well, "name": "proxy"}]
    pod = pod_from(manifests.pod(ready=False, status={"containerStatuses": statuses}))
    assert why_not_ready(DEPLOYMENT, [pod]) == ""
    assert log_to_read(pod) == ("main", False)


def test_that_of_a_pod_that_ends_the_log_of_its_program_is_read() -> None:
    ended = {"restartCount": 1, "lastState": {"terminated": {"exitCode": 1}}}
    statuses = [{"name": "main", "restartCount": 0}, {**ended, "name": "proxy"}]
    data = manifests.pod(status={"containerStatuses": statuses})
    data["metadata"] |= {"deletionTimestamp": "x"}
    assert log_to_read(pod_from(data)) == ("main", False)


@pytest.mark.parametrize(
    ("reason", "message", "told"),
    [
        (
            "ReadinessGatesNotReady",
            'the status of pod readiness gate "example/lb" is not "True", but False',
            'scanner-1: the status of pod readiness gate "example/lb" is not "True", but False.',
        ),
        ("ContainersNotReady", "containers with unready status: [main]", ""),
    ],
)
def test_that_the_ready_condition_is_quoted_where_it_says_more_than_not_ready(
    reason: str, message: str, told: str
) -> None:
    condition = {"type": "Ready", "status": "False", "reason": reason, "message": message}
    pod = pod_from(manifests.pod(status={"conditions": [condition]}))
    assert why_not_ready(DEPLOYMENT, [pod]) == told


@pytest.mark.parametrize(
    ("is_up", "told"),
    [
        (False, "scanner-1: probe failing: Readiness probe failed: 503."),
        (True, "scanner-1: the gate is not there."),
    ],
)
def test_that_a_probe_that_failed_once_is_not_blamed_once_the_containers_are_ready(
    told: str, *, is_up: bool
) -> None:
    gate = {"reason": "ReadinessGatesNotReady", "message": "the gate is not there"}
    status = {
        "conditions": [{"type": "Ready", "status": "False", **gate}],
        "containerStatuses": [{"name": "main", "ready": is_up, "restartCount": 0}],
    }
    pod = pod_from(manifests.pod(status=status))
    assert why_not_ready(DEPLOYMENT, [pod], {pod.name: ["Readiness probe failed: 503"]}) == told


@pytest.mark.parametrize(
    ("spec", "status", "told"),
    [
        ({"paused": True}, {"updatedReplicas": None}, PAUSED),
        ({"paused": True}, {}, ""),
        (
            {"minReadySeconds": 600},
            {"availableReplicas": None},
            "Its pods are ready, but count only after 600 s (minReadySeconds).",
        ),
        ({"minReadySeconds": 600}, {}, ""),
    ],
)
def test_that_a_rollout_that_is_not_complete_says_so_though_its_pods_are_well(
    spec: dict[str, Any], status: dict[str, Any], told: str
) -> None:
    plain = manifests.deployment()
    data = {**plain, "spec": plain["spec"] | spec, "status": plain["status"] | status}
    deployment = deployment_from(data, "scanner")
    assert why_not_ready(deployment, [pod_from(manifests.pod())]) == told


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


def test_that_finalizers_keep_a_pod_that_has_ended() -> None:
    data = manifests.pod(status={"phase": "Succeeded"})
    data["metadata"] |= {"deletionTimestamp": "x", "finalizers": ["example/a", "example/b"]}
    assert why_not_gone([pod_from(data)]) == (
        "scanner-1 has ended, but its finalizers keep it (example/a, example/b)."
    )


def test_that_another_pod_s_events_explain_nothing() -> None:
    pods = [pod_from(manifests.pod("scanner-1", ready=False)), pod_from(manifests.pod("scanner-2"))]
    events = {"scanner-1": [], "scanner-2": ["Readiness probe failed: 503"]}
    assert "scanner-1" not in why_not_ready(DEPLOYMENT, pods, events)


def test_that_a_ready_service_has_no_reason() -> None:
    assert why_not_ready(DEPLOYMENT, [pod_from(manifests.pod())]) == ""
