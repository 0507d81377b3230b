"""Answers that never came, and sign-ins that failed, in the middle of stopping and starting."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from typing_extensions import override

from tests.cluster.clusters import OPERATOR, Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.operators import kubeconfig
from tests.cluster.scene import SCANNER, Scene, scene
from tests.support.kubeconfigs import GIVES, signing_in_with, started
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
def scaling(saved: SavedTarget, api: Api) -> Iterator[Scaler]:
    """Scales the target's services over `api`."""
    changes = Changes(api, saved.namespace, api.clock)
    with ThreadPoolExecutor(4) as pool:
        try:
            yield Scaler(Services(api, saved), changes, api.clock, lambda: None, pool)
        finally:
            changes.close()
            api.close()


@contextmanager
def forgetful(saved: SavedTarget) -> Iterator[Scaler]:
    """Scales the target's services with the operator's rights, over an API that loses an answer."""
    api = Forgetful(Session(Credentials(saved.kubeconfig, saved.context), SystemClock()))
    with scaling(saved, api) as scaler:
        yield scaler
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


def test_that_a_service_is_stopped_and_started_though_signing_in_fails_for_a_while(
    cluster: Cluster, at: Scene, tmp_path: Path
) -> None:
    token = at.kubectl.run("create", "token", OPERATOR, "--duration=1h").strip()
    tokens = ("refused", "", "", token)
    user = signing_in_with(GIVES, str(tmp_path / "started"), *tokens)
    path = kubeconfig(cluster, at.saved.namespace, tmp_path / "c", user=user)
    api = Api(Session(Credentials(str(path), at.saved.context), SystemClock()))
    with scaling(at.saved, api) as scaler:
        scaler.pause("scanner", RECORD, PATIENCE)
        assert at.kubectl.replicas(SCANNER) == 0
        assert scaler.resume("scanner", RECORD, PATIENCE) is Resumed.RESTORED
    assert len(started(tmp_path)) == len(tokens)
    at.assert_nothing_left_over()
