"""The History tab: what was done, comparing with now, restoring as pending edits."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import SIZE, START, Gate, Stage, words_in
from traderadmin.config.values import UNSET
from traderadmin.gui.history.entries import Filter
from traderadmin.gui.history.page import HistoryPage
from traderadmin.gui.shell.tab import Tab


def apply(stage: Stage, start: str, reason: str) -> None:
    stage.model.set(START, start)
    stage.space.desk.apply(reason)
    stage.applied()


@pytest.fixture
def page(stage: Stage) -> HistoryPage:
    """A history of two applies and a halt, shown."""
    apply(stage, "14:30", "US winter time")
    apply(stage, "15:00", "later still")
    stage.click(stage.space.halt)
    stage.until(lambda: len(stage.space.desk.history) == 3)
    stage.space.show_tab(Tab.HISTORY)
    return stage.space.history.page()


def titles(page: HistoryPage) -> list[str]:
    model = page.list.events
    return [
        str(model.data(model.index(row), Qt.ItemDataRole.DisplayRole)).split(",")[0]
        for row in range(model.rowCount())
    ]


def diff_of(page: HistoryPage) -> str:
    texts = [text for text in page.detail.findChildren(QPlainTextEdit) if text.isVisible()]
    return texts[0].toPlainText() if texts else ""


def choose(stage: Stage, page: HistoryPage, reason: str) -> None:
    stage.until(lambda: any(entry.reason == reason for entry in stage.space.desk.history))
    entry = next(entry for entry in stage.space.desk.history if entry.reason == reason)
    stage.until(lambda: page.list.events.index_of(entry.id).isValid())
    page.list.choose(entry.id)


def test_that_events_are_listed_newest_first_under_their_day(page: HistoryPage) -> None:
    assert titles(page) == ["Today", "Halted", "1 change applied", "1 change applied"]


def test_that_a_detail_tells_who_why_what_and_the_text(stage: Stage, page: HistoryPage) -> None:
    choose(stage, page, "US winter time")
    stage.until(lambda: diff_of(page))
    told = words_in(page.detail)
    assert "trader on desk-1" in told
    assert "US winter time" in told
    assert "trading_schedule.start_time_utc\n13:30\n14:30" in told
    assert '-  start_time_utc = "13:30"' in diff_of(page)
    assert '+  start_time_utc = "14:30"' in diff_of(page)
    assert "Done, verified" in told


def test_that_search_and_filter_narrow_the_list(stage: Stage, page: HistoryPage) -> None:
    QTest.keyClicks(page.search, "winter")
    assert titles(page) == ["Today", "1 change applied"]
    page.search.clear()
    page.filter.setCurrentIndex(list(Filter).index(Filter.HALTS))
    assert titles(page) == ["Today", "Halted"]
    page.filter.setCurrentIndex(list(Filter).index(Filter.BACKUPS))
    stage.until(lambda: titles(page) == ["Today", "Backup", "Backup"])


def test_that_an_apply_can_be_compared_with_now(stage: Stage, page: HistoryPage) -> None:
    choose(stage, page, "US winter time")
    stage.until(lambda: diff_of(page))
    stage.click(page.detail.compare)
    stage.until(lambda: '+  start_time_utc = "15:00"' in diff_of(page))
    assert '-  start_time_utc = "14:30"' in diff_of(page)
    assert "Compared with config.toml as it is now" in words_in(page.detail)


def test_that_restoring_loads_the_values_as_edits_and_applies_nothing(
    stage: Stage, page: HistoryPage
) -> None:
    before = stage.target.content
    choose(stage, page, "US winter time")
    stage.until(page.detail.restore.isVisible)
    stage.click(page.detail.restore)
    stage.until(lambda: stage.space.tab is Tab.SETTINGS)
    assert stage.model.get(START) == "13:30"
    assert stage.model.modified_paths() == {START}
    assert stage.target.content == before
    stage.apply()
    stage.applied()
    assert b'start_time_utc = "13:30"' in stage.target.content


def test_that_a_table_that_a_backup_lacks_goes_as_a_whole(stage: Stage, page: HistoryPage) -> None:
    quiet = ("notifications", "quiet_hours")
    stage.model.set((*quiet, "start_time_utc"), "22:00")
    stage.model.set((*quiet, "stop_time_utc"), "06:00")
    stage.space.desk.apply("nights off")
    stage.applied()
    choose(stage, page, "nights off")
    stage.until(page.detail.restore.isVisible)
    stage.click(page.detail.restore)
    stage.until(lambda: stage.space.tab is Tab.SETTINGS)
    assert stage.model.get(quiet) is UNSET
    assert not stage.model.has_errors
    stage.apply()
    stage.applied()
    assert b"quiet_hours" not in stage.target.content


def test_that_restoring_over_edits_asks(stage: Stage, page: HistoryPage) -> None:
    stage.model.set(SIZE, 400)
    choose(stage, page, "US winter time")
    stage.until(page.detail.restore.isVisible)
    stage.click(page.detail.restore)
    assert "1 change is not applied" in words_in(stage.dialog())
    stage.answer("keep")
    assert stage.model.get(START) == "15:00"


def test_that_during_an_apply_nothing_is_loaded_and_that_is_said(
    stage: Stage, page: HistoryPage
) -> None:
    choose(stage, page, "US winter time")
    stage.until(page.detail.restore.isVisible)
    gate = stage.target.faults["pause:scanner"] = Gate()
    stage.model.set(START, "16:00")
    stage.space.desk.apply("busy")
    stage.until(gate.reached.is_set)
    stage.click(page.detail.restore)
    stage.answer("load_backup")
    stage.until(lambda: "were not taken over" in words_in(stage.window))
    assert stage.model.get(START) == "16:00"
    gate.open()
    stage.applied()


def test_that_the_command_that_does_the_same_can_be_copied(stage: Stage, page: HistoryPage) -> None:
    choose(stage, page, "US winter time")
    stage.click(page.detail.copy)
    assert QApplication.clipboard().text() == (
        "traderadmin apply --set trading_schedule.start_time_utc=14:30 --reason 'US winter time'"
    )


def test_that_show_on_the_toast_leads_to_the_entry(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.apply()
    stage.applied()
    stage.toast()
    toast = stage.space.outcomes.toast
    assert toast is not None
    assert toast.action is not None
    stage.click(toast.action)
    assert stage.space.tab is Tab.HISTORY
    stage.until(lambda: "1 change applied" in words_in(stage.space.history.page().detail))


def test_that_below_1000_px_the_detail_opens_over_the_list(make_stage: MakeStage) -> None:
    stage = make_stage().open(width=800, height=600)
    apply(stage, "14:30", "US winter time")
    stage.until(lambda: stage.space.desk.history)
    stage.space.show_tab(Tab.HISTORY)
    page = stage.space.history.page()
    stage.until(page.list.isVisible)
    assert not page.detail.isVisible()
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    stage.until(page.detail.isVisible)
    assert not page.list.isVisible()
    stage.click(page.detail.back)
    assert page.list.isVisible()
