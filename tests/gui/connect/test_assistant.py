"""The way through the assistant, from a kubeconfig to a saved target."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.gui.connect.conftest import Hands
from tests.gui.shell.stage import Gate, words_in
from tests.support.fake_browser import SERVER
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.gui.connect.check import NOTHING_CHANGED, CheckStep
from traderadmin.gui.connect.cluster import ClusterStep
from traderadmin.gui.connect.details import DetailsStep
from traderadmin.gui.connect.namespace import NamespaceStep
from traderadmin.gui.connect.services import ServicesStep
from traderadmin.gui.connect.volume import VolumeStep
from traderadmin.gui.look.buttons import Variant
from traderadmin.targets.saved import PickedService, SavedTarget
from traderadmin.targets.states import Check, CheckLevel

UNREACHABLE = TraderAdminError("Cluster unreachable", "10.0.0.1 does not answer.", "Try again.")


def unreachable() -> None:
    raise UNREACHABLE


def test_that_the_usual_target_takes_six_times_return(hands: Hands) -> None:
    assistant = hands.open()
    for _ in range(6):
        hands.until(assistant.next.isEnabled)
        QTest.keyClick(assistant, Qt.Key.Key_Return)
    hands.until(lambda: hands.connected)
    target = hands.connected[0]
    assert target == SavedTarget(
        "prod-eu", "prod-eu", "trading", server=SERVER, namespace_uid="5f0c9a1e"
    )
    assert hands.clusters.saved.all() == (target,)
    assert not assistant.isVisible()


def test_that_nothing_is_asked_on_the_windows_thread_while_it_waits(hands: Hands) -> None:
    gate = Gate()
    hands.clusters.looking.faults["contexts"] = gate
    assistant = hands.open()
    hands.until(gate.reached.is_set)
    assert "Connecting…" in words_in(assistant)
    assert not assistant.next.isEnabled()
    gate.open()
    hands.until(assistant.next.isEnabled)
    assert "Connecting…" not in words_in(assistant)


def test_that_cancel_works_while_a_cluster_is_slow(hands: Hands) -> None:
    gate = Gate()
    hands.clusters.looking.faults["contexts"] = gate
    assistant = hands.open()
    hands.until(gate.reached.is_set)
    QTest.keyClick(assistant, Qt.Key.Key_Escape)
    assert not assistant.isVisible()
    gate.open()
    assert hands.connected == []
    assert hands.clusters.saved.all() == ()


def test_that_an_error_is_a_sentence_with_retry(hands: Hands) -> None:
    hands.clusters.looking.faults["contexts"] = unreachable
    assistant = hands.open()
    step = hands.at(ClusterStep)
    hands.until(lambda: step.waiting.error)
    assert step.waiting.error == "Cluster unreachable. 10.0.0.1 does not answer. Try again."
    assert not assistant.next.isEnabled()
    del hands.clusters.looking.faults["contexts"]
    hands.click(step.waiting.retry)
    hands.until(assistant.next.isEnabled)
    assert step.waiting.error == ""


def test_that_another_kubeconfig_is_read_when_it_is_named(hands: Hands) -> None:
    hands.open()
    step = hands.at(ClusterStep)
    hands.until(step.context.isEnabled)
    QTest.keyClicks(step.kubeconfig, "~/there.yaml")
    step.kubeconfig.editingFinished.emit()
    path = str(Path.home() / "there.yaml")
    hands.until(lambda: hands.clusters.kubeconfigs == ["", path])
    hands.until(step.context.isEnabled)
    hands.go_on()
    assert hands.at(NamespaceStep).draft.kubeconfig == path


def test_that_a_namespace_is_typed_where_it_may_not_be_listed(hands: Hands) -> None:
    def forbidden() -> None:
        raise RefusedError("Not permitted", "alice may not list namespaces.")

    hands.clusters.looking.faults["namespaces"] = forbidden
    hands.open()
    hands.go_on()
    step = hands.at(NamespaceStep)
    hands.until(step.typed.isVisible)
    assert "may not list namespaces" in step.waiting.error
    assert step.typed.text() == "trading"
    step.typed.setText("prices")
    hands.go_on()
    assert hands.at(ServicesStep).draft.namespace == "prices"


def test_that_services_are_picked_by_hand(hands: Hands) -> None:
    assistant = hands.open()
    hands.go_on(times=2)
    step = hands.at(ServicesStep)
    hands.until(lambda: len(step.rows) == 3)
    scanner, orchestrator, pricing = step.rows
    assert [row.is_ticked for row in step.rows] == [True, True, False]
    for row in (scanner, orchestrator):
        hands.click(row.tick)
    assert not assistant.next.isEnabled()
    assert "Tick at least one service." in words_in(assistant)
    hands.click(pricing.tick)
    pricing.name.setText("prices")
    for no_order in ("x", "1.5", ""):
        pricing.order.setText(no_order)
        assert not assistant.next.isEnabled()
        assert "pricing: its order is no whole number." in words_in(assistant)
    pricing.order.setText("-5")
    pricing.name.setText("-prices")
    assert "pricing: A name does not begin with a dash" in words_in(assistant)
    pricing.name.setText("prices")
    hands.go_on()
    picked = (PickedService("prices", "pricing", -5),)
    assert hands.at(VolumeStep).draft.services == picked
    hands.click(assistant.back)
    again = hands.at(ServicesStep)
    hands.until(lambda: [row.is_ticked for row in again.rows] == [False, False, True])
    assert again.rows[2].name.text() == "prices"


def test_that_the_file_is_chosen_on_the_volume(hands: Hands) -> None:
    assistant = hands.open()
    hands.go_on(times=3)
    step = hands.at(VolumeStep)
    hands.until(lambda: step.files.count() == 3)
    names = [step.files.item(row).text() for row in range(3)]
    assert names == ["../", "config.toml", "history.jsonl"]
    assert [item.text() for item in step.files.selectedItems()] == ["config.toml"]
    step.files.setCurrentRow(0)
    QTest.keyClick(step.files, Qt.Key.Key_Return)
    hands.until(lambda: step.files.folder == "" and step.files.count() == 2)
    assert assistant.step is step
    step.files.setCurrentRow(0)
    step.files.itemActivated.emit(step.files.currentItem())
    hands.until(lambda: step.files.folder == "config" and step.files.count() == 3)
    step.files.setCurrentRow(2)
    step.files.itemActivated.emit(step.files.currentItem())
    assert step.path.text() == "config/history.jsonl"


def test_that_a_volume_that_cannot_be_read_leaves_the_path_to_be_typed(hands: Hands) -> None:
    hands.clusters.looking.faults["files"] = unreachable
    assistant = hands.open()
    hands.go_on(times=3)
    step = hands.at(VolumeStep)
    hands.until(lambda: "10.0.0.1 does not answer" in words_in(step))
    step.path.setText("etc/prices.toml")
    assert assistant.next.isEnabled()


def test_that_a_volume_without_a_keeper_says_what_is_missing(hands: Hands) -> None:
    hands.open()
    hands.go_on(times=3)
    step = hands.at(VolumeStep)
    hands.until(step.claim.isEnabled)
    step.claim.setCurrentIndex(1)
    assert "No config keeper mounts this volume." in words_in(step)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("prod-eu", "There is a target prod-eu already."),
        ("", "Give it a name."),
        ("-eu", "A name does not begin with a dash"),
    ],
)
def test_that_a_name_that_is_taken_or_none_cannot_be_used(
    hands: Hands, name: str, why: str
) -> None:
    assistant = hands.open(taken=("prod-eu",))
    hands.go_on(times=4)
    step = hands.at(DetailsStep)
    assert step.target_name.text() == "prod-eu trading"
    step.target_name.setText(name)
    assert not assistant.next.isEnabled()
    assert why in words_in(assistant)


def test_that_the_details_are_kept(hands: Hands) -> None:
    hands.open()
    hands.go_on(times=4)
    step = hands.at(DetailsStep)
    hands.click(step.production)
    hands.click(step.owners)
    step.pause.setText("45")
    step.schema.setText("/prices.schema.json")
    hands.go_on(times=2)
    hands.until(lambda: hands.connected)
    target = hands.connected[0]
    assert (target.production, target.ignore_owners, target.pause_seconds) == (True, True, 45.0)
    assert (target.schema, target.resume_seconds) == ("/prices.schema.json", 300.0)


def test_that_the_checklist_ends_with_what_was_not_done(hands: Hands) -> None:
    hands.clusters.target("prod-eu").checks = (
        Check("Cluster answers", CheckLevel.OK),
        Check("Volume", CheckLevel.REFUSED, "It is full.", "Make room."),
    )
    assistant = hands.open()
    hands.go_on(times=4)
    hands.click(hands.at(DetailsStep).production)
    hands.go_on()
    step = hands.at(CheckStep)
    hands.until(assistant.next.isEnabled)
    told = words_in(assistant)
    assert f"API server {SERVER}" in told
    for words in ("Cluster answers", "It is full.", "Make room.", NOTHING_CHANGED):
        assert words in told
    assert "as it is an apply is refused" in told
    names = [label.accessibleName() for label in step.findChildren(QLabel)]
    assert "Volume: refused" in names
    assert (assistant.next.text(), assistant.next.variant) == ("Connect", Variant.PRODUCTION)
    target = hands.clusters.target("prod-eu")
    assert (target.log, target.closed) == ([], 1)


def test_that_a_cluster_that_is_lost_at_the_end_is_not_saved(hands: Hands) -> None:
    hands.clusters.looking.faults["pinned"] = unreachable
    assistant = hands.open()
    hands.go_on(times=5)
    step = hands.at(CheckStep)
    hands.until(lambda: step.waiting.error)
    assert not assistant.next.isEnabled()
    assert hands.clusters.saved.all() == ()


def test_that_a_target_is_edited_under_another_name(hands: Hands) -> None:
    old = SavedTarget("old", "test", "default", server="https://gone", namespace_uid="1")
    hands.clusters.saved.put(old)
    assistant = hands.open(edited=old, taken=("old",))
    assert hands.at(ClusterStep).draft.context == "test"
    hands.go_on(times=4)
    assert assistant.windowTitle() == "Edit old"
    hands.at(DetailsStep).target_name.setText("new")
    hands.go_on(times=2)
    hands.until(lambda: hands.connected)
    expected = replace(old, name="new", server=SERVER, namespace_uid="5f0c9a1e")
    assert hands.clusters.saved.all() == (expected,)


def test_that_another_context_forgets_what_was_picked_in_the_last_one(hands: Hands) -> None:
    picked = (PickedService("prices", "pricing", 5),)
    hands.open(edited=SavedTarget("old", "test", "trading", services=picked))
    step = hands.at(ClusterStep)
    hands.until(step.context.isEnabled)
    step.context.setCurrentIndex(0)
    hands.go_on()
    assert hands.at(NamespaceStep).draft.services == ()
