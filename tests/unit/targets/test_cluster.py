"""Which Deployments a target's services are."""

from typing import Any, cast

import pytest

from tests.support.fake_clock import FakeClock
from tests.unit.targets import manifests
from traderadmin.errors import NotFoundError
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.cluster import Cluster
from traderadmin.targets.saved import PickedService, SavedTarget

PICKED = (PickedService("scanner", "bot", 10), PickedService("gone", "gone", 20))


class OneDeployment:
    """An API server with one Deployment."""

    clock = FakeClock()

    def get(self, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        if query is not None:
            return {"items": []}
        if path.endswith("/bot"):
            return manifests.deployment("bot")
        raise NotFoundError("Not found", "There is no such Deployment.")


@pytest.fixture
def cluster() -> Cluster:
    saved = SavedTarget("eu", "context", "trading", services=PICKED)
    return Cluster(cast("Api", OneDeployment()), saved)


def test_that_a_picked_service_is_found_though_another_is_gone(cluster: Cluster) -> None:
    assert cluster.find("scanner").name == "bot"


def test_that_none_of_those_picked_may_be_left_out(cluster: Cluster) -> None:
    with pytest.raises(NotFoundError, match="The Deployment gone of the service gone does not"):
        cluster.deployments()


def test_that_a_look_shows_the_others_and_tells_which_is_gone(cluster: Cluster) -> None:
    sight = cluster.look()
    assert [work.deployment.service for work in sight.workloads] == ["scanner"]
    assert sight.gone == PICKED[1:]
    assert cluster.last_seen("scanner") is not None
    assert cluster.last_seen("gone") is None
