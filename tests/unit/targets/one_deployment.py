"""A cluster that consists of one Deployment, in memory, and the pods that its selector means."""

from typing import Any, cast

from tests.support.fake_clock import FakeClock
from tests.unit.targets import manifests
from traderadmin.errors import NotFoundError, RefusedError
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.cluster import Cluster
from traderadmin.targets.saved import PickedService, SavedTarget

PICKED = (PickedService("scanner", "bot", 10), PickedService("gone", "gone", 20))


class OneDeployment:
    """An API server with one Deployment, whose pods stay whatever its count is."""

    clock = FakeClock()

    def __init__(self, *pods: dict[str, Any]) -> None:
        self.pods = pods
        self.replicas = 1

    def get(self, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        if query is not None:
            return {"items": list(self.pods)}
        if path.endswith("/bot"):
            plain = manifests.deployment("bot")
            return {**plain, "spec": {**plain["spec"], "replicas": self.replicas}}
        raise NotFoundError("Not found", "There is no such Deployment.")

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.replicas = body["spec"]["replicas"]
        return self.get(path)

    def stream(self, path: str, query: dict[str, str]) -> None:
        raise RefusedError("Not permitted", f"Nobody may watch {path}, {query}.")

    def as_api(self) -> Api:
        return cast("Api", self)


def cluster_of(api: OneDeployment) -> Cluster:
    saved = SavedTarget("eu", "context", "trading", services=PICKED)
    return Cluster(api.as_api(), saved)
