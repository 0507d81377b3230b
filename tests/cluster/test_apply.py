"""A whole apply on a real cluster, with exactly the operator's Role; kubectl is the witness."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.workflow.events import ApplyEvent, StepFinished

BOTH = {ORCHESTRATOR: 1, SCANNER: 1}


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def test_that_an_apply_pauses_replaces_resumes_and_proves(at: Scene) -> None:
    before = at.config()
    old_pods = {name: at.pod_uids(name) for name in SERVICES}
    new = at.changed_content()
    seen: dict[Step, tuple[dict[str, int], int, bytes]] = {}

    def witness(event: ApplyEvent) -> None:
        if isinstance(event, StepFinished):
            pods = sum(len(at.kubectl.pods(name)) for name in SERVICES)
            seen[event.step] = (at.counts(), pods, at.config())

    at.watch = witness
    result = at.apply(new)

    assert result.outcome is Outcome.DONE
    assert result.warnings == ()
    assert seen[Step.LOCK] == (BOTH, 2, before)
    assert seen[Step.PAUSE] == (dict.fromkeys(BOTH, 0), 0, before)
    assert seen[Step.SAVE] == (dict.fromkeys(BOTH, 0), 0, new)
    assert seen[Step.RESUME] == (BOTH, 2, new)
    for name in SERVICES:
        assert not at.pod_uids(name) & old_pods[name]
        assert at.status(name)["config_revision"] == revision_of(new)
    assert result.entry.backup in at.backups()
    assert at.kubectl.read(f"/data/config/{result.entry.backup}") == before
    at.assert_nothing_left_over()


def test_that_history_tells_who_by_the_api_server_s_word(at: Scene) -> None:
    at.apply(reason="for the record")
    (line, *_) = at.backend.history()
    account = f"system:serviceaccount:{at.saved.namespace}:traderadmin-operator"
    assert line.who.startswith(account)
    assert line.reason == "for the record"
    assert (
        json.loads(at.kubectl.read("/data/config/history.jsonl").splitlines()[-1])["id"] == line.id
    )


def test_that_three_scanners_come_back_as_three(at: Scene) -> None:
    at.kubectl.scale(SCANNER, 3)
    at.kubectl.wait_ready(SCANNER)
    try:
        result = at.apply()
        assert result.outcome is Outcome.DONE
        assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 3}
        assert len(at.pod_uids(SCANNER)) == 3
        states = {state.name: state for state in at.backend.snapshot().services}
        assert states["scanner"].ready == 3
        revisions = {
            instance.status.config_revision
            for instance in states["scanner"].instances
            if instance.status is not None
        }
        assert revisions == {revision_of(at.config())}
    finally:
        at.kubectl.scale(SCANNER, 1)
        at.kubectl.wait_ready(SCANNER)


def test_that_a_service_left_stopped_stays_so_and_is_reported(at: Scene) -> None:
    at.kubectl.scale(SCANNER, 0)
    at.kubectl.wait_gone(SCANNER)
    try:
        result = at.apply()
        assert result.outcome is Outcome.DONE
        assert result.warnings == ("scanner was stopped before and stays stopped.",)
        assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 0}
        assert at.records() == {}
    finally:
        at.kubectl.scale(SCANNER, 1)
        at.kubectl.wait_ready(SCANNER)


def test_that_an_operator_s_pause_outlives_an_apply(at: Scene) -> None:
    at.backend.pause_trading_services("maintenance")
    assert at.counts() == dict.fromkeys(BOTH, 0)
    assert set(at.records()) == set(BOTH)
    for text in at.records().values():
        assert json.loads(text) == {"count": 1, "by": "operator"}
    result = at.apply()
    assert result.outcome is Outcome.DONE
    assert at.counts() == dict.fromkeys(BOTH, 0)

    at.backend.resume_trading_services()
    assert at.counts() == BOTH
    at.assert_nothing_left_over()


def test_that_the_owner_s_server_side_apply_meets_no_conflict_afterwards(at: Scene) -> None:
    live = at.kubectl.get("deployment", SCANNER)
    kept = {key: live["metadata"][key] for key in ("name", "labels", "annotations")}
    kept["annotations"].pop("deployment.kubernetes.io/revision")
    manifest = {**live, "metadata": kept, "status": None}

    def owner_applies(count: int) -> None:
        manifest["spec"]["replicas"] = count
        at.kubectl.apply(json.dumps(manifest), "--server-side", "--field-manager=owner")

    at.kubectl.run("delete", "deployment", SCANNER)
    at.kubectl.wait_gone(SCANNER)
    owner_applies(1)
    at.kubectl.wait_ready(SCANNER)

    assert at.apply().outcome is Outcome.DONE
    assert "traderadmin" not in managers(at)
    owner_applies(2)
    assert at.counts()[SCANNER] == 2


def managers(at: Scene) -> set[str]:
    live = at.kubectl.json("get", "deployment", SCANNER, "--show-managed-fields")
    return {entry["manager"] for entry in live["metadata"]["managedFields"]}
