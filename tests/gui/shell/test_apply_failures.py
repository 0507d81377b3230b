"""An apply that fails or is cancelled: what is told, and what can be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import START, Stage, words_in
from tests.support.faults import raising
from traderadmin.errors import UnconfirmedError
from traderadmin.gui.look.buttons import Button


def test_that_a_failed_pause_is_told_with_the_state_of_everything(stage: Stage) -> None:
    before = stage.target.content
    banner = stage.apply_failing("paused:orchestrator", "orchestrator did not stop within 30 s.")
    assert banner.title.startswith("Failed to pause services: orchestrator did not stop")
    told = words_in(banner)
    assert "Nothing was saved: config.toml is still revision" in told
    assert "Both services as before:" in told
    assert [button.text() for button in banner.buttons] == [
        "Try again",
        "Show orchestrator\u2019s log",
    ]
    assert stage.target.content == before
    panel = stage.space.settings.panel
    assert "Apply stopped at step 3 of 7" in words_in(panel)
    stage.until(lambda: words_in(panel).count("Not reached") == 4)
    assert stage.space.action_bar.headline.text() == "1 change not applied"


def test_that_try_again_applies_once_more(stage: Stage) -> None:
    banner = stage.apply_failing("paused:orchestrator", "It did not stop.")
    stage.target.faults.clear()
    stage.click(banner.buttons[0])
    stage.applied()
    assert "1 change applied" in stage.toast()
    assert stage.space.settings.banners.failure is None
    stage.until(lambda: not stage.space.settings.panel_is_open)


def test_that_the_log_of_the_service_that_failed_is_one_click_away(stage: Stage) -> None:
    banner = stage.apply_failing("paused:scanner", "It did not stop.")
    stage.click(banner.buttons[1])
    log = stage.space.services.page().log
    assert log.service.currentText() == "scanner"
    stage.until(lambda: "scanner started" in log.view.toPlainText())


def test_that_in_a_small_window_the_steps_wait_until_they_are_asked_for(
    make_stage: MakeStage,
) -> None:
    stage = make_stage().open(width=800, height=600)
    banner = stage.apply_failing("paused:orchestrator", "orchestrator did not stop.")
    assert not stage.space.settings.panel_is_open
    stage.click(banner.buttons[-1])
    stage.until(lambda: stage.space.settings.panel_is_open)
    assert "Apply stopped at step 3 of 7" in words_in(stage.space.settings.panel)


def test_that_the_details_of_a_failure_can_be_copied(stage: Stage) -> None:
    stage.apply_failing("paused:orchestrator", "orchestrator did not stop.")
    copy = next(b for b in stage.window.findChildren(Button) if b.text() == "Copy details")
    stage.click(copy)
    text = QApplication.clipboard().text()
    assert "Failed to pause services: orchestrator did not stop." in text
    assert "3 Pause" in text
    assert "4 Save: not reached" in text


def test_that_escape_closes_the_panel_of_a_failure(stage: Stage) -> None:
    stage.apply_failing("paused:orchestrator", "It did not stop.")
    assert stage.space.settings.panel_is_open
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not stage.space.settings.panel_is_open


def test_that_cancel_undoes_and_keeps_the_edits(stage: Stage) -> None:
    before = stage.target.content
    gate = stage.apply_held("paused:scanner")
    stage.until(stage.space.action_bar.cancel.isEnabled)
    stage.click(stage.space.action_bar.cancel)
    gate.open()
    stage.applied()
    banner = stage.failure()
    assert banner.title == "Cancelled: everything is as before"
    assert stage.target.content == before
    assert stage.target.by_name["scanner"].wanted == 1
    assert stage.model.modified_paths() == {START}


def test_that_cancel_is_refused_once_the_file_is_replaced(stage: Stage) -> None:
    gate = stage.apply_held("resume:orchestrator")
    stage.until(lambda: "Step 5 of 7" in stage.space.action_bar.line.text())
    assert not stage.space.action_bar.cancel.isEnabled()
    saved = "The new file is saved, so this can no longer be cancelled."
    stage.until(lambda: saved in words_in(stage.space.settings.panel))
    gate.open()
    stage.applied()


def test_that_a_service_that_does_not_come_back_moves_the_baseline_all_the_same(
    stage: Stage,
) -> None:
    banner = stage.apply_failing("resume:orchestrator", "orchestrator was not ready within 60 s.")
    assert banner.title.startswith("Failed to resume services")
    assert "The configuration was saved" in words_in(banner)
    assert not stage.model.modified_paths()
    stage.target.faults.clear()
    stage.click(banner.buttons[0])
    stage.applied()
    stage.until(lambda: stage.target.by_name["orchestrator"].wanted == 1)


def test_that_an_unknown_outcome_leads_to_recovery(stage: Stage) -> None:
    fault = raising(UnconfirmedError("Failed", "No answer."))
    stage.target.faults |= {"pause:orchestrator": fault, "resume:scanner": fault}
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
