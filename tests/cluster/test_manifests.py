"""`k8s/` on a real API server: what it makes, what its pods may do, what its operator may do."""

import dataclasses
import json
import secrets
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.clusters import OPERATOR, Cluster
from tests.cluster.deploying import (
    KEEPER,
    SERVICES,
    deployed,
    folder_volume,
    remove_namespace,
    render,
)
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.support.waiting import wait_until
from traderadmin.errors import TraderAdminError
from traderadmin.resources import template_bytes

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = sorted(path.name for path in (ROOT / "k8s" / "overlays").iterdir())
CONFIG = "/data/config/config.toml"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_that_the_api_server_accepts_every_overlay(
    cluster: Cluster, trading: Kubectl, overlay: str
) -> None:
    manifests = render(cluster, trading.namespace, kustomization=f"overlays/{overlay}")
    said = trading.run("create", "--dry-run=server", "--filename=-", text=_renamed(manifests))
    assert "deployment.apps/dry-traderadmin-scanner created" in said


@pytest.mark.parametrize("kustomization", ["base", *(f"overlays/{name}" for name in OVERLAYS)])
def test_that_no_container_asks_a_registry_for_an_image_that_the_node_has(
    cluster: Cluster, kustomization: str
) -> None:
    policies = {}
    for item in yaml.safe_load_all(render(cluster, "any", kustomization=kustomization)):
        pod = item.get("spec", {}).get("template", {}).get("spec", {})
        for container in (*pod.get("initContainers", ()), *pod.get("containers", ())):
            policies[container["name"]] = container.get("imagePullPolicy")
    assert policies == dict.fromkeys(
        ("prepare", "keeper", "orchestrator", "scanner"), "IfNotPresent"
    )


def test_that_a_keeper_whose_image_cannot_be_had_gives_way_to_another(trading: Kubectl) -> None:
    assert trading.get("statefulset", KEEPER)["spec"]["podManagementPolicy"] == "Parallel"


def test_that_an_image_named_after_the_first_apply_reaches_every_pod(cluster: Cluster) -> None:
    kubectl = cluster.kubectl.within(f"afterwards-{secrets.token_hex(3)}")
    unnamed = dataclasses.replace(cluster, image="traderadmin:latest")
    try:
        kubectl.apply(render(unnamed, kubectl.namespace))
        wait_until(lambda: _complaint(kubectl, KEEPER), 60, "the keeper's pod to lack its image")
        parts = ("--selector=app.kubernetes.io/part-of=traderadmin", "statefulset,deployment")
        kubectl.run("set", "image", *parts, f"*={cluster.image}")
        kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=120s")
        for name in SERVICES:
            kubectl.wait_ready(name, 120)
    finally:
        remove_namespace(cluster, kubectl.namespace)


def _complaint(kubectl: Kubectl, app: str) -> str:
    """Why the first container of an app's pod waits, once it does."""
    for pod in kubectl.pods(app):
        for container in pod["status"].get("initContainerStatuses", ()):
            reason: str = container["state"].get("waiting", {}).get("reason", "")
            return reason if "Image" in reason else ""
    return ""


def _renamed(manifests: str) -> str:
    """With other names, since those of the module's own deployment are taken."""
    objects = manifests.split("---\n")
    kept = [text for text in objects if "kind: Namespace\n" not in text]
    return "---\n".join(text.replace("\n  name: trader", "\n  name: dry-trader") for text in kept)


def test_that_the_pods_keep_to_the_restricted_standard(trading: Kubectl) -> None:
    labels = trading.get("namespace", trading.namespace)["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    users = {_user(trading, target) for target in (KEEPER_POD, *_deployments())}
    assert users == {"10001:10001"}


def _deployments() -> list[str]:
    return [f"deployment/{name}" for name in SERVICES]


def _user(trading: Kubectl, target: str) -> str:
    return trading.exec(target, "sh", "-c", 'echo "$(id -u):$(id -g)"').decode().strip()


def test_that_no_pod_has_a_token_of_the_api_server(trading: Kubectl) -> None:
    for target in (KEEPER_POD, *_deployments()):
        mounted = trading.exec(target, "sh", "-c", "ls /var/run/secrets /run/secrets; true")
        assert b"kubernetes.io" not in mounted


@pytest.mark.parametrize(
    ("target", "folder", "writable"),
    [
        (KEEPER_POD, "config", True),
        (KEEPER_POD, "state", True),
        ("deployment/traderadmin-orchestrator", "config", False),
        ("deployment/traderadmin-orchestrator", "state", True),
        ("deployment/traderadmin-scanner", "config", False),
        ("deployment/traderadmin-scanner", "state", False),
    ],
)
def test_that_only_the_orchestrator_of_the_services_writes_and_only_state(
    trading: Kubectl, target: str, folder: str, writable: bool
) -> None:
    touched = trading.command("exec", target, "--", "touch", f"/data/{folder}/touched")
    done = subprocess.run(touched, check=False, capture_output=True, text=True)
    assert (done.returncode == 0) == writable, done.stderr
    if writable:
        trading.exec(target, "rm", f"/data/{folder}/touched")
    else:
        assert "Read-only file system" in done.stderr


def test_that_an_empty_volume_gets_the_template_and_a_full_one_stays_as_it_is(
    cluster: Cluster,
) -> None:
    with deployed(cluster, "template") as kubectl:
        first = kubectl.read(CONFIG)
        kubectl.write(CONFIG, b"# mine\n" + first)
        kubectl.run("delete", "pod", KEEPER_POD)
        kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=60s")
        second = kubectl.read(CONFIG)
    assert first == template_bytes()
    assert second == b"# mine\n" + first


def test_that_the_keeper_owns_the_folders_whoever_mounted_the_volume_first(
    trading: Kubectl,
) -> None:
    owners = trading.exec(KEEPER_POD, "stat", "--format=%n %u %a", "/data/config", "/data/state")
    assert owners == b"/data/config 10001 770\n/data/state 10001 770\n"


def test_that_services_come_back_from_nothing(trading: Kubectl) -> None:
    for name in SERVICES:
        trading.scale(name, 0)
    for name in SERVICES:
        trading.wait_gone(name)
    for name in SERVICES:
        trading.scale(name, 1)
    for name in SERVICES:
        trading.wait_ready(name)
    assert [len(trading.pods(name)) for name in SERVICES] == [1, 1]


def test_that_the_scanner_reaches_the_orchestrator_without_dns(trading: Kubectl) -> None:
    script = (
        "import os, urllib.request as r;"
        "print(r.urlopen(os.environ['TRADERADMIN_ORCHESTRATOR_URL'] + '/status').read().decode())"
    )
    answer = trading.exec("deployment/traderadmin-scanner", "python3", "-c", script)
    assert json.loads(answer)["service"] == "orchestrator"


def test_that_services_of_a_shared_volume_may_run_anywhere(cluster: Cluster) -> None:
    one_class = {
        "target": {"kind": "PersistentVolumeClaim"},
        "patch": '[{"op": "replace", "path": "/spec/storageClassName", "value": "shared-test"}]',
    }
    with (
        folder_volume(cluster, mode="ReadWriteMany", storage_class="shared-test") as volume,
        deployed(cluster, "rwx", kustomization="overlays/rwx", patches=[one_class]) as kubectl,
    ):
        claim = kubectl.get("persistentvolumeclaim", "traderadmin-config")
        spec = kubectl.get("deployment", "traderadmin-scanner")["spec"]["template"]["spec"]
    assert claim["spec"]["volumeName"] == volume
    assert claim["status"]["accessModes"] == ["ReadWriteMany"]
    assert "affinity" not in spec


ALLOWED = {
    "get namespaces/{namespace}",
    "get deployments.apps/traderadmin-scanner",
    "get deployments.apps/traderadmin-orchestrator",
    "list deployments.apps",
    "watch deployments.apps",
    "patch deployments.apps/traderadmin-scanner",
    "patch deployments.apps/traderadmin-orchestrator",
    "get pods/traderadmin-keeper-0",
    "list pods",
    "watch pods",
    "get pods --subresource=log",
    "list events",
    "get pods/traderadmin-keeper-0 --subresource=exec",
    "create pods/traderadmin-keeper-0 --subresource=exec",
    "get leases.coordination.k8s.io/traderadmin-apply",
    "patch leases.coordination.k8s.io/traderadmin-apply",
    "get persistentvolumeclaims/traderadmin-config",
    "list persistentvolumeclaims",
    "list horizontalpodautoscalers.autoscaling",
}
FORBIDDEN = {
    "list namespaces",
    "patch deployments.apps/another",
    "update deployments.apps/traderadmin-scanner",
    "delete deployments.apps/traderadmin-scanner",
    "patch deployments.apps/traderadmin-scanner --subresource=scale",
    "get statefulsets.apps/traderadmin-keeper",
    "patch statefulsets.apps/traderadmin-keeper",
    "delete pods/traderadmin-keeper-0",
    "create pods/another --subresource=exec",
    "create pods",
    "get secrets/traderadmin-signal-token",
    "list configmaps",
    "delete leases.coordination.k8s.io/traderadmin-apply",
    "update leases.coordination.k8s.io/traderadmin-apply",
    "patch leases.coordination.k8s.io/another",
    "get pods --subresource=proxy",
}


@pytest.mark.parametrize("request_", sorted(ALLOWED | FORBIDDEN))
def test_that_the_operator_may_do_what_an_apply_needs_and_no_more(
    trading: Kubectl, request_: str
) -> None:
    words = request_.format(namespace=trading.namespace).split()
    account = f"--as=system:serviceaccount:{trading.namespace}:{OPERATOR}"
    asked = trading.command("auth", "can-i", *words, account)
    answer = subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip()
    assert answer == ("yes" if request_ in ALLOWED else "no")


def test_that_the_operators_own_kubeconfig_works(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    path = cluster.operator_kubeconfig(trading.namespace, tmp_path / "operator")
    operator = Kubectl(trading.program, path, trading.namespace)
    names = {item["metadata"]["name"] for item in _items(operator, "deployments")}
    assert names == set(SERVICES)
    with pytest.raises(TraderAdminError, match="forbidden"):
        operator.json("get", "secrets")


def _items(kubectl: Kubectl, kind: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = kubectl.json("get", kind)["items"]
    return items
