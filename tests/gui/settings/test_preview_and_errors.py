"""The schedule's preview, the conflict panel, and the page of an unreadable file."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.settings.conftest import TOML, Desk, ShowPage
from traderadmin.config.loader import parse
from traderadmin.config.model import Choice
from traderadmin.errors import UnreadableConfigError
from traderadmin.gui.settings.conflicts import ConflictPanel
from traderadmin.gui.settings.preview import SchedulePreview
from traderadmin.gui.settings.unreadable import Excerpt, UnreadableAction, UnreadablePage

START = ("trading_schedule", "start_time_utc")
STOP = ("trading_schedule", "stop_time_utc")
DAYS = ("trading_schedule", "days_of_week")
ENABLED = ("trading_schedule", "enabled")
SIZE = ("risk", "max_order_size")


def preview_of(desk: Desk) -> SchedulePreview:
    found = desk.page.area.findChild(SchedulePreview)
    assert found is not None
    return found


def test_that_the_next_five_sessions_are_shown_before_and_after_an_edit(
    show_page: ShowPage,
) -> None:
    desk = show_page()
    desk.model.set(START, "14:30")
    table = preview_of(desk).table()
    assert [row[0] for row in table] == ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27"]
    assert table[0][1:] == ("13:30–20:00", "14:30–20:00", "15:30–21:00")


def test_that_a_day_taken_away_shows_as_no_session(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(DAYS, ["Mon", "Wed", "Thu", "Fri"])
    rows = {row[0]: row for row in preview_of(desk).table()}
    assert rows["Tue 24"][1:] == ("13:30–20:00", "–", "–")


def test_that_a_session_past_midnight_runs_into_the_next_day(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(STOP, "02:00")
    assert preview_of(desk).table()[0][2:] == ("13:30–02:00", "14:30–03:00")


def test_that_an_invalid_or_switched_off_schedule_says_so(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(START, "25:00")
    preview = preview_of(desk)
    assert preview.notes.text() == "After applying: not shown while the schedule is not valid."
    assert {row[2] for row in preview.table()} == {"not valid"}
    desk.model.undo()
    desk.model.set(ENABLED, False)
    assert preview.notes.text().startswith("After applying, the schedule is off: nothing opens")
    assert {row[2] for row in preview.table()} == {"off"}


def test_that_the_preview_follows_the_clock(show_page: ShowPage, qtbot: QtBot) -> None:
    desk = show_page()
    assert preview_of(desk).table()[0][0] == "Mon 23"
    desk.clock.at += timedelta(hours=4)
    qtbot.waitUntil(lambda: preview_of(desk).table()[0][0] == "Tue 24", timeout=5000)


def test_that_other_sections_have_no_preview(show_page: ShowPage) -> None:
    desk = show_page()
    preview = preview_of(desk)
    QTest.mouseClick(desk.page.sidebar.items[1], Qt.MouseButton.LeftButton)
    assert not preview.isVisible()


def test_that_a_conflict_over_an_unknown_key_shows_no_value(show_page: ShowPage) -> None:
    desk = show_page(f'{TOML}\n[vendor]\ntoken = "hunter2"\n')
    desk.model.unset(("vendor", "token"))
    desk.page.set_conflicts(desk.model.merge(f'{TOML}\n[vendor]\ntoken = "hunter3"\n'.encode()))
    panel = desk.page.area.findChild(ConflictPanel)
    assert panel is not None
    chooser = panel.choosers["vendor", "token"]
    assert [segment.text() for segment in chooser.segments] == ["Mine: not set", "File: set"]


def test_that_both_values_of_a_conflict_are_offered_and_every_one_must_be_decided(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page()
    desk.model.set(START, "14:30")
    desk.model.set(SIZE, 400)
    desk.model.set(STOP, "21:00")
    theirs = TOML.replace("13:30", "12:00").replace("max_order_size = 500", "max_order_size = 9")
    merge = desk.model.merge(theirs.encode())
    desk.page.set_conflicts(merge)
    panel = desk.page.findChild(ConflictPanel)
    assert panel is not None
    assert not panel.keep.isEnabled()
    start = panel.choosers[START]
    assert [s.text() for s in start.segments] == ["Mine: 14:30 UTC", "File: 12:00 UTC"]
    QTest.mouseClick(start.segments[0], Qt.MouseButton.LeftButton)
    assert not panel.keep.isEnabled()
    QTest.mouseClick(panel.choosers[SIZE].segments[1], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(desk.page.conflicts_resolved) as blocker:
        QTest.mouseClick(panel.keep, Qt.MouseButton.LeftButton)
    choices = blocker.args[0]
    assert choices == {START: Choice.MINE, SIZE: Choice.THEIRS}
    desk.model.resolve(merge, choices)
    desk.page.set_conflicts(None)
    assert desk.model.get(START) == "14:30"
    assert desk.model.get(SIZE) == 9
    assert desk.model.modified_paths() == {START, STOP}


def test_that_an_unreadable_file_shows_its_line_and_the_ways_out(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page()
    bad = TOML.replace("max_position = 2000", "max_position = = 2000")
    line = bad[: bad.index("= =")].count("\n") + 1
    try:
        parse(bad.encode())
    except UnreadableConfigError as error:
        desk.page.set_error(error, bad)
    page = desk.page.findChild(UnreadablePage)
    assert page is not None
    assert page.isVisible()
    excerpt = page.findChild(Excerpt)
    assert excerpt is not None
    assert (line, "max_position = = 2000") in excerpt.lines
    assert excerpt.accessibleName().startswith(f"Line {line}:")
    for action in UnreadableAction:
        with qtbot.waitSignal(desk.page.unreadable_action) as blocker:
            QTest.mouseClick(page.buttons[action], Qt.MouseButton.LeftButton)
        assert blocker.args == [action]
    desk.page.set_model(desk.model)
    assert desk.page.area.isVisible()
