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

    def get(self, path: str) -> dict[str, Any]:
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
    with pytest.raises(NotFoundError):
        cluster.deployments()
