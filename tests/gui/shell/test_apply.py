"""Apply Configuration: one click, the steps, how it ends."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import SIZE, START, STOP, Gate, Stage, words_in
from traderadmin.contract.history import Outcome
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import DeadlinePassedError, UnconfirmedError
from traderadmin.gui.look.buttons import Button, Variant


def test_that_apply_waits_for_an_edit(stage: Stage) -> None:
    assert not stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.headline.text() == "No changes"
    stage.type_into(START, "14:30")
    assert stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.headline.text() == "1 change not applied"


def test_that_setting_the_old_value_back_leaves_nothing_to_apply(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.type_into(START, "13:30")
    assert not stage.space.action_bar.apply.isEnabled()


def test_that_one_click_applies_and_says_so(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.type_into(STOP, "21:00")
    stage.apply()
    stage.applied()
    revision = short(revision_of(stage.target.content))
    assert b'start_time_utc = "14:30"' in stage.target.content
    assert stage.toast() == f"2 changes applied. Both services run revision {revision}."
    assert stage.space.action_bar.headline.text() == "No changes"
    assert not stage.model.modified_paths()
    stage.until(lambda: not stage.space.settings.panel_is_open)
    assert stage.target.lines[-1].outcome is Outcome.DONE


def test_that_the_line_beside_apply_says_that_trading_is_interrupted(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    line = stage.space.action_bar.line.text()
    assert line == "Trading is open: applying interrupts it for some seconds."


def test_that_the_steps_show_as_they_happen_and_the_form_is_locked(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["pause:orchestrator"] = gate
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(gate.reached.is_set)
    stage.until(lambda: "Step 3 of 7" in stage.space.action_bar.line.text())
    stage.until(lambda: "Stopped, was 1" in words_in(stage.space.settings.panel))
    assert stage.space.settings.panel_is_open
    assert stage.space.action_bar.apply.text() == "Applying…"
    assert not stage.space.action_bar.apply.isEnabled()
    assert "Locked while changes are applied" in words_in(stage.space.settings.page)
    gate.open()
    stage.applied()
    assert stage.space.action_bar.apply.text() == "Apply Configuration"


def test_that_the_window_lives_while_a_service_takes_its_time(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["pause:scanner"] = gate
    stage.type_into(START, "14:30")
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(5)
    stage.apply()
    stage.until(gate.reached.is_set)
    before = len(beats)
    stage.until(lambda: len(beats) > before + 10)
    assert stage.space.desk.is_busy
    gate.open()
    stage.applied()
    timer.stop()


def test_that_a_failed_pause_is_told_with_the_state_of_everything(stage: Stage) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "orchestrator did not stop within 30 s.")

    before = stage.target.content
    stage.target.faults["paused:orchestrator"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    banner = stage.space.settings.banners.failure
    assert banner is not None
    assert banner.title.startswith("Failed to pause services: orchestrator did not stop")
    told = words_in(banner)
    assert "Nothing was saved: config.toml is still revision" in told
    assert "Both services as before:" in told
    assert [button.text() for button in banner.buttons] == [
        "Try again",
        "Show orchestrator\u2019s log",
    ]
    assert stage.target.content == before
    panel = words_in(stage.space.settings.panel)
    assert "Apply stopped at step 3 of 7" in panel
    assert panel.count("Not reached") == 4
    assert stage.space.action_bar.headline.text() == "1 change not applied"


def test_that_try_again_applies_once_more(stage: Stage) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "It did not stop.")

    stage.target.faults["paused:orchestrator"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    stage.target.faults.clear()
    banner = stage.space.settings.banners.failure
    assert banner is not None
    stage.click(banner.buttons[0])
    stage.applied()
    assert "1 change applied" in stage.toast()
    assert stage.space.settings.banners.failure is None
    stage.until(lambda: not stage.space.settings.panel_is_open)


def test_that_the_log_of_the_service_that_failed_is_one_click_away(stage: Stage) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "It did not stop.")

    stage.target.faults["paused:scanner"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    banner = stage.space.settings.banners.failure
    assert banner is not None
    stage.click(banner.buttons[1])
    log = stage.space.services.page().log
    assert log.service.currentText() == "scanner"
    stage.until(lambda: "scanner started" in log.view.toPlainText())


def test_that_the_details_of_a_failure_can_be_copied(stage: Stage) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "orchestrator did not stop.")

    stage.target.faults["paused:orchestrator"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    copy = next(b for b in stage.window.findChildren(Button) if b.text() == "Copy details")
    stage.click(copy)
    text = QApplication.clipboard().text()
    assert "Failed to pause services: orchestrator did not stop." in text
    assert "3 Pause" in text
    assert "4 Save: not reached" in text


def test_that_escape_closes_the_panel_of_a_failure(stage: Stage) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "It did not stop.")

    stage.target.faults["paused:orchestrator"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    assert stage.space.settings.panel_is_open
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not stage.space.settings.panel_is_open


def test_that_cancel_undoes_and_keeps_the_edits(stage: Stage) -> None:
    gate = Gate()
    before = stage.target.content
    stage.target.faults["paused:scanner"] = gate
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(gate.reached.is_set)
    stage.until(stage.space.action_bar.cancel.isEnabled)
    stage.click(stage.space.action_bar.cancel)
    gate.open()
    stage.applied()
    stage.until(lambda: stage.space.settings.banners.failure)
    banner = stage.space.settings.banners.failure
    assert banner is not None
    assert banner.title == "Cancelled: everything is as before"
    assert stage.target.content == before
    assert stage.target.by_name["scanner"].wanted == 1
    assert stage.model.modified_paths() == {START}


def test_that_cancel_is_refused_once_the_file_is_replaced(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["resume:orchestrator"] = gate
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(gate.reached.is_set)
    stage.until(lambda: "Step 5 of 7" in stage.space.action_bar.line.text())
    assert not stage.space.action_bar.cancel.isEnabled()
    saved = "The new file is saved, so this can no longer be cancelled."
    stage.until(lambda: saved in words_in(stage.space.settings.panel))
    gate.open()
    stage.applied()


def test_that_a_service_that_does_not_come_back_moves_the_baseline_all_the_same(
    stage: Stage,
) -> None:
    def fail() -> None:
        raise DeadlinePassedError("Failed", "orchestrator was not ready within 60 s.")

    stage.target.faults["resume:orchestrator"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(lambda: stage.space.settings.banners.failure)
    banner = stage.space.settings.banners.failure
    assert banner is not None
    assert banner.title.startswith("Failed to resume services")
    assert "The configuration was saved" in words_in(banner)
    assert not stage.model.modified_paths()
    stage.target.faults.clear()
    stage.click(banner.buttons[0])
    stage.applied()
    stage.until(lambda: stage.target.by_name["orchestrator"].wanted == 1)


def test_that_an_unknown_outcome_leads_to_recovery(stage: Stage) -> None:
    def fail() -> None:
        raise UnconfirmedError("Failed", "No answer.")

    stage.target.faults["pause:orchestrator"] = fail
    stage.target.faults["resume:scanner"] = fail
    stage.type_into(START, "14:30")
    stage.apply()
    standing = stage.standing()
    assert standing.title.startswith("An earlier change was not finished")
    assert not stage.space.action_bar.apply.isEnabled()
    assert "End the unfinished change first." in stage.space.action_bar.line.text()
    stage.target.faults.clear()
    stage.click(stage.standing().buttons[0])
    stage.applied()
    stage.until(lambda: not stage.space.settings.banners.standing)
    assert stage.target.journal is None
    assert stage.target.by_name["scanner"].wanted == 1
    stage.until(stage.space.action_bar.apply.isEnabled)


def test_that_a_problem_keeps_apply_back_and_says_why(stage: Stage) -> None:
    stage.type_into(STOP, "13:30")
    assert not stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.line.text().startswith("Fix 1 problem first. Then: ")


def test_that_apply_waits_while_someone_else_applies(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.target.held = True
    stage.space.desk.look()
    stage.until(lambda: not stage.space.action_bar.apply.isEnabled())
    assert stage.space.action_bar.line.text().startswith("Someone else is applying a change.")
    stage.until(lambda: stage.space.settings.banners.standing)
    stage.target.held = False
    stage.space.desk.look()
    stage.until(stage.space.action_bar.apply.isEnabled)


def test_that_a_schedule_left_open_is_confirmed_apart(stage: Stage) -> None:
    stage.model.set(("trading_schedule", "enabled"), value=False)
    stage.model.set(("trading_schedule", "initially_active"), value=True)
    stage.apply()
    assert "trading is OPEN and will not close by itself" in words_in(stage.dialog())
    stage.answer("keep")
    stage.until(stage.no_dialog)
    assert not stage.space.desk.is_busy
    stage.apply()
    stage.answer("confirm_apply")
    stage.applied()
    assert b"initially_active = true" in stage.target.content


def test_that_production_asks_once_and_names_the_target(make_stage: MakeStage) -> None:
    stage = make_stage(production=True).open()
    assert stage.space.action_bar.apply.text() == "Apply Configuration to prod-eu"
    assert stage.space.action_bar.apply.variant is Variant.PRODUCTION
    stage.type_into(SIZE, "400")
    stage.apply()
    assert stage.dialog().windowTitle() == "Apply 1 change to prod-eu?"
    stage.answer("confirm_apply")
    stage.applied()
    assert b"max_order_size = 400" in stage.target.content


def test_that_discard_asks_and_takes_the_file_again(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    assert stage.space.action_bar.discard.text() == "Discard 1 change…"
    stage.click(stage.space.action_bar.discard)
    stage.answer("keep")
    assert stage.model.modified_paths()
    stage.until(stage.no_dialog)
    stage.click(stage.space.action_bar.discard)
    stage.answer("discard")
    assert not stage.model.modified_paths()


@pytest.mark.parametrize("width", [800, 1280])
def test_that_nothing_of_the_bars_is_cut_off(make_stage: MakeStage, width: int) -> None:
    stage = make_stage().open(width=width, height=600)
    stage.type_into(START, "14:30")
    stage.qtbot.wait(50)
    bars = (stage.space.top_bar, stage.space.action_bar, stage.space.status_bar)
    assert stage.window.width() == width
    for bar in bars:
        layout = bar.layout()
        assert layout is not None
        assert layout.minimumSize().width() <= width, bar.objectName()
