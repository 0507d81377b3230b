"""Deployments and pods read from the API's JSON."""

from datetime import UTC, datetime

import pytest

from tests.unit.targets import manifests
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.targets.kubernetes.objects import (
    deployment_from,
    is_left,
    named_order,
    pause_order,
    pod_from,
    service_name,
    unusable_order,
)

ORDERS = (("annotations", "1.5"), ("labels", "7"))
RECORD = "traderadmin.io/replica-record"


def test_that_a_label_names_the_service() -> None:
    assert service_name({"name": "x", "labels": {"app": "traderadmin-scanner"}}) == "scanner"


def test_that_a_managed_deployment_is_named_by_its_app_label_or_itself() -> None:
    managed = {"traderadmin.io/managed": "true"}
    assert service_name({"name": "x", "labels": {**managed, "app": "pricer"}}) == "pricer"
    assert service_name({"name": "x", "labels": managed}) == "x"


def test_that_other_deployments_are_no_services() -> None:
    assert service_name({"name": "x", "labels": {"app": "web"}}) == ""
    assert service_name({"name": "x"}) == ""


def test_that_an_annotation_orders_and_producers_stop_first_without_one() -> None:
    named = {"name": "x", "annotations": {"traderadmin.io/pause-order": "35"}}
    assert pause_order(named, "scanner") == 35
    assert pause_order({"name": "x"}, "scanner") < pause_order({"name": "x"}, "orchestrator")
    unusable = {"name": "x", "annotations": {"traderadmin.io/pause-order": "first"}}
    assert pause_order(unusable, "scanner") == pause_order({"name": "x"}, "scanner")
    assert unusable_order(unusable) == "first"
    assert unusable_order(named) is None


def test_that_an_annotation_that_cannot_be_read_leaves_the_word_to_the_label() -> None:
    both = {"name": "x", **{key: {"traderadmin.io/pause-order": text} for key, text in ORDERS}}
    assert pause_order(both, "scanner") == 7
    assert unusable_order(both) == "1.5"


def test_that_a_complete_rollout_is_seen() -> None:
    assert deployment_from(manifests.deployment(), "scanner").rolled_out


@pytest.mark.parametrize(
    "status",
    [
        {"observedGeneration": 2},
        {"updatedReplicas": 0},
        {"replicas": 2},
        {"availableReplicas": None},
    ],
)
def test_that_an_incomplete_rollout_is_not_taken_for_a_complete_one(
    status: dict[str, int | None],
) -> None:
    assert not deployment_from(manifests.deployment(status=status), "scanner").rolled_out


def test_that_a_count_of_zero_may_be_left_out_by_the_api() -> None:
    status = {"replicas": None, "updatedReplicas": None, "availableReplicas": None}
    data = manifests.deployment(spec={"replicas": 0}, status=status)
    found = deployment_from(data, "scanner")
    assert found.replicas == 0
    assert found.rolled_out


def test_that_the_default_count_is_one() -> None:
    assert deployment_from(manifests.deployment(spec={"replicas": None}), "scanner").replicas == 1


def test_that_the_record_is_read_and_a_damaged_one_is_none() -> None:
    good = manifests.deployment(metadata={"annotations": {RECORD: '{"count":3,"by":"operator"}'}})
    bad = manifests.deployment(metadata={"annotations": {RECORD: "three"}})
    assert deployment_from(good, "scanner").record == ReplicaRecord(3, "operator")
    assert deployment_from(bad, "scanner").record is None


def test_that_a_pod_is_dated_at_the_end_of_its_second() -> None:
    made = pod_from(manifests.pod()).made
    assert made == datetime(2026, 11, 24, 12, 0, 0, 999_999, UTC)


def test_that_the_log_meant_is_the_first_container_s_or_the_one_an_annotation_names() -> None:
    both = {"containers": [{"name": "main"}, {"name": "proxy"}]}
    assert pod_from(manifests.pod(spec=both)).container == "main"
    named = {"annotations": {"kubectl.kubernetes.io/default-container": "proxy"}}
    assert pod_from(manifests.pod(spec=both, metadata=named)).container == "proxy"


def test_that_a_pod_being_deleted_is_not_ready() -> None:
    data = manifests.pod()
    data["metadata"]["deletionTimestamp"] = "2026-11-24T12:00:05Z"
    found = pod_from(data)
    assert not found.ready
    assert found.phase == "Terminating"


def test_that_the_port_named_http_is_found() -> None:
    ports = [{"name": "metrics", "containerPort": 9}, {"name": "http", "containerPort": 8080}]
    data = manifests.pod(spec={"containers": [{"name": "main", "ports": ports}]})
    assert pod_from(data).http_port == 8080
    assert pod_from(manifests.pod()).http_port is None


def test_that_pods_that_ended_are_not_left() -> None:
    assert not is_left(manifests.pod(status={"phase": "Failed"}))
    assert is_left(manifests.pod(status={"phase": "Pending"}))


def test_that_a_pod_s_word_is_why_it_waits() -> None:
    data = manifests.pod(status={"containerStatuses": manifests.waiting("ImagePullBackOff")})
    found = pod_from(data)
    assert found.phase == "ImagePullBackOff"
    assert found.restarts == 2


@pytest.mark.parametrize(("text", "order"), [("-5", -5), ("--5", None), ("1.5", None), ("²", None)])
def test_that_a_pause_order_is_a_whole_number_or_none(text: str, order: int | None) -> None:
    metadata = {"annotations": {"traderadmin.io/pause-order": text}}
    assert named_order(metadata) == order
