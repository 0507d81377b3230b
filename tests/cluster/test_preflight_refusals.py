"""What preflight refuses or warns of on a real cluster, and that the remedy it prints heals."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER, SERVICES
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.printed import run_as_printed
from tests.cluster.reporter import CLAIM, allow, another_service, claimed, folder
from tests.cluster.scene import SCANNER, Scene, opened, scene
from tests.cluster.untouched import only_line, refusal, titles, unwell
from tests.support.waiting import wait_until
from traderadmin.contract.history import Outcome
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.names import JOURNAL_ANNOTATION, LEASE
from traderadmin.targets.states import CheckLevel

Json = dict[str, Any]
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


@pytest.fixture(scope="module")
def namespace(trading: Kubectl) -> Kubectl:
    """With the operator's rights on a further service and on another claim added."""
    allow(trading)
    return trading


@pytest.fixture
def at(cluster: Cluster, namespace: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, namespace, tmp_path) as made:
        yield made


def test_that_the_printed_affinity_heals_a_service_that_could_start_elsewhere(at: Scene) -> None:
    remove = [{"op": "remove", "path": "/spec/template/spec/affinity"}]
    at.kubectl.run("patch", "deployment", SCANNER, "--type=json", f"--patch={json.dumps(remove)}")
    at.kubectl.wait_ready(SCANNER)
    line = only_line(at, CheckLevel.REFUSED)
    assert line.title == "Node of scanner"
    assert "ReadWriteOnce" in line.detail
    assert refusal(at).hint == line.remedy

    run_as_printed(at, line.remedy)
    at.kubectl.wait_ready(SCANNER)
    spec = at.kubectl.get("deployment", SCANNER)["spec"]["template"]["spec"]
    assert spec["affinity"]["podAffinity"][REQUIRED]
    assert unwell(at.backend.preflight()) == []
    assert at.apply().outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ({"configMap": {"name": "settings"}}, "ConfigMap"),
        ({"secret": {"secretName": "settings"}}, "Secret"),
        ({"csi": {"driver": "secrets-store.csi.k8s.io", "readOnly": True}}, "CSI secret"),
        pytest.param(
            {"projected": {"sources": [{"configMap": {"name": "settings"}}]}},
            "ConfigMap",
            marks=pytest.mark.full,
        ),
    ],
)
def test_that_a_configuration_that_is_no_file_of_the_volume_is_refused(
    at: Scene, source: Json, called: str
) -> None:
    mount = {"name": "settings", "mountPath": "/data/config", "readOnly": True}
    with another_service(at, volumes=[{"name": "settings", **source}], mounts=[mount]):
        assert f"the {called} volume settings" in only_refusal(at)


def only_refusal(at: Scene) -> str:
    """What the one line of the checklist says that refuses, as an apply does."""
    checks = unwell(at.backend.preflight())
    (line,) = (check for check in checks if check.level is CheckLevel.REFUSED)
    assert line.detail in refusal(at).message
    return line.detail


@pytest.mark.parametrize(
    "source", [{"configMap": {"name": "bot"}}, {"secret": {"secretName": "bot"}}]
)
def test_that_a_folder_of_the_api_server_s_in_place_of_the_claim_is_refused(
    at: Scene, source: Json
) -> None:
    volumes = [{"name": "bot", **source}]
    with another_service(at, volumes=volumes, mounts=[folder("bot", "/etc/bot")], env=()):
        said = only_refusal(at)
    assert "mounts no claim traderadmin-config, and reads what is at /etc/bot" in said


def test_that_what_an_init_container_renders_from_a_config_map_is_refused(at: Scene) -> None:
    volumes = [{"name": "in", "configMap": {"name": "bot"}}, {"name": "out", "emptyDir": {}}]
    render = {
        "name": "render",
        "image": "traderadmin-reporter",
        "volumeMounts": [folder("in", "/in"), folder("out", "/out")],
    }
    mounts = [folder("out", "/data/config")]
    with another_service(at, volumes=volumes, mounts=mounts, init=(render,)):
        said = only_refusal(at)
    assert "from the ConfigMap volume in through the init container render" in said


def test_that_a_mounted_file_is_warned_of(at: Scene) -> None:
    mount = {"name": "config", "mountPath": "/etc/config.toml", "subPath": "config/config.toml"}
    with another_service(at, volumes=[CLAIM], mounts=[mount]):
        line = only_line(at, CheckLevel.WARNING)
    assert "mounts the file itself (subPath config/config.toml)" in line.detail


def test_that_a_service_without_the_volume_is_warned_of(at: Scene) -> None:
    with another_service(at, volumes=[], mounts=[]):
        line = only_line(at, CheckLevel.WARNING)
    assert "reporter does not mount the claim traderadmin-config" in line.detail


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"accessModes": ["ReadWriteOncePod"]}, "is ReadWriteOncePod"),
        ({"accessModes": ["ReadWriteOnce"], "storageClassName": "no-such-class"}, "is Pending"),
    ],
)
def test_that_a_claim_of_no_use_is_refused(at: Scene, spec: Json, said: str) -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "other"},
        "spec": {**spec, "resources": {"requests": {"storage": "1Mi"}}},
    }
    at.kubectl.apply(json.dumps(manifest))
    try:
        with opened(at.kubectl, replace(at.saved, claim="other")) as other:
            (line, *_) = (c for c in other.backend.preflight() if c.title == "Volume other")
            assert (line.level, said in line.detail) == (CheckLevel.REFUSED, True), line
            assert line.detail in refusal(other).message
    finally:
        at.kubectl.run("delete", "persistentvolumeclaim", "other")


def test_that_a_volume_that_others_may_only_read_elsewhere_needs_the_affinity(at: Scene) -> None:
    volume = {"name": "config", "persistentVolumeClaim": {"claimName": "other"}}
    mounts = [folder("config", "/data")]
    with (
        claimed(at, "other", ["ReadWriteOnce", "ReadOnlyMany"]),
        another_service(at, volumes=[volume], mounts=mounts, affinity={}),
        opened(at.kubectl, replace(at.saved, claim="other")) as other,
    ):
        lines = {check.title: check for check in unwell(other.backend.preflight())}
        line = lines["Node of reporter"]
        assert (line.level, "Volume other" in lines) == (CheckLevel.REFUSED, False)
        assert "is ReadWriteOnce, ReadOnlyMany, and reporter is not bound" in line.detail
        run_as_printed(at, line.remedy)
        wait_until(lambda: "Node of reporter" not in titles(other), 10, "it to be bound")


def test_that_a_missing_lease_is_refused_with_how_to_make_it(at: Scene) -> None:
    at.kubectl.run("delete", "lease", LEASE)
    try:
        lines = unwell(at.backend.preflight())
        assert {line.level for line in lines} == {CheckLevel.REFUSED}
        assert f"There is no Lease {LEASE}" in lines[0].detail
        assert f"There is no Lease {LEASE}" in refusal(at).message
        run_as_printed(at, lines[0].remedy.split("`")[1])
        wait_until(lambda: titles(at) == [], 10, "the Lease to be seen")
    finally:
        manifest = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
        at.kubectl.apply(json.dumps({**manifest, "metadata": {"name": LEASE}}))


def test_that_a_journal_that_cannot_be_read_is_refused(at: Scene) -> None:
    at.kubectl.run("annotate", "lease", LEASE, f'{JOURNAL_ANNOTATION}={{"half')
    try:
        lines = unwell(at.backend.preflight())
        assert {line.level for line in lines} == {CheckLevel.REFUSED}
        assert JOURNAL_ANNOTATION in lines[0].detail
        assert JOURNAL_ANNOTATION in refusal(at).message
        assert any(JOURNAL_ANNOTATION in note for note in at.backend.snapshot().notes)
    finally:
        at.kubectl.run("annotate", "lease", LEASE, f"{JOURNAL_ANNOTATION}-")


def test_that_a_folder_that_takes_no_file_is_refused(at: Scene) -> None:
    at.kubectl.exec(KEEPER_POD, "chmod", "0550", "/data/config")
    try:
        line = only_line(at, CheckLevel.REFUSED)
        assert line.title == "Folder /data/config on the volume"
        assert line.detail in refusal(at).message
    finally:
        at.kubectl.exec(KEEPER_POD, "chmod", "0770", "/data/config")


def test_that_a_keeper_that_answers_but_is_not_ready_is_warned_of(at: Scene) -> None:
    at.kubectl.exec(KEEPER_POD, "chmod", "0550", "/data/config")
    try:
        at.kubectl.run("wait", "--for=condition=Ready=false", f"pod/{KEEPER_POD}", "--timeout=60s")
        lines = {check.title: check for check in at.backend.preflight()}
        assert lines["Config keeper"].level is CheckLevel.OK
        line = lines["Keeper ready"]
        assert line.level is CheckLevel.WARNING
        assert line.detail == (
            f"The keeper {KEEPER_POD} is not ready: probe failing: Readiness probe failed."
        )
    finally:
        at.kubectl.exec(KEEPER_POD, "chmod", "0770", "/data/config")
        at.kubectl.run("wait", "--for=condition=Ready", f"pod/{KEEPER_POD}", "--timeout=60s")
    assert unwell(at.backend.preflight()) == []


def test_that_without_a_keeper_nothing_is_saved_but_services_can_be_stopped(at: Scene) -> None:
    at.kubectl.run("scale", "statefulset", KEEPER, "--replicas=0")
    at.kubectl.wait_gone(KEEPER)
    try:
        line = only_line(at, CheckLevel.REFUSED)
        assert line.detail.startswith(f"There is no pod {at.saved.namespace}/{KEEPER_POD}")
        with pytest.raises(TraderAdminError, match="There is no pod"):
            at.backend.save_configuration_and_restart(b"", baseline="any")
        result = at.backend.pause_trading_services("no keeper")
        assert result.outcome is Outcome.DONE
        assert at.counts() == dict.fromkeys(SERVICES, 0)
    finally:
        at.kubectl.run("scale", "statefulset", KEEPER, "--replicas=1")
        at.kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=120s")
    at.backend.resume_trading_services()
    assert at.counts() == dict.fromkeys(SERVICES, 1)
