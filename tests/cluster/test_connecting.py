"""Finding a target on a real cluster with the operator's Role, by command and in the window."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.gui.shell.stage import words_in
from traderadmin.clock import SystemClock
from traderadmin.gui.clusters import KubernetesClusters
from traderadmin.gui.connect.assistant import Assistant
from traderadmin.gui.connect.check import NOTHING_CHANGED, CheckStep
from traderadmin.gui.connect.namespace import NamespaceStep
from traderadmin.gui.connect.services import ServicesStep
from traderadmin.gui.connect.volume import VolumeStep
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.targets.saved import SavedTarget

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60_000


@pytest.fixture
def kubeconfig(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Path:
    """The operator's."""
    return cluster.operator_kubeconfig(trading.namespace, tmp_path / "operator.json")


def traderadmin(folder: Path | None, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the program, with targets saved in a folder."""
    place = ("--config-dir", str(folder)) if folder else ()
    command = [sys.executable, "-m", "traderadmin", *place, *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, cwd=ROOT
    )


def test_that_a_target_is_added_and_worked_on_by_its_name(
    trading: Kubectl, kubeconfig: Path, tmp_path: Path
) -> None:
    place = ("--context", "operator", "--namespace", trading.namespace)
    before = trading.json("get", "deployments,leases,pods")["items"]
    added = traderadmin(tmp_path, "targets", "add", "eu", *place, "--kubeconfig", str(kubeconfig))
    assert added.returncode == 0, added.stderr
    assert "refused" not in added.stdout
    assert added.stdout.endswith("Saved.\nRead-only so far: nothing was changed.\n")
    after = trading.json("get", "deployments,leases,pods")["items"]
    assert _versions(after) == _versions(before)
    status = traderadmin(tmp_path, "--target", "eu", "status", "--json")
    assert status.returncode == 0, status.stderr
    services = {each["service"]: each for each in json.loads(status.stdout)["services"]}
    assert {name: each["ready"] for name, each in services.items()} == {
        "orchestrator": 1, "scanner": 1,
    }  # fmt: skip
    pod = trading.pods("traderadmin-scanner")[0]["metadata"]["name"]
    assert services["scanner"]["instances"][0]["label"] == pod


COMMANDS = (
    ("pause", "--yes"),
    ("status",),
    ("logs", "scanner"),
    ("history",),
    ("backups",),
    ("session",),
    ("session", "halt"),
    ("recover",),
    ("show",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_that_a_namespace_that_was_made_anew_is_refused(
    command: tuple[str, ...], trading: Kubectl, kubeconfig: Path, tmp_path: Path
) -> None:
    clusters = KubernetesClusters.under(tmp_path, SystemClock())
    draft = SavedTarget(
        "eu", "operator", trading.namespace, kubeconfig=str(kubeconfig), namespace_uid="another"
    )
    clusters.saved.put(draft)
    refused = traderadmin(tmp_path, "--target", "eu", *command)
    assert refused.returncode == 1
    assert "is not the one eu was saved for" in refused.stderr
    assert refused.stdout == ""
    assert trading.replicas("traderadmin-scanner") == 1


@pytest.mark.parametrize("command", [("status",), ("recover",)], ids=" ".join)
def test_that_a_namespace_that_does_not_exist_is_told(
    command: tuple[str, ...], cluster: Cluster, tmp_path: Path
) -> None:
    clusters = KubernetesClusters.under(tmp_path, SystemClock())
    context = cluster.kubectl.run("config", "current-context").strip()
    admin = str(cluster.kubectl.kubeconfig)
    clusters.saved.put(SavedTarget("eu", context, "no-such-place", kubeconfig=admin))
    refused = traderadmin(tmp_path, "--target", "eu", *command)
    assert refused.returncode == 1
    assert "There is no namespace no-such-place on https://" in refused.stderr
    assert refused.stdout == ""


def test_that_a_context_is_named_where_the_kubeconfig_has_no_current_one(
    trading: Kubectl, kubeconfig: Path
) -> None:
    config = json.loads(kubeconfig.read_text())
    del config["current-context"]
    kubeconfig.write_text(json.dumps(config))
    status = traderadmin(None, "--kubeconfig", str(kubeconfig), "--context", "operator", "status")
    assert status.returncode == 0, status.stderr
    assert status.stdout.startswith(f"operator/{trading.namespace}")
    nowhere = traderadmin(None, "--kubeconfig", str(kubeconfig), "status")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "no current context" in nowhere.stderr


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    """A window for the assistant to stand before."""
    theme = Theme(qapp, Scheme.LIGHT, reduced_motion=True)
    made = QWidget()
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()
    theme.deleteLater()


def test_that_the_assistant_finds_checks_and_saves_the_target(
    qtbot: QtBot, window: QWidget, trading: Kubectl, kubeconfig: Path, tmp_path: Path
) -> None:
    clusters = KubernetesClusters.under(tmp_path, SystemClock())
    made = Assistant(clusters, frozenset(), parent=window)
    connected: list[SavedTarget] = []
    made.connected.connect(connected.append)
    made.open()
    made.steps[0].kubeconfig.setText(str(kubeconfig))  # type: ignore[attr-defined]
    made.steps[0].kubeconfig.editingFinished.emit()  # type: ignore[attr-defined]

    def next_from(name: str) -> None:
        assert made.step.name == name
        qtbot.waitUntil(made.next.isEnabled, timeout=SECONDS)
        made.next.click()

    next_from("Cluster")
    step = made.step
    assert isinstance(step, NamespaceStep)
    qtbot.waitUntil(step.typed.isVisible, timeout=SECONDS)
    assert step.typed.text() == trading.namespace
    next_from("Namespace")
    services = made.step
    assert isinstance(services, ServicesStep)
    qtbot.waitUntil(lambda: len(services.rows) == 2, timeout=SECONDS)
    assert [row.is_ticked for row in services.rows] == [True, True]
    next_from("Services")
    volume = made.step
    assert isinstance(volume, VolumeStep)
    qtbot.waitUntil(lambda: volume.files.count() > 0, timeout=SECONDS)
    shown = [volume.files.item(row).text() for row in range(volume.files.count())]
    assert "config.toml" in shown
    next_from("Configuration")
    next_from("Details")
    check = made.step
    assert isinstance(check, CheckStep)
    qtbot.waitUntil(made.next.isEnabled, timeout=SECONDS)
    told = words_in(made)
    assert NOTHING_CHANGED in told
    assert "an apply is refused" not in told
    QTest.mouseClick(made.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(connected), timeout=SECONDS)
    uid = trading.get("namespace", trading.namespace)["metadata"]["uid"]
    assert connected[0].namespace_uid == uid
    assert connected[0].services == ()
    assert clusters.saved.all() == (connected[0],)


def _versions(items: list[dict[str, dict[str, str]]]) -> dict[str, str]:
    return {each["metadata"]["uid"]: each["metadata"]["resourceVersion"] for each in items}
