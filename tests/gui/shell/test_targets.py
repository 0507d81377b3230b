"""Saved Kubernetes targets in the window: the menu, connecting, switching, forgetting."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import STOP, Gate, Stage, has_colour, words_in
from traderadmin.contract.journal import Journal, Operation, Step
from traderadmin.errors import TraderAdminError
from traderadmin.gui.connect.assistant import Assistant
from traderadmin.gui.connect.details import DetailsStep
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.tokens import LIGHT
from traderadmin.gui.shell.preferences import OnClose
from traderadmin.targets.saved import TARGETS_FILE, SavedTarget

PROD = SavedTarget("prod-eu", "prod-eu", "trading", server="https://10.0.0.1", production=True)
TEST = SavedTarget("test", "test", "trading")


def menu(stage: Stage) -> list[str]:
    """What the target menu offers."""
    bar = stage.space.top_bar
    stage.click(bar.target)
    assert bar.menu is not None
    found = [action.text() for action in bar.menu.actions() if not action.isSeparator()]
    bar.menu.close()
    return found


def choose(stage: Stage, words: str) -> None:
    """Choose an entry of the target menu."""
    bar = stage.space.top_bar
    stage.click(bar.target)
    assert bar.menu is not None
    action = next(each for each in bar.menu.actions() if each.text().startswith(words))
    bar.menu.setActiveAction(action)
    QTest.keyClick(bar.menu, Qt.Key.Key_Return)


def opened(stage: Stage, name: str) -> None:
    """Wait until the window is on the target of that name, and knows it."""
    stage.until(lambda: stage.window.windowTitle() == f"TraderAdmin: {name}")
    stage.until(lambda: stage.space.desk.config is not None)


def test_that_saved_targets_are_in_the_menu(make_stage: MakeStage) -> None:
    stage = make_stage(clusters=True)
    for target in (PROD, TEST):
        stage.clusters.saved.put(target)
    stage.open()
    stage.until(lambda: len(menu(stage)) == 4)
    assert menu(stage) == [
        "This machine, local",
        "prod-eu, trading on Kubernetes, production",
        "test, trading on Kubernetes",
        "Connect to a cluster…",
    ]


def test_that_the_window_opens_on_a_production_target_with_its_colour(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(opened=PROD).open()
    assert "production target" in stage.space.top_bar.target.accessibleName()
    assert stage.space.action_bar.apply.text() == "Apply Configuration to prod-eu"
    assert stage.space.action_bar.apply.variant is Variant.PRODUCTION
    assert has_colour(stage.window, LIGHT.prod_fill)
    stage.until(lambda: "Edit prod-eu…" in menu(stage))


def test_that_a_target_is_changed_by_the_menu(make_stage: MakeStage) -> None:
    stage = make_stage(opened=PROD).open()
    stage.until(lambda: len(menu(stage)) == 5)
    choose(stage, "This machine")
    opened(stage, "This machine")
    assert "Edit prod-eu…" not in menu(stage)
    choose(stage, "prod-eu")
    opened(stage, "prod-eu")


def test_that_a_target_that_does_not_answer_does_not_hold_the_window(
    make_stage: MakeStage,
) -> None:
    gate = Gate()
    stage = make_stage(opened=PROD)
    stage.clusters.target("prod-eu").faults["connect"] = gate
    stage.show()
    stage.until(gate.reached.is_set)
    stage.until(lambda: "Connect to a cluster…" in menu(stage))
    choose(stage, "This machine")
    opened(stage, "This machine")
    gate.open()
    target = stage.clusters.target("prod-eu")
    stage.until(lambda: target.closed == 1)


def test_that_a_connected_target_is_opened(make_stage: MakeStage) -> None:
    stage = make_stage(clusters=True).open()
    stage.until(lambda: "Connect to a cluster…" in menu(stage))
    choose(stage, "Connect")
    assistant = stage.dialog()
    assert isinstance(assistant, Assistant)
    for _ in assistant.steps:
        stage.until(assistant.next.isEnabled)
        QTest.keyClick(assistant, Qt.Key.Key_Return)
    opened(stage, "prod-eu")
    stage.until(lambda: "prod-eu, trading on Kubernetes" in menu(stage))


def test_that_edits_are_asked_about_before_a_connected_target_is_opened(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(clusters=True)
    stage.clusters.saved.put(TEST)
    stage.open()
    stage.type_into(STOP, "21:00")
    stage.until(lambda: len(menu(stage)) == 3)
    choose(stage, "test")
    assert "1 change to This machine not applied." in words_in(stage.dialog())
    stage.answer("keep")
    assert stage.window.windowTitle() == "TraderAdmin: This machine"
    assert stage.model.modified_paths()


def test_that_a_cancelled_assistant_can_be_opened_again(make_stage: MakeStage) -> None:
    gate = Gate()
    stage = make_stage(clusters=True)
    stage.clusters.looking.faults["contexts"] = gate
    stage.open()
    stage.until(lambda: "Connect to a cluster…" in menu(stage))
    choose(stage, "Connect")
    stage.until(gate.reached.is_set)
    stage.answer("keep")
    assert stage.no_dialog()
    choose(stage, "Connect")
    assert isinstance(stage.dialog(), Assistant)
    gate.open()
    stage.answer("keep")


def test_that_a_removed_target_is_forgotten_and_left(make_stage: MakeStage) -> None:
    stage = make_stage(opened=PROD).open()
    stage.until(lambda: len(menu(stage)) == 5)
    choose(stage, "Remove")
    assert "go on as they are" in words_in(stage.dialog())
    stage.answer("remove")
    opened(stage, "This machine")
    assert stage.clusters.saved.all() == ()
    stage.until(lambda: menu(stage) == ["This machine, local", "Connect to a cluster…"])
    assert stage.clusters.target("prod-eu").log == []


def test_that_an_edited_target_is_opened_as_it_is_now(make_stage: MakeStage) -> None:
    stage = make_stage(opened=TEST).open()
    stage.until(lambda: len(menu(stage)) == 5)
    choose(stage, "Edit")
    assistant = stage.dialog()
    assert isinstance(assistant, Assistant)
    for step in assistant.steps:
        stage.until(assistant.next.isEnabled)
        if isinstance(step, DetailsStep):
            step.production.setChecked(True)
        QTest.keyClick(assistant, Qt.Key.Key_Return)
    stage.until(lambda: "production" in stage.space.top_bar.target.accessibleName())
    assert stage.clusters.saved.get("test").production


def test_that_damaged_saved_targets_are_said_and_harm_nothing(make_stage: MakeStage) -> None:
    stage = make_stage(clusters=True)
    (stage.clusters.folder / TARGETS_FILE).write_text("{")
    stage.open()
    failure = stage.failure()
    assert failure.title == "Saved targets cannot be read"
    assert stage.space.desk.is_open


def test_that_closing_the_window_never_stops_a_clusters_services(make_stage: MakeStage) -> None:
    stage = make_stage(opened=PROD)
    stage.preferences.keep_on_close(OnClose.STOP)
    stage.open()
    stage.window.close()
    stage.until(lambda: not stage.window.isVisible())
    assert stage.clusters.target("prod-eu").log == []


def test_that_a_second_operator_sees_who_applies_and_at_which_step(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(opened=PROD).open()
    stage.type_into(STOP, "21:00")
    stage.until(stage.space.action_bar.apply.isEnabled)
    target = stage.clusters.target("prod-eu")
    target.journal = journal(stage, Step.PAUSE)
    target.held = True
    assert "someone is at it, now at step pause." in words_in(stage.standing())
    assert not stage.space.action_bar.apply.isEnabled()
    assert "Someone else is applying a change." in words_in(stage.space.action_bar)
    target.journal = journal(stage, Step.RESUME)
    stage.until(lambda: "now at step resume" in words_in(stage.standing()))
    target.held = False
    stage.until(lambda: "was not finished" in words_in(stage.standing()))
    assert [button.text() for button in stage.standing().buttons] == ["Undo it"]
    assert not stage.space.action_bar.apply.isEnabled()


def test_that_a_target_that_cannot_be_reached_says_so_and_tries_again(
    make_stage: MakeStage,
) -> None:
    def unreachable() -> None:
        raise TraderAdminError("Cluster unreachable", "10.0.0.1 does not answer.", "Try again.")

    stage = make_stage(opened=PROD)
    target = stage.clusters.target("prod-eu")
    target.faults["connect"] = unreachable
    stage.show()
    failure = stage.failure()
    assert "10.0.0.1 does not answer." in words_in(failure)
    del target.faults["connect"]
    stage.click(failure.buttons[0])
    opened(stage, "prod-eu")
    assert target.closed == 1


def journal(stage: Stage, step: Step) -> Journal:
    """A colleague's apply under way."""
    revision = "4f2a91c07be3" + "0" * 52
    return Journal(
        "0123456789ab", Operation.APPLY, "bob", stage.clock.now(), "", step, revision, "f" * 64
    )


def test_that_a_long_name_leaves_room_for_everything_else(make_stage: MakeStage) -> None:
    name = "arn:aws:eks:eu-central-1:123456789012:cluster/prod-trading-eu"
    stage = make_stage(opened=replace(PROD, name=name)).open(width=800, height=600)
    apply = stage.space.action_bar.apply
    assert apply.text() == "Apply Configuration to arn:aws:…prod-trading-eu"
    assert apply.width() >= apply.sizeHint().width()
    chip = stage.space.top_bar.chip
    assert chip.geometry().right() < stage.space.top_bar.halt.geometry().left()
    assert stage.space.top_bar.target.toolTip().startswith(name)
