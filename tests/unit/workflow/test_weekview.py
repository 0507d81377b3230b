"""The coming week in force and after applying: what is drawn, and the same in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from traderadmin.schedule import Schedule
from traderadmin.schedule.clocks import IN_UTC, always
from traderadmin.workflow.schedules import Schedules
from traderadmin.workflow.weekview import Bar, Mark, WeekRow, WeekView, week_view

WEDNESDAY = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
PARIS = always(ZoneInfo("Europe/Paris"))
USUAL = Schedule(True, time(13, 30), time(20), frozenset(range(5)))
LATER = replace(USUAL, start=time(14, 30))
OFF = replace(USUAL, enabled=False)
NOTHING_BY_ITSELF = "nothing opens or closes by itself."


def view_of(
    in_force: Schedule | None, after: Schedule | None, now: datetime = WEDNESDAY
) -> WeekView:
    return week_view(Schedules(in_force, after), now, PARIS)


def row_of(view: WeekView, title: str) -> WeekRow:
    return next(row for row in view.rows if row.title == title)


def test_that_the_week_begins_today() -> None:
    view = view_of(USUAL, USUAL)
    titles = ["Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29", "Mon 30", "Tue 01"]
    assert [row.title for row in view.rows] == titles
    assert view.hour == 18.5
    assert view.notes == ()


def test_that_today_is_the_day_in_utc() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    view = view_of(USUAL, USUAL, datetime(2026, 11, 26, 8, tzinfo=tokyo))
    assert (view.rows[0].title, view.hour) == ("Wed 25", 23.0)


def test_that_an_edit_is_told_beside_what_is_in_force() -> None:
    thursday = row_of(view_of(USUAL, LATER), "Thu 26")
    assert thursday.in_force == (Bar(13.5, 20),)
    assert thursday.after == (Bar(14.5, 20),)
    assert thursday.said == (
        "Thu 26, in force: 13:30–20:00 UTC, 14:30–21:00 CET.",
        "Thu 26, after applying: 14:30–20:00 UTC, 15:30–21:00 CET.",
    )


def test_that_a_day_without_a_change_is_told_once() -> None:
    view = view_of(USUAL, LATER)
    assert row_of(view, "Sat 28").said == ("Sat 28: no session.",)
    assert row_of(view_of(USUAL, USUAL), "Thu 26").said == (
        "Thu 26: 13:30–20:00 UTC, 14:30–21:00 CET.",
    )


def test_that_utc_is_not_told_twice_where_the_operator_lives_by_it() -> None:
    view = week_view(Schedules(USUAL, USUAL), WEDNESDAY, IN_UTC)
    assert row_of(view, "Thu 26").said == ("Thu 26: 13:30–20:00 UTC.",)


def test_that_closed_dates_and_early_closes_are_marked() -> None:
    edited = replace(
        USUAL,
        closed_dates=frozenset({date(2026, 11, 26), date(2026, 11, 29)}),
        early_closes={date(2026, 11, 27): time(18)},
    )
    view = view_of(USUAL, edited)
    marks = {row.title: row.mark for row in view.rows if row.mark}
    assert marks == {"Thu 26": Mark.CLOSED, "Fri 27": Mark.EARLY}
    assert row_of(view, "Thu 26").said[1] == "Thu 26, after applying: closed date."
    assert row_of(view, "Fri 27").said[1] == (
        "Fri 27, after applying: 13:30–18:00 UTC, 14:30–19:00 CET, closes early."
    )
    assert row_of(view_of(edited, None), "Thu 26").mark is Mark.CLOSED
    assert row_of(view_of(edited, USUAL), "Thu 26").mark is Mark.NONE


def test_that_a_night_goes_on_in_the_next_row() -> None:
    nights = replace(USUAL, start=time(22), stop=time(4), days=frozenset({3}))
    view = view_of(nights, nights)
    assert row_of(view, "Thu 26").after == (Bar(22, 28),)
    assert row_of(view, "Fri 27").after == (Bar(-2, 4),)
    assert row_of(view, "Thu 26").said == ("Thu 26: 22:00–04:00 UTC, 23:00–05:00 CET.",)
    assert row_of(view, "Fri 27").said == ("Fri 27: until 04:00 UTC, 05:00 CET.",)


def test_that_a_schedule_that_is_off_is_said_instead_of_drawn() -> None:
    view = view_of(OFF, OFF)
    assert view.is_empty
    assert view.notes == (f"The schedule is off: {NOTHING_BY_ITSELF}",)
    view = view_of(USUAL, OFF)
    assert not view.is_empty
    assert view.notes == (f"After applying, the schedule is off: {NOTHING_BY_ITSELF}",)
    assert row_of(view, "Thu 26").said[1] == "Thu 26, after applying: schedule off."
    view = view_of(OFF, USUAL)
    assert view.notes == ("The schedule in force is off.",)


def test_that_a_schedule_that_is_not_valid_is_said() -> None:
    view = view_of(USUAL, None)
    assert view.notes == ("After applying: not shown while the schedule is not valid.",)
    assert row_of(view, "Thu 26").after == ()
    assert row_of(view, "Thu 26").said[1] == "Thu 26, after applying: not valid."
    assert view_of(None, USUAL).notes == ("The schedule in force is not valid.",)


def test_that_a_week_without_a_session_names_the_next_one() -> None:
    week = frozenset(date(2026, 11, day) for day in range(23, 31))
    holidays = replace(USUAL, closed_dates=week | {date(2026, 12, 1), date(2026, 12, 2)})
    view = view_of(USUAL, holidays)
    assert view.notes == (
        "No session in the coming week: the next starts Thu 2026-12-03 13:30 UTC.",
    )
    never = replace(USUAL, closed_dates=frozenset(map(date.fromordinal, range(739_500, 740_500))))
    assert view_of(USUAL, never).notes == ("No session within 400 days.",)


def test_that_each_day_has_the_hours_its_clocks_show_when_they_change() -> None:
    all_week = replace(USUAL, days=frozenset(range(7)))
    view = view_of(all_week, all_week, datetime(2026, 10, 23, 12, tzinfo=UTC))
    assert [(axis.name, axis.labels) for axis in view.axes] == [
        ("CEST", ("02", "08", "14", "20", "02")),
        ("CET", ("01", "07", "13", "19", "01")),
    ]
    assert view.notes == ("Your clocks change on Sun 25 at 01:00 UTC, from CEST to CET.",)
    assert row_of(view, "Sat 24").said == ("Sat 24: 13:30–20:00 UTC, 15:30–22:00 CEST.",)
    assert row_of(view, "Sun 25").said == ("Sun 25: 13:30–20:00 UTC, 14:30–21:00 CET.",)


def test_that_a_zone_with_odd_minutes_is_told_to_the_minute() -> None:
    view = week_view(Schedules(USUAL, USUAL), WEDNESDAY, always(ZoneInfo("Asia/Kolkata")))
    assert view.axes[0].labels == ("05:30", "11:30", "17:30", "23:30", "05:30")


def test_that_everything_drawn_is_also_in_the_words() -> None:
    view = view_of(USUAL, None)
    assert view.text.startswith(f"{view.notes[0]} Wed 25, in force: 13:30–20:00 UTC")
    assert view.text.count("after applying: not valid.") == 7
