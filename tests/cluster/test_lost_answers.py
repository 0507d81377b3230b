"""Writes that a real API server did, and whose answers never came: ours are known again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from typing_extensions import override

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import SCANNER, Scene, scene
from traderadmin.clock import SystemClock
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.errors import UnconfirmedError
from traderadmin.targets.kubernetes.api import Api, Json
from traderadmin.targets.kubernetes.changes import Changes
from traderadmin.targets.kubernetes.cluster import Cluster as Services
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.names import RECORD_ANNOTATION
from traderadmin.targets.kubernetes.scaling import Scaler
from traderadmin.targets.port import Patience
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import Resumed

PATIENCE = Patience(60.0)
RECORD = ReplicaRecord(1, "an-apply")


class Forgetful(Api):
    """Does its first write, and loses the answer."""

    lost = 0

    @override
    def patch(self, path: str, body: Json | list[Json], *, dry_run: bool = False) -> Json:
        done = super().patch(path, body, dry_run=dry_run)
        if not self.lost:
            self.lost += 1
            raise UnconfirmedError("Not confirmed by the cluster", "The connection broke.")
        return done


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


@contextmanager
def forgetful(saved: SavedTarget) -> Iterator[Scaler]:
    """Scales the target's services with the operator's rights, over an API that loses an answer."""
    clock = SystemClock()
    api = Forgetful(Session(Credentials(saved.kubeconfig, saved.context), clock))
    changes = Changes(api, saved.namespace, clock)
    with ThreadPoolExecutor(4) as pool:
        try:
            yield Scaler(Services(api, saved), changes, clock, lambda: None, pool)
        finally:
            changes.close()
            api.close()
    assert api.lost == 1


def test_that_a_stop_and_a_start_whose_answers_were_lost_are_known_again(at: Scene) -> None:
    with forgetful(at.saved) as scaler:
        scaler.pause("scanner", RECORD, PATIENCE)
    assert at.kubectl.replicas(SCANNER) == 0
    assert at.kubectl.annotations("deployment", SCANNER)[RECORD_ANNOTATION] == (
        '{"count":1,"by":"an-apply"}'
    )

    with forgetful(at.saved) as scaler:
        assert scaler.resume("scanner", RECORD, PATIENCE) is Resumed.RESTORED
    assert at.kubectl.replicas(SCANNER) == 1
    at.assert_nothing_left_over()
