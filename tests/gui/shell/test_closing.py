"""Closing the window: what it asks, and what it waits for."""

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import START, Gate, Stage, words_in
from tests.support.faults import raising
from traderadmin.errors import DeadlinePassedError
from traderadmin.gui.look.checks import CheckBox
from traderadmin.gui.shell.preferences import OnClose


def test_that_closing_asks_about_edits_and_keeping_them_keeps_the_window(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.window.close()
    assert stage.dialog().windowTitle() == "1 change not applied"
    stage.answer("keep")
    stage.until(stage.no_dialog)
    assert stage.window.isVisible()
    assert stage.model.modified_paths() == {START}


def test_that_discarding_goes_on_to_ask_about_the_services(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.window.close()
    stage.answer("discard_close")
    stage.until(lambda: stage.dialog().windowTitle() == "Leave the services running?")
    stage.answer("leave_running")
    stage.until(lambda: not stage.window.isVisible())
    assert stage.target.by_name["orchestrator"].wanted == 1
    assert stage.preferences.on_close is OnClose.ASK


def test_that_applying_first_closes_afterwards(stage: Stage) -> None:
    stage.preferences.keep_on_close(OnClose.LEAVE)
    stage.type_into(START, "14:30")
    stage.window.close()
    stage.answer("apply_close")
    stage.until(lambda: not stage.window.isVisible())
    assert b'start_time_utc = "14:30"' in stage.target.content


def test_that_an_apply_not_confirmed_keeps_the_window_for_good(make_stage: MakeStage) -> None:
    stage = make_stage(production=True).open()
    stage.preferences.keep_on_close(OnClose.LEAVE)
    stage.type_into(START, "14:30")
    stage.window.close()
    stage.answer("apply_close")
    stage.until(lambda: stage.dialog().windowTitle() == "Apply 1 change to prod-eu?")
    stage.answer("keep")
    stage.until(stage.no_dialog)
    ended: list[object] = []
    stage.space.desk.ended.connect(ended.append)
    stage.apply()
    stage.answer("confirm_apply")
    stage.until(lambda: ended)
    assert not stage.window._may_close


def test_that_a_remembered_answer_is_not_asked_for_again(make_stage: MakeStage) -> None:
    stage = make_stage().open()
    stage.window.close()
    check = stage.dialog().findChild(CheckBox, "remember")
    assert check is not None
    stage.click(check)
    stage.answer("leave_running")
    stage.until(lambda: not stage.window.isVisible())
    second = make_stage().open()
    second.window.close()
    second.until(lambda: not second.window.isVisible())
    assert second.no_dialog()


def test_that_the_services_can_be_stopped_with_the_window(stage: Stage) -> None:
    stage.window.close()
    stage.answer("stop_and_close")
    stage.until(lambda: not stage.window.isVisible())
    assert all(service.wanted == 0 for service in stage.target.by_name.values())


def test_that_services_that_do_not_stop_keep_the_window_open(stage: Stage) -> None:
    stage.target.faults["paused:scanner"] = raising(
        DeadlinePassedError("Failed", "It did not stop.")
    )
    stage.window.close()
    stage.answer("stop_and_close")
    stage.failure()
    assert stage.window.isVisible()


def test_that_closing_during_an_apply_waits_for_its_end(stage: Stage) -> None:
    stage.preferences.keep_on_close(OnClose.LEAVE)
    gate = stage.apply_held("pause:scanner")
    stage.window.close()
    assert stage.window.isVisible()
    assert stage.toast() == "TraderAdmin closes when this is done."
    gate.open()
    stage.until(lambda: not stage.window.isVisible())
    assert b'start_time_utc = "14:30"' in stage.target.content


def test_that_a_failure_during_the_last_apply_keeps_the_window_open(stage: Stage) -> None:
    gate = Gate()

    def fail() -> None:
        gate()
        raise DeadlinePassedError("Failed", "It did not stop.")

    stage.target.faults["paused:scanner"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(gate.reached.is_set)
    stage.window.close()
    gate.open()
    stage.failure()
    assert stage.window.isVisible()


def test_that_the_window_comes_back_where_it_was(make_stage: MakeStage) -> None:
    stage = make_stage().open()
    stage.preferences.keep_on_close(OnClose.LEAVE)
    stage.window.resize(780, 560)
    stage.window.close()
    stage.until(lambda: not stage.window.isVisible())
    second = make_stage()
    assert second.window.size() == stage.window.size()


def test_that_switching_the_target_asks_about_edits(make_stage: MakeStage) -> None:
    stage = make_stage(others=("desk-2",)).open()
    other = stage.window._choices[1]
    stage.type_into(START, "14:30")
    stage.space.top_bar.target_chosen.emit(other)
    assert "They are lost when you switch." in words_in(stage.dialog())
    stage.answer("keep")
    stage.until(stage.no_dialog)
    assert stage.space.desk.choice.name == "This machine"
    stage.space.top_bar.target_chosen.emit(other)
    stage.answer("switch")
    stage.until(lambda: stage.space.desk.choice.name == "desk-2")
    stage.until(lambda: stage.space.desk.model is not None)
    assert not stage.model.modified_paths()


def test_that_the_target_menu_lists_every_target(make_stage: MakeStage) -> None:
    stage = make_stage(others=("desk-2",)).open()
    stage.click(stage.space.top_bar.target)
    menu = stage.space.top_bar.menu
    assert menu is not None
    stage.until(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["This machine, local", "desk-2, local"]
    assert menu.actions()[0].isChecked()
    menu.actions()[1].trigger()
    menu.close()
    stage.until(lambda: stage.space.desk.choice.name == "desk-2")
