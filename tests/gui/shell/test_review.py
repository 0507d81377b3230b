"""Review: what an apply would do, shown before it is done."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from tests.gui.shell.stage import START, STOP, Stage, words_in
from traderadmin.gui.dialogs.review import ReviewDialog
from traderadmin.gui.look.checks import CheckBox


def review(stage: Stage) -> ReviewDialog:
    stage.click(stage.space.action_bar.review)
    dialog = stage.dialog()
    assert isinstance(dialog, ReviewDialog)
    return dialog


def test_that_review_lists_changes_and_consequences(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.type_into(STOP, "21:00")
    told = words_in(review(stage))
    assert "Review 2 changes" in told
    assert "trading_schedule.start_time_utc\n13:30\n14:30" in told
    assert "Trading is open: applying interrupts it for a short time." in told
    assert "Restarts orchestrator and scanner" in told
    stage.answer("keep")


def test_that_a_secret_is_never_shown(stage: Stage) -> None:
    stage.model.set(("broker", "api_secret"), "hunter2hunter2")
    dialog = review(stage)
    assert "hunter2" not in words_in(dialog)
    assert "broker.api_secret" in words_in(dialog)
    for text in dialog.findChildren(QPlainTextEdit):
        assert "hunter2" not in text.toPlainText()
        assert "api_secret" in text.toPlainText()
    stage.answer("keep")


def test_that_the_reason_typed_reaches_history(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    dialog = review(stage)
    QTest.keyClicks(dialog.reason, "US winter time")
    stage.answer("apply_reviewed")
    stage.applied()
    assert stage.target.lines[-1].reason == "US winter time"
    assert b'start_time_utc = "14:30"' in stage.target.content


def test_that_return_in_the_reason_applies_once(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    dialog = review(stage)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    stage.applied()
    stage.until(lambda: len(stage.target.lines) == 1)
    assert stage.no_dialog()


def test_that_a_schedule_left_open_needs_consent_before_apply(stage: Stage) -> None:
    stage.model.set(("trading_schedule", "enabled"), value=False)
    stage.model.set(("trading_schedule", "initially_active"), value=True)
    dialog = review(stage)
    assert not dialog.apply.isEnabled()
    consent = dialog.findChild(CheckBox, "consent")
    assert consent is not None
    stage.click(consent)
    assert dialog.apply.isEnabled()
    stage.answer("apply_reviewed")
    stage.applied()
    assert b"initially_active = true" in stage.target.content


def test_that_review_can_be_read_while_apply_must_wait(stage: Stage) -> None:
    stage.type_into(STOP, "13:30")
    dialog = review(stage)
    assert not dialog.apply.isEnabled()
    assert "Fix 1 problem first." in words_in(dialog)
    stage.answer("keep")
