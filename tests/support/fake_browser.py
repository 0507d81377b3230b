"""A ClusterBrowser in memory: one cluster with what our manifests make, and faults to inject."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from traderadmin.targets.browsing import ClaimInfo, ContextInfo, DeploymentInfo
from traderadmin.targets.saved import SavedTarget

CLAIM = "traderadmin-config"
SERVER = "https://10.0.0.1:6443"


class FakeBrowser:
    """Answers at once.

    `faults` maps the name of a call ("contexts", "namespaces", "files", …) to a function run
    before it, which may raise or wait.
    """

    def __init__(self) -> None:
        self.faults: dict[str, Callable[[], None]] = {}
        self.given_up = threading.Event()
        self.kubeconfig = ""
        self.asked: list[tuple[str, ...]] = []
        self.known_contexts = (
            ContextInfo("prod-eu", "prod", SERVER, "alice", "trading", current=True),
            ContextInfo("test", "test", "https://10.0.0.2:6443", "bob"),
        )
        self.known_namespaces = ("default", "trading")
        self.known_deployments = (
            DeploymentInfo("traderadmin-scanner", "scanner", 10, 3, ("traderadmin:1",), (CLAIM,)),
            DeploymentInfo("traderadmin-orchestrator", "orchestrator", 20, 1, (), (CLAIM,)),
            DeploymentInfo("pricing", "", None, 2, ("pricing:7",), ("pricing-data",)),
        )
        self.known_claims = (
            ClaimInfo(CLAIM, ("ReadWriteOnce",), "Bound", "traderadmin-keeper", ("pricing",)),
            ClaimInfo("pricing-data", ("ReadWriteMany",), "Bound"),
        )
        self.folders = {"": ("config/", "state/"), "config": ("config.toml", "history.jsonl")}

    def reading(self, kubeconfig: str) -> Self:
        """The same browser, told which kubeconfig to read."""
        self.kubeconfig = kubeconfig
        return self

    def give_up(self) -> None:
        """Nobody signs in any more."""
        self.given_up.set()

    def contexts(self) -> tuple[ContextInfo, ...]:
        """Two contexts; the first one is current."""
        self._ask("contexts")
        return self.known_contexts

    def namespaces(self, context: str) -> tuple[str, ...]:
        """The same in every context."""
        self._ask("namespaces", context)
        return self.known_namespaces

    def deployments(self, context: str, namespace: str) -> tuple[DeploymentInfo, ...]:
        """The same in every namespace."""
        self._ask("deployments", context, namespace)
        return self.known_deployments

    def claims(self, context: str, namespace: str) -> tuple[ClaimInfo, ...]:
        """The keeper's first."""
        self._ask("claims", context, namespace)
        return self.known_claims

    def files(self, draft: SavedTarget, folder: str) -> tuple[str, ...]:
        """Names in a folder of the volume."""
        self._ask("files", draft.claim, folder)
        return self.folders.get(folder.strip("/"), ())

    def pinned(self, draft: SavedTarget) -> SavedTarget:
        """The draft with server and UID."""
        self._ask("pinned", draft.context, draft.namespace)
        return replace(draft, server=SERVER, namespace_uid="5f0c9a1e")

    def _ask(self, name: str, *arguments: str) -> None:
        self.asked.append((name, *arguments))
        fault = self.faults.get(name)
        if fault is not None:
            fault()
