"""Breaking what the scanner's Deployment runs, and putting it right again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import SCANNER, Scene


@contextmanager
def restored_afterwards(kubectl: Kubectl, deployment: str) -> Iterator[None]:
    """Whatever was done to a Deployment is undone, and its pods are not waited for."""
    spec = kubectl.get("deployment", deployment)["spec"]
    try:
        yield
    finally:
        paths = json.dumps([{"op": "replace", "path": "/spec", "value": spec}])
        kubectl.run("patch", "deployment", deployment, "--type=json", f"--patch={paths}")
        chosen = f"--selector=app={deployment}"
        kubectl.run("delete", "pods", chosen, "--grace-period=0", "--force", "--wait=false")
        kubectl.wait_ready(deployment)


def spoil(at: Scene, container: dict[str, Any], **pod: Any) -> None:
    """Change the template of the scanner's pods."""
    spec = {"containers": [{"name": "scanner", **container}], **pod}
    change(at, template={"spec": spec})


def change(at: Scene, **spec: Any) -> None:
    """Change the scanner's Deployment."""
    patch = json.dumps({"spec": spec})
    at.kubectl.run("patch", "deployment", SCANNER, f"--patch={patch}")
