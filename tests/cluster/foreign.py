"""Somebody else's programs in a namespace of theirs: nothing is as in k8s/base.

Their pods have labels, a user, a claim and a file of their own, and answer no `/status` of ours.
Of k8s/base there is what docs/kubernetes.md asks for: keeper, Lease and the operator's Role.
"""

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER, ROOT, remove_namespace
from tests.cluster.documented import block, filled_in, own_image
from tests.cluster.kubectl import Kubectl

Json = dict[str, Any]

USER: Final = 20002
CLAIM: Final = "bot-settings"
FILE: Final = "settings/bot.toml"
OLD: Final = b"# kept by hand\n[bot]\nspread = 0.5  # per cent\n"
NEW: Final = b"# kept by hand\n[bot]\nspread = 0.25  # per cent\n"
SCHEMA: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "bot": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"spread": {"type": "number", "minimum": 0}},
        }
    },
}
COUNTS: Final = {"pricer-v2": 3, "order-router": 1, "fills-api": 1}

_SHOW = "cat /etc/bot/settings/bot.toml; trap 'exit 0' TERM;"
_WAIT = f"{_SHOW} sleep infinity & wait"
_ANSWER = """
import http.server, json, signal, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path == sys.argv[1]
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"status": "green", "lag": 3}).encode() if known else b"no")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(open("/etc/bot/settings/bot.toml").read(), flush=True)
http.server.ThreadingHTTPServer(("", 9000), Handler).serve_forever()
"""
_COMMANDS: Final = {
    # No port at all; one named http without /status; one whose /status means something else.
    "pricer-v2": ["sh", "-c", _WAIT],
    "order-router": ["python3", "-c", _ANSWER, "/health"],
    "fills-api": ["python3", "-c", _ANSWER, "/status"],
}


@contextmanager
def foreign(cluster: Cluster, keeper_user: int = USER) -> Iterator[Kubectl]:
    """The namespace, everything in it ready; kubectl in there.

    A keeper of another user is in the programs' group.
    """
    name = f"foreign-{secrets.token_hex(3)}"
    kubectl = cluster.kubectl.within(name)
    try:
        cluster.kubectl.run("create", "namespace", name)
        _apply(kubectl, _claim(), _first_owner(cluster.image))
        first = "--for=jsonpath={.status.phase}=Succeeded"
        kubectl.run("wait", first, "--timeout=120s", "pod/first-owner")
        kubectl.run("delete", "pod", "first-owner")
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "keeper"
            keeper_folder(cluster, name, folder, keeper_user)
            kubectl.run("apply", f"--kustomize={folder}")
        kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=120s")
        _apply(kubectl, *(_deployment(each, cluster.image) for each in COUNTS))
        for each in COUNTS:
            kubectl.wait_ready(each, 120)
        yield kubectl
    finally:
        remove_namespace(cluster, name)


def _apply(kubectl: Kubectl, *items: Json) -> None:
    kubectl.apply(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(items)}))


def _claim() -> Json:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "16Mi"}}}
    metadata = {"name": CLAIM}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata,
        "spec": spec,
    }


def _first_owner(image: str) -> Json:
    """Makes the volume that of the programs' user, as theirs is; with their file on it."""
    text = OLD.decode().replace("\n", "\\n")
    script = (
        f"mkdir -p /bot/settings && printf '{text}' > /bot/{FILE} && chmod 0660 /bot/{FILE}"
        f" && chmod 2770 /bot /bot/settings && chown -R {USER}:{USER} /bot"
    )
    container = {
        "name": "main",
        "image": image,
        "command": ["sh", "-ec", script],
        "securityContext": {"runAsUser": 0},
        "volumeMounts": [{"name": "bot", "mountPath": "/bot"}],
    }
    spec = {"containers": [container], "volumes": [_volume("bot")], "restartPolicy": "Never"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "first-owner"}, "spec": spec}


def _volume(name: str) -> Json:
    return {"name": name, "persistentVolumeClaim": {"claimName": CLAIM}}


def keeper_folder(cluster: Cluster, namespace: str, folder: Path, user: int = USER) -> None:
    """Make the folder that docs/kubernetes.md describes: keeper, Lease and Role, fitted."""
    own = own_image(cluster.image) | {
        "namespace: trading": f"namespace: {namespace}",
        "runAsUser, value: 20002": f"runAsUser, value: {user}",
        "runAsGroup, value: 20002": f"runAsGroup, value: {user}",
        "[pricer-v2, order-router]": f"[{', '.join(COUNTS)}]",
    }
    folder.mkdir()
    for name in ("keeper.yaml", "lease.yaml", "operator.yaml"):
        shutil.copy(ROOT / "k8s" / "base" / name, folder)
    kustomization = filled_in(block("yaml", "keeper.yaml"), own)
    (folder / "kustomization.yaml").write_text(kustomization)


def _deployment(name: str, image: str) -> Json:
    labels = {"tier": name}
    beside = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": _KEEPER}}
    ports = [] if name == "pricer-v2" else [{"name": "http", "containerPort": 9000}]
    container: Json = {
        "name": "bot",
        "image": image,
        "command": _COMMANDS[name],
        "ports": ports,
        "volumeMounts": [{"name": "bot", "mountPath": "/etc/bot", "readOnly": True}],
    }
    if ports:
        container["readinessProbe"] = {"tcpSocket": {"port": "http"}, "periodSeconds": 1}
    spec = {
        "securityContext": {"runAsUser": USER, "runAsGroup": USER},
        "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [beside]}},
        "containers": [container],
        "volumes": [_volume("bot")],
    }
    template = {"metadata": {"labels": labels}, "spec": spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": {"team": "pricing"}},
        "spec": {
            "replicas": COUNTS[name],
            "selector": {"matchLabels": labels},
            "template": template,
        },
    }


_KEEPER: Final = {"app": KEEPER}
