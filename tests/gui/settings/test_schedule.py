"""The Schedule section: the picture of the coming week, and what stands out below the form."""

from datetime import timedelta

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tests.gui.settings.conftest import TOML, Desk, ShowPage
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.settings.findings import ScheduleFindings
from traderadmin.gui.settings.preview import SchedulePreview
from traderadmin.gui.settings.week import WeekTimeline
from traderadmin.gui.settings.weekmarks import room_beside

TABLE = "trading_schedule"
START = (TABLE, "start_time_utc")
STOP = (TABLE, "stop_time_utc")
DAYS = (TABLE, "days_of_week")
ENABLED = (TABLE, "enabled")
INITIALLY = (TABLE, "initially_active")
CLOSED = (TABLE, "closed_dates")
ZONE = (TABLE, "exchange_timezone")
OFF = TOML.replace("enabled = true", "enabled = false")
SHORT = "A session lasts only 4 minutes."


def preview_of(desk: Desk) -> SchedulePreview:
    found = desk.page.area.findChild(SchedulePreview)
    assert found is not None
    return found


def findings_of(desk: Desk) -> ScheduleFindings:
    found = desk.page.area.findChild(ScheduleFindings)
    assert found is not None
    return found


def told(desk: Desk) -> list[str]:
    """What stands out, as it is shown now."""
    return list(findings_of(desk).sentences)


def drawn(week: WeekTimeline, place: int) -> set[str]:
    """The colours that a row of the picture has."""
    image = week.grab().toImage()
    ratio = image.devicePixelRatio()
    y = next(y for y in range(week.height()) if week.row_at(y) == place) + 12
    return {image.pixelColor(x, round(y * ratio)).name() for x in range(image.width())}


def test_that_the_picture_shows_what_is_in_force_and_what_comes(show_page: ShowPage) -> None:
    desk = show_page()
    week = preview_of(desk).week
    solid = tokens_of(week).accent_fill.name()
    assert solid in drawn(week, 1)
    desk.model.set(DAYS, ["Mon", "Wed", "Thu", "Fri"])
    assert solid not in drawn(week, 1)
    assert solid in drawn(week, 2)
    desk.model.set(STOP, "02:00")
    assert solid in drawn(week, 1), "Monday's night is not drawn on Tuesday"


def test_that_a_row_under_the_pointer_tells_its_sessions(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(START, "14:30")
    week = preview_of(desk).week
    y = next(y for y in range(week.height()) if week.row_at(y) == 3)
    at = QPoint(100, y + 3)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, week.mapToGlobal(at))
    QApplication.sendEvent(week, event)
    assert QToolTip.text() == (
        "Thu 26, in force: 13:30–20:00 UTC, 14:30–21:00 CET.\n"
        "Thu 26, after applying: 14:30–20:00 UTC, 15:30–21:00 CET."
    )
    QToolTip.hideText()


def test_that_a_screen_reader_gets_the_week_in_words(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(CLOSED, ["2026-11-26"])
    week = preview_of(desk).week
    assert week.accessibleName() == "Sessions of the coming week"
    said = week.accessibleDescription()
    assert said.startswith("Mon 23: 13:30–20:00 UTC, 14:30–21:00 CET.")
    assert "Thu 26, after applying: closed date." in said


def test_that_a_schedule_that_is_off_has_words_instead_of_a_picture(show_page: ShowPage) -> None:
    desk = show_page(OFF)
    preview = preview_of(desk)
    assert preview.notes.text() == "The schedule is off: nothing opens or closes by itself."
    assert preview.week.isHidden()
    desk.model.set(ENABLED, True)
    assert preview.notes.text() == "The schedule in force is off."
    assert preview.week.isVisible()


def test_that_the_picture_begins_anew_at_midnight(show_page: ShowPage, qtbot: QtBot) -> None:
    desk = show_page()
    desk.clock.at += timedelta(hours=8)
    week = preview_of(desk).week
    qtbot.waitUntil(lambda: week.accessibleDescription().startswith("Tue 24:"), timeout=5000)


def test_that_words_stand_after_the_bars_or_before_them_or_nowhere() -> None:
    room = (0.0, 100.0)
    assert room_beside([], 20, room, 5) == 40
    assert room_beside([(10, 60), (20, 70)], 25, room, 5) == 75
    assert room_beside([(40, 80)], 25, room, 5) == 10
    assert room_beside([(20, 80)], 25, room, 5) is None


def test_that_what_stands_out_follows_the_edit_and_goes_when_mended(show_page: ShowPage) -> None:
    desk = show_page()
    found = findings_of(desk)
    assert told(desk) == []
    assert found.isHidden()
    desk.model.set(STOP, "13:34")
    assert told(desk) == [SHORT]
    assert not found.isHidden()
    desk.model.set(CLOSED, ["2026-11-20"])
    first, second = told(desk)
    assert first == SHORT
    assert second.startswith("The last closed date, 2026-11-20, is past")
    desk.model.set(STOP, "20:00")
    desk.model.revert(CLOSED)
    assert told(desk) == []
    assert found.isHidden()


def test_that_what_stands_out_keeps_nothing_from_being_applied(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(ENABLED, False)
    desk.model.set(INITIALLY, True)
    (sentence,) = told(desk)
    assert sentence.startswith("The schedule is off and each start begins with trading OPEN")
    assert desk.model.problems() == ()


def test_that_the_exchange_s_clocks_are_told(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(ZONE, "America/New_York")
    assert told(desk)[0] == (
        "From 2027-03-14 the same UTC times are 09:30–16:00 in America/New_York, "
        "until then 08:30–15:00."
    )


def test_that_a_schedule_that_is_not_valid_is_left_to_its_fields(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(STOP, "13:34")
    desk.model.set(START, "13:3")
    assert told(desk) == []


def test_that_what_stands_out_is_below_the_rows_in_a_small_window(show_page: ShowPage) -> None:
    desk = show_page(width=800, height=552)
    desk.model.set(STOP, "13:34")
    found = findings_of(desk)
    assert desk.page.deck is not None
    form = desk.page.deck.form
    assert form is not None
    last = form.row_of(ZONE)
    assert last is not None
    QApplication.processEvents()
    bottom = last.mapTo(form, QPoint(0, last.height())).y()
    assert found.mapTo(form, QPoint()).y() >= bottom
    assert found.width() <= form.width()
    shown = preview_of(desk)
    assert shown.mapToGlobal(QPoint()).y() >= found.mapToGlobal(QPoint(0, found.height())).y()
