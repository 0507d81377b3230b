"""A further service that takes part by its label, and a claim for it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from tests.cluster.clusters import OPERATOR
from tests.cluster.deploying import KEEPER
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import Scene

Json = dict[str, Any]
CLAIM: Final = {"name": "config", "persistentVolumeClaim": {"claimName": "traderadmin-config"}}
_BESIDE_KEEPER: Final = {
    "podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {
                "topologyKey": "kubernetes.io/hostname",
                "labelSelector": {"matchLabels": {"app": KEEPER}},
            }
        ]
    }
}
_FOLDER: Final = {"name": "TRADERADMIN_CONFIG_DIR", "value": "/data/config"}


def allow(kubectl: Kubectl) -> None:
    """Add the operator's rights on the service, and on the claim `other`."""
    rules = (
        ("apps", "deployments", "reporter", ["get", "patch"]),
        ("", "persistentvolumeclaims", "other", ["get"]),
    )
    addition = [
        {
            "op": "add",
            "path": "/rules/-",
            "value": {
                "apiGroups": [group],
                "resources": [resource],
                "resourceNames": [name],
                "verbs": verbs,
            },
        }
        for group, resource, name, verbs in rules
    ]
    kubectl.run("patch", "role", OPERATOR, "--type=json", f"--patch={json.dumps(addition)}")


def folder(volume: str, path: str) -> Json:
    """A mount."""
    return {"name": volume, "mountPath": path}


@contextmanager
def another_service(
    at: Scene,
    *,
    volumes: list[Json],
    mounts: list[Json],
    affinity: Json | None = None,
    env: Sequence[Json] = (_FOLDER,),
    init: Sequence[Json] = (),
) -> Iterator[None]:
    """The service `reporter`; it is at 0, so that nothing has to start."""
    labels = {"app": "reporter"}
    container = {
        "name": "main",
        "image": "traderadmin-reporter",
        "env": list(env),
        "volumeMounts": mounts,
    }
    spec = {
        "initContainers": list(init),
        "containers": [container],
        "volumes": volumes,
        "affinity": _BESIDE_KEEPER if affinity is None else affinity,
    }
    manifest = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "reporter", "labels": {**labels, "traderadmin.io/managed": "true"}},
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }
    at.kubectl.apply(json.dumps(manifest))
    try:
        yield
    finally:
        at.kubectl.run("delete", "deployment", "reporter")


@contextmanager
def claimed(at: Scene, name: str, modes: list[str]) -> Iterator[None]:
    """A claim, asked for as ReadWriteOnce, bound to a volume of the modes; nobody mounts it."""
    namespace = at.kubectl.namespace
    volume = f"{namespace}-{name}"
    size = {"storage": "1Mi"}
    items: list[Json] = [
        {
            "kind": "PersistentVolume",
            "metadata": {"name": volume},
            "spec": {
                "accessModes": modes,
                "capacity": size,
                "claimRef": {"name": name, "namespace": namespace},
                "hostPath": {"path": "/var/empty"},
            },
        },
        {
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": name},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": size},
                "storageClassName": "",
                "volumeName": volume,
            },
        },
    ]
    manifests = [{"apiVersion": "v1", **item} for item in items]
    at.kubectl.apply(json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}))
    try:
        bound = "--for=jsonpath={.status.phase}=Bound"
        at.kubectl.run("wait", bound, f"persistentvolumeclaim/{name}", "--timeout=60s")
        yield
    finally:
        at.kubectl.run("delete", "persistentvolumeclaim", name)
        at.kubectl.run("delete", "persistentvolume", volume)
