"""Kubeconfigs that differ from the operator's: another account, other credentials, a server."""

import json
from pathlib import Path
from typing import Any

from tests.cluster.clusters import Cluster
from traderadmin.clock import SystemClock
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.saved import SavedTarget

Json = dict[str, Any]


def kubeconfig(
    cluster: Cluster,
    namespace: str,
    path: Path,
    *,
    user: Json | None = None,
    account: str = "",
    server: Json | None = None,
) -> Path:
    """Write a kubeconfig like the operator's, with a change.

    Args:
        cluster: the cluster.
        namespace: in which `traderadmin-operator` is.
        path: the file.
        user: the credentials in place of its token.
        account: a ServiceAccount whose token is taken instead.
        server: merged into the cluster's entry.
    """
    config = json.loads(cluster.operator_kubeconfig(namespace, path).read_text())
    if account:
        token = cluster.kubectl.within(namespace).run("create", "token", account, "--duration=4h")
        user = {"token": token.strip()}
    if user is not None:
        config["users"][0]["user"] = user
    config["clusters"][0]["cluster"].update(server or {})
    path.write_text(json.dumps(config))
    return path


def operator_target(cluster: Cluster, namespace: str, path: Path) -> SavedTarget:
    """The target as the operator saves it, pinned; `path` is for the kubeconfig."""
    file = str(cluster.operator_kubeconfig(namespace, path))
    draft = SavedTarget("eu", "operator", namespace, kubeconfig=file)
    return KubernetesBrowser(SystemClock(), file).pinned(draft)
