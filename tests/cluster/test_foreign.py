"""A whole apply on somebody else's programs, picked by hand: proof level *restarted*."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster import foreign
from tests.cluster.clusters import Cluster
from tests.cluster.deploying import UID
from tests.cluster.foreign import CLAIM, COUNTS, FILE, NEW, OLD, SCHEMA, USER
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.scene import Scene, scene
from tests.cluster.untouched import unwell
from traderadmin.contract.history import Outcome
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.names import JOURNAL_ANNOTATION, RECORD_ANNOTATION
from traderadmin.targets.saved import PickedService
from traderadmin.targets.states import Phase, ProofLevel

PICKED = (
    PickedService("pricer", "pricer-v2", 10),
    PickedService("router", "order-router", 20),
    PickedService("fills", "fills-api", 20),
)
ON_VOLUME = f"/data/{FILE}"


@pytest.fixture(scope="module")
def namespace(cluster: Cluster) -> Iterator[Kubectl]:
    with foreign.foreign(cluster) as kubectl:
        yield kubectl


@pytest.fixture
def at(cluster: Cluster, namespace: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with picked_by_hand(cluster, namespace, tmp_path) as made:
        yield made


@contextmanager
def picked_by_hand(cluster: Cluster, kubectl: Kubectl, folder: Path) -> Iterator[Scene]:
    """An operator whose target names what labels do not tell."""
    schema = folder / "bot.schema.json"
    schema.write_text(json.dumps(SCHEMA))
    changes = {"services": PICKED, "claim": CLAIM, "path": FILE, "schema": str(schema)}
    with scene(cluster, kubectl, folder, **changes) as made:
        yield made


def counts(kubectl: Kubectl) -> dict[str, int]:
    return {name: kubectl.replicas(name) for name in COUNTS}


def pods(kubectl: Kubectl, deployment: str) -> dict[str, str]:
    """Names of a Deployment's pods by UID."""
    found = kubectl.json("get", "pods", f"--selector=tier={deployment}")["items"]
    return {pod["metadata"]["uid"]: pod["metadata"]["name"] for pod in found}


def test_that_preflight_finds_nothing_wrong_with_them(at: Scene) -> None:
    assert unwell(at.backend.preflight()) == []


def test_that_what_each_can_prove_is_a_new_start(at: Scene) -> None:
    states = {state.name: state for state in at.backend.snapshot().services}
    assert {name: state.ready for name, state in states.items()} == {
        "pricer": 3,
        "router": 1,
        "fills": 1,
    }
    for state in states.values():
        assert (state.phase, state.proof, state.problem) == (
            Phase.RUNNING,
            ProofLevel.RESTARTED,
            "",
        )


def test_that_a_whole_apply_reaches_every_pod(at: Scene) -> None:
    old = at.kubectl.read(ON_VOLUME)
    new = NEW if old == OLD else OLD
    before = {name: pods(at.kubectl, name) for name in COUNTS}
    at.backend.load()
    result = at.apply(new)

    assert result.outcome is Outcome.DONE
    assert result.warnings == ()
    assert at.kubectl.read(ON_VOLUME) == new
    assert counts(at.kubectl) == COUNTS
    for name, count in COUNTS.items():
        found = pods(at.kubectl, name)
        assert len(found) == count
        assert not found.keys() & before[name].keys()
        for pod in found.values():
            assert new in at.kubectl.run("logs", pod).encode() + b"\n"
    (backup,) = (name for name in at.kubectl.files("/data/settings") if ".bak." in name)
    assert backup.startswith("bot.toml.bak.")
    assert at.kubectl.read(f"/data/settings/{backup}") == old


def test_that_file_and_backup_stay_their_user_s_and_nothing_else_is_left(at: Scene) -> None:
    names = at.kubectl.files("/data/settings")
    paths = [f"/data/settings/{name}" for name in names if name.startswith("bot.toml")]
    told = at.kubectl.exec(KEEPER_POD, "stat", "--format=%u %g %a", *paths).decode().split("\n")
    assert set(told) == {f"{USER} {USER} 660", ""}
    for name in COUNTS:
        deployment = at.kubectl.get("deployment", name)["metadata"]
        assert deployment["labels"] == {"team": "pricing"}
        assert RECORD_ANNOTATION not in deployment["annotations"]
    lease = at.lease()
    assert JOURNAL_ANNOTATION not in lease["metadata"].get("annotations", {})
    assert not lease["spec"].get("holderIdentity")
    assert "config" not in at.kubectl.files("/data")


def test_that_their_own_schema_decides_what_is_valid(at: Scene) -> None:
    at.backend.load()
    before = at.kubectl.read(ON_VOLUME)
    with pytest.raises(TraderAdminError, match=r"bot\.spread"):
        at.backend.save_configuration_and_restart(b"[bot]\nspread = -1\n")
    assert at.kubectl.read(ON_VOLUME) == before
    assert counts(at.kubectl) == COUNTS


def test_that_a_picked_deployment_that_is_gone_is_named(at: Scene) -> None:
    manifest = at.kubectl.get("deployment", "fills-api")
    at.kubectl.run("delete", "deployment", "fills-api")
    try:
        (line,) = unwell(at.backend.preflight())
        assert line.title == "Services found"
        assert "fills-api" in line.detail
        states = {state.name: state for state in at.backend.snapshot().services}
        gone = states.pop("fills")
        assert (gone.phase, gone.problem) == (
            Phase.UNKNOWN,
            "The Deployment fills-api of the service fills does not exist.",
        )
        assert {name: state.ready for name, state in states.items()} == {"pricer": 3, "router": 1}
        before = at.kubectl.read(ON_VOLUME)
        at.backend.load()
        with pytest.raises(TraderAdminError, match="fills-api"):
            at.backend.save_configuration_and_restart(NEW if before == OLD else OLD)
        assert at.kubectl.read(ON_VOLUME) == before
        assert at.kubectl.replicas("pricer-v2") == COUNTS["pricer-v2"]
    finally:
        for key in ("uid", "resourceVersion", "creationTimestamp", "generation"):
            del manifest["metadata"][key]
        at.kubectl.apply(json.dumps(manifest | {"status": None}))
        at.kubectl.wait_ready("fills-api")


@pytest.mark.full
def test_that_a_keeper_of_another_user_works_through_a_shared_group(
    cluster: Cluster, tmp_path: Path
) -> None:
    with (
        foreign.foreign(cluster, keeper_user=UID) as kubectl,
        picked_by_hand(cluster, kubectl, tmp_path) as at,
    ):
        at.backend.load()
        assert at.apply(NEW).outcome is Outcome.DONE
        assert kubectl.read(ON_VOLUME) == NEW
        told = kubectl.exec(KEEPER_POD, "stat", "--format=%u %g %a", ON_VOLUME).decode()
        assert told == f"{UID} {USER} 660\n"
        (pod, *_) = pods(kubectl, "pricer-v2").values()
        assert NEW in kubectl.run("logs", pod).encode() + b"\n"
