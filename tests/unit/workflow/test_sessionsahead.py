"""The next sessions as a table, what stands out in the pending schedule, and the clocks."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from traderadmin.config.model import ConfigModel
from traderadmin.config.schema import load_schema
from traderadmin.schedule import Schedule
from traderadmin.schedule.clocks import IN_UTC, always
from traderadmin.schedule.lint import Smell
from traderadmin.workflow.schedules import Schedules, findings, schedules_at
from traderadmin.workflow.sessionsahead import clocks_change, sessions_ahead

NOW = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
TABLE = ("trading_schedule",)
PARIS = always(ZoneInfo("Europe/Paris"))
USUAL = Schedule(True, time(13, 30), time(20), frozenset(range(5)))
HOLIDAY = replace(USUAL, closed_dates=frozenset({date(2026, 11, 26)}))


def table(in_force: Schedule | None, after: Schedule | None) -> list[tuple[str, ...]]:
    rows = sessions_ahead(Schedules(in_force, after), NOW, PARIS, 5)
    return [astuple(row)[:4] for row in rows]


def test_that_a_closed_date_stands_beside_the_session_it_takes() -> None:
    found = table(USUAL, HOLIDAY)
    assert [row[0] for row in found] == ["Wed 25", "Thu 26", "Fri 27", "Mon 30", "Tue 01"]
    assert found[1] == ("Thu 26", "13:30–20:00", "closed", "–")
    assert found[2] == ("Fri 27", "13:30–20:00", "13:30–20:00", "14:30–21:00")
    changed = sessions_ahead(Schedules(USUAL, HOLIDAY), NOW, PARIS, 5)
    assert [row.changed for row in changed] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("after", "word"), [(None, "not valid"), (replace(USUAL, enabled=False), "off")]
)
def test_that_a_word_says_why_there_are_no_hours(after: Schedule | None, word: str) -> None:
    assert {row[2] for row in table(USUAL, after)} == {word}
    assert {row[1] for row in table(after, USUAL)} == {word}
    assert table(after, after) == []


def test_that_a_day_that_is_far_away_has_its_month() -> None:
    fridays = replace(USUAL, days=frozenset({4}))
    assert [row[0] for row in table(fridays, fridays)] == [
        "Fri 27", "Fri 04", "Fri 11", "Fri 18", "Fri 25 Dec",
    ]  # fmt: skip


def test_that_local_hours_on_another_day_say_which() -> None:
    sydney = always(ZoneInfo("Australia/Sydney"))
    (row,) = sessions_ahead(Schedules(USUAL, USUAL), NOW, sydney, 1)
    assert (row.local, row.zone) == ("Thu 00:30–07:00", "AEDT")


def test_that_the_next_change_of_the_operator_s_clocks_is_told() -> None:
    march = datetime(2027, 3, 1, tzinfo=UTC)
    assert clocks_change(USUAL, march, PARIS) == (
        "From 2027-03-28 these UTC times are 15:30–22:00 your time (CEST), "
        "until then 14:30–21:00 (CET)."
    )


@pytest.mark.parametrize("schedule", [None, replace(USUAL, enabled=False)])
def test_that_clocks_matter_only_where_a_schedule_is_followed(schedule: Schedule | None) -> None:
    assert clocks_change(schedule, datetime(2027, 3, 1, tzinfo=UTC), PARIS) == ""


def test_that_clocks_that_stay_are_not_told() -> None:
    assert clocks_change(USUAL, NOW, PARIS) == ""
    assert clocks_change(USUAL, datetime(2027, 3, 1, tzinfo=UTC), IN_UTC) == ""


def test_that_the_edits_are_kept_apart_from_the_baseline_and_linted() -> None:
    content = b'[trading_schedule]\nenabled = true\ndays_of_week = ["Mon"]\n'
    model = ConfigModel(content, load_schema(None))
    model.set((*TABLE, "stop_time_utc"), "13:33")
    schedules = schedules_at(model, TABLE)
    mondays = replace(USUAL, days=frozenset({0}))
    assert schedules == Schedules(mondays, replace(mondays, stop=time(13, 33)))
    assert [found.smell for found in findings(schedules, NOW)] == [Smell.SHORT]
    model.set((*TABLE, "stop_time_utc"), "13:3")
    schedules = schedules_at(model, TABLE)
    assert schedules.after is None
    assert findings(schedules, NOW) == ()
