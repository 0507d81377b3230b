"""The cluster of a test session: a node of one's own, or the one that a variable names."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.kubectl import Kubectl
from tests.cluster.node.cluster import OwnNode, Prepared
from tests.cluster.node.commands import find
from tests.cluster.node.images import build_image
from tests.cluster.node.layout import Layout
from traderadmin.errors import TraderAdminError

KUBECONFIG_VARIABLE = "TRADERADMIN_TEST_KUBECONFIG"
IMAGE_VARIABLE = "TRADERADMIN_TEST_IMAGE"
_SHARED_VARIABLE = "TRADERADMIN_TEST_SHARED_NODE"
"""Set by `shared_with_workers` for the processes that pytest-xdist starts."""
OPERATOR = "traderadmin-operator"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster that knows the project's image.

    Attributes:
        kubectl: an administrator's, in no particular namespace.
        image: name and tag of the image built from this checkout.
        node: the folder of a node of one's own; None on a cluster of somebody else.
    """

    kubectl: Kubectl
    image: str
    node: Layout | None

    def operator_kubeconfig(self, namespace: str, path: Path) -> Path:
        """Write a kubeconfig with the rights of the namespace's `traderadmin-operator` only."""
        kubectl = self.kubectl.within(namespace)
        token = kubectl.run("create", "token", OPERATOR, "--duration=4h").strip()
        config = kubectl.json("config", "view", "--raw", "--minify", "--flatten")
        cluster = config["contexts"][0]["context"]["cluster"]
        context = {"cluster": cluster, "user": OPERATOR, "namespace": namespace}
        config["users"] = [{"name": OPERATOR, "user": {"token": token}}]
        config["contexts"] = [{"name": "operator", "context": context}]
        config["current-context"] = "operator"
        path.touch(mode=0o600)
        path.write_text(json.dumps(config, indent=2) + "\n")
        return path

    def server(self) -> tuple[str, bytes]:
        """The API server's URL and the certificate of its authority."""
        config = self.kubectl.json("config", "view", "--raw", "--minify", "--flatten")
        cluster = config["clusters"][0]["cluster"]
        return cluster["server"], base64.b64decode(cluster["certificate-authority-data"])


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """The cluster, for as long as it is needed. Raises: TraderAdminError saying what is missing."""
    if shared := os.environ.get(_SHARED_VARIABLE):
        yield _shared(json.loads(shared))
        return
    kubeconfig = os.environ.get(KUBECONFIG_VARIABLE)
    if kubeconfig:
        yield _foreign(Path(kubeconfig))
        return
    prepared = Prepared.make()
    image, archive = build_image()
    node = OwnNode(prepared)
    try:
        node.load_image(archive)
        kubectl = Kubectl(prepared.programs / "kubectl", node.layout.kubeconfig)
        yield Cluster(kubectl, image, node.layout)
    finally:
        code = node.end()
    if code != 0:
        message = "The node left something behind, or ended too early; see above."
        raise TraderAdminError("The cluster did not end", message, "Its logs: build/cluster/logs.")


@contextmanager
def shared_with_workers() -> Iterator[None]:
    """One cluster for all processes that are started in the block. Raises: TraderAdminError."""
    with running_cluster() as cluster:
        if cluster.node is None:  # the variable that names it is passed on as it is
            yield
            return
        told = {
            "program": str(cluster.kubectl.program),
            "image": cluster.image,
            "node": str(cluster.node.root),
        }
        os.environ[_SHARED_VARIABLE] = json.dumps(told)
        try:
            yield
        finally:
            del os.environ[_SHARED_VARIABLE]


def _shared(told: dict[str, str]) -> Cluster:
    node = Layout(Path(told["node"]))
    return Cluster(Kubectl(Path(told["program"]), node.kubeconfig), told["image"], node)


def _foreign(kubeconfig: Path) -> Cluster:
    if not kubeconfig.is_file():
        message = f"{KUBECONFIG_VARIABLE} names {kubeconfig}, and there is no such file."
        raise TraderAdminError("Cluster not available", message)
    program = find("kubectl")
    if program is None:
        message = "There is no kubectl on this machine."
        raise TraderAdminError("Cluster not available", message, "Install it.")
    image = os.environ.get(IMAGE_VARIABLE)
    if not image:
        message = f"{IMAGE_VARIABLE} is not set, so that cluster has no image to run."
        hint = "Build it from the Dockerfile, load it into the cluster, and name it there."
        raise TraderAdminError("Cluster not available", message, hint)
    return Cluster(Kubectl(Path(program), kubeconfig.resolve()), image, None)
