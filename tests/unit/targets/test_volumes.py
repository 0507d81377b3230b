"""How services come to their configuration, and whether the volume is always within reach."""

import json
import shlex
from typing import Any

import pytest

from tests.unit.targets import manifests
from traderadmin.targets.kubernetes.objects import Deployment, deployment_from
from traderadmin.targets.kubernetes.volumes import (
    Claim,
    Keeper,
    affinity_patch,
    claim_checks,
    mount_checks,
)
from traderadmin.targets.states import CheckLevel

ONCE = Claim("trading", "Bound", ("ReadWriteOnce",))
MANY = Claim("trading", "Bound", ("ReadWriteMany",))
KEEPER = Keeper("node-a", {"app": "traderadmin-keeper", "controller-revision-hash": "1"})
CLAIM_VOLUME = {"name": "data", "persistentVolumeClaim": {"claimName": "trading"}}
MOUNT = {"name": "data", "mountPath": "/data/config"}
BESIDE = {
    "podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {
                "labelSelector": {"matchLabels": {"app": "traderadmin-keeper"}},
                "topologyKey": "kubernetes.io/hostname",
            }
        ]
    }
}


def service(*, mounts: Any = (MOUNT,), volumes: Any = (CLAIM_VOLUME,), **spec: Any) -> Deployment:
    env = [{"name": "TRADERADMIN_CONFIG_DIR", "value": "/data/config"}]
    container = {"name": "main", "env": env, "volumeMounts": list(mounts)}
    template = {"spec": {"containers": [container], "volumes": list(volumes), **spec}}
    return deployment_from(manifests.deployment(spec={"template": template}), "scanner")


def levels(deployment: Deployment, claim: Claim) -> list[CheckLevel]:
    return [check.level for check in mount_checks(deployment, claim, "config.toml", KEEPER)]


def test_that_a_volume_for_one_node_needs_the_service_beside_the_keeper() -> None:
    (check,) = mount_checks(service(), ONCE, "config.toml", KEEPER)
    assert check.level is CheckLevel.REFUSED
    assert "not bound to the keeper's node" in check.detail


def test_that_the_printed_patch_is_the_affinity_that_satisfies_the_check() -> None:
    deployment = service()
    words = shlex.split(affinity_patch(deployment, KEEPER))
    assert words[:5] == ["kubectl", "patch", "deployment", "--namespace", "trading"]
    assert words[5] == deployment.name
    patch = json.loads(words[-1])
    affinity = patch["spec"]["template"]["spec"]["affinity"]
    assert affinity == BESIDE
    assert levels(service(affinity=affinity), ONCE) == []


def test_that_the_printed_patch_keeps_what_else_ties_the_service() -> None:
    other = {"labelSelector": {"matchLabels": {"app": "feed"}}, "topologyKey": "zone"}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [other]}}
    patch = json.loads(shlex.split(affinity_patch(service(affinity=affinity), KEEPER))[-1])
    (terms,) = patch["spec"]["template"]["spec"]["affinity"]["podAffinity"].values()
    assert terms[0] == other
    assert terms[1]["labelSelector"] == {"matchLabels": {"app": "traderadmin-keeper"}}


@pytest.mark.parametrize(
    "spec",
    [
        {"nodeName": "node-a"},
        {"nodeSelector": {"kubernetes.io/hostname": "node-a"}},
        {
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {
                                        "key": "kubernetes.io/hostname",
                                        "operator": "In",
                                        "values": ["node-a"],
                                    }
                                ]
                            }
                        ]
                    }
                }
            }
        },
    ],
)
def test_that_a_service_tied_to_the_keeper_s_node_is_bound(spec: dict[str, Any]) -> None:
    assert levels(service(**spec), ONCE) == []


def test_that_a_merely_preferred_node_is_not_enough() -> None:
    preferred: dict[str, Any] = {
        "podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}
    }
    assert levels(service(affinity=preferred), ONCE) == [CheckLevel.REFUSED]


def test_that_a_shared_volume_needs_no_affinity() -> None:
    assert levels(service(), MANY) == []


def test_that_a_volume_that_others_may_only_read_elsewhere_is_for_one_node() -> None:
    both = Claim("trading", "Bound", ("ReadWriteOnce", "ReadOnlyMany"))
    assert not both.many_nodes
    assert levels(service(), both) == [CheckLevel.REFUSED]
    assert levels(service(affinity=BESIDE), both) == []


def test_that_a_configuration_from_a_config_map_is_refused() -> None:
    volume = {"name": "data", "configMap": {"name": "settings"}}
    (check, _) = mount_checks(service(volumes=[volume]), MANY, "config.toml", KEEPER)
    assert check.level is CheckLevel.REFUSED
    assert "ConfigMap volume data" in check.detail


def test_that_a_config_map_elsewhere_disturbs_nobody() -> None:
    other = {"name": "extra", "configMap": {"name": "ca"}}
    mounts = (MOUNT, {"name": "extra", "mountPath": "/etc/ca"})
    assert levels(service(mounts=mounts, volumes=(CLAIM_VOLUME, other)), MANY) == []


def test_that_a_service_without_the_volume_is_warned_of() -> None:
    assert levels(service(mounts=(), volumes=()), MANY) == [CheckLevel.WARNING]


def test_that_a_claim_that_no_container_mounts_is_warned_of() -> None:
    assert levels(service(mounts=()), MANY) == [CheckLevel.WARNING]


def test_that_a_mounted_file_is_warned_of_and_a_mounted_folder_is_not() -> None:
    file = {"name": "data", "mountPath": "/app/config.toml", "subPath": "config/config.toml"}
    folder = {"name": "data", "mountPath": "/data/config", "subPath": "config"}
    assert levels(service(mounts=(file,)), MANY) == [CheckLevel.WARNING]
    assert levels(service(mounts=(folder,)), MANY) == []


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (ONCE, CheckLevel.OK),
        (Claim("trading", "Pending", ("ReadWriteOnce",)), CheckLevel.REFUSED),
        (Claim("trading", "Bound", ("ReadWriteOncePod",)), CheckLevel.REFUSED),
    ],
)
def test_that_a_claim_is_refused_that_cannot_be_shared(claim: Claim, expected: CheckLevel) -> None:
    assert [check.level for check in claim_checks(claim)] == [expected]
