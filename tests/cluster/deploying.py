"""Puts the project's manifests into a namespace of a test's own, and takes them away again."""

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("traderadmin-orchestrator", "traderadmin-scanner")
KEEPER = "traderadmin-keeper"
UID = 10001
_VOLUMES = "traderadmin-test-volumes"
_PRIVILEGED = {"pod-security.kubernetes.io/enforce": "privileged"}


def render(
    cluster: Cluster,
    namespace: str,
    *,
    kustomization: str = "base",
    patches: Sequence[dict[str, Any]] = (),
) -> str:
    """The manifests as an operator would get them, in this namespace and with this image.

    Args:
        cluster: whose image is named.
        namespace: takes the place of `trading`.
        kustomization: a folder below `k8s/`, such as "overlays/rwx".
        patches: kustomize's patches, such as {"target": {"kind": …}, "patch": "…"}.
    """
    name, _, tag = cluster.image.rpartition(":")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "k8s", Path(folder) / "k8s")
        token = Path(folder) / "k8s" / "base" / "signal-token"
        token.write_text(secrets.token_hex(32))
        overlay = {
            "namespace": namespace,
            "resources": [f"k8s/{kustomization}"],
            "images": [{"name": "traderadmin", "newName": name, "newTag": tag}],
            "patches": list(patches),
        }
        (Path(folder) / "kustomization.yaml").write_text(json.dumps(overlay))
        return cluster.kubectl.run("kustomize", folder)


@contextmanager
def deployed(
    cluster: Cluster,
    stem: str,
    *,
    kustomization: str = "base",
    patches: Sequence[dict[str, Any]] = (),
) -> Iterator[Kubectl]:
    """Everything running and ready in a new namespace named after `stem`; kubectl in there."""
    kubectl = cluster.kubectl.within(f"{stem}-{secrets.token_hex(3)}".replace("_", "-"))
    manifests = render(cluster, kubectl.namespace, kustomization=kustomization, patches=patches)
    try:
        kubectl.apply(manifests)
        kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=120s")
        for name in SERVICES:
            kubectl.wait_ready(name, 120)
        yield kubectl
    finally:
        remove_namespace(cluster, kubectl.namespace)


def remove_namespace(cluster: Cluster, name: str) -> None:
    """Delete a namespace; on a node that ends with the session it need not be waited for."""
    wait = "true" if cluster.node is None else "false"
    kubectl = cluster.kubectl
    kubectl.run("delete", "namespace", name, "--ignore-not-found", f"--wait={wait}")


@contextmanager
def folder_volume(cluster: Cluster, *, mode: str, storage_class: str) -> Iterator[str]:
    """A volume that is a folder of the node, owned by the pods' user; its name.

    Args:
        cluster: of one node.
        mode: an access mode such as "ReadWriteMany".
        storage_class: what a claim must name to be bound to it.
    """
    name = f"traderadmin-{secrets.token_hex(3)}"
    path = f"/var/tmp/traderadmin-volumes/{name}"
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "accessModes": [mode],
            "capacity": {"storage": "1Gi"},
            "storageClassName": storage_class,
            "persistentVolumeReclaimPolicy": "Retain",
            "hostPath": {"path": path, "type": "Directory"},
        },
    }
    _on_the_node(cluster, f"install -d -o {UID} -g {UID} -m 0770 {path}")
    cluster.kubectl.apply(json.dumps(volume))
    try:
        yield name
    finally:
        cluster.kubectl.run("delete", "persistentvolume", name, "--wait=false")
        if cluster.node is None:
            _on_the_node(cluster, f"rm -rf {path}")
            remove_namespace(cluster, _VOLUMES)


def _on_the_node(cluster: Cluster, script: str) -> None:
    """Run a script as the node's root; the kubelet sets no owner on a folder of the node."""
    kubectl = cluster.kubectl.within(_VOLUMES)
    labels = {"name": _VOLUMES, "labels": _PRIVILEGED}
    kubectl.apply(json.dumps({"apiVersion": "v1", "kind": "Namespace", "metadata": labels}))
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"script-{secrets.token_hex(3)}"},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "containers": [
                {
                    "name": "script",
                    "image": cluster.image,
                    "command": ["sh", "-ec", script],
                    "securityContext": {"runAsUser": 0},
                    "volumeMounts": [{"name": "node", "mountPath": "/var/tmp"}],
                }
            ],
            "volumes": [{"name": "node", "hostPath": {"path": "/var/tmp"}}],
        },
    }
    kubectl.apply(json.dumps(pod))
    name = f"pod/{pod['metadata']['name']}"  # type: ignore[index] # a literal above
    kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s", name)
    kubectl.run("delete", name, "--wait=false")
