"""What is valid in a schedule and hardly meant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from traderadmin.schedule import Schedule
from traderadmin.schedule.lint import Level, LintFinding, Smell, lint

NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
WEEK = frozenset(range(7))
NOT_BY_ITSELF = "which will not close by itself."
BETWEEN = "between them trading closes for"
USUAL = Schedule(True, time(13, 30), time(20), frozenset(range(5)))


def day(number: int) -> date:
    return date(2026, 10, number)


def told(schedule: Schedule, now: datetime = NOW) -> list[tuple[Smell, str]]:
    return [(found.smell, found.message) for found in lint(schedule, now)]


def test_that_a_usual_schedule_has_nothing_that_stands_out() -> None:
    assert lint(USUAL, NOW) == ()
    assert lint(replace(USUAL, closed_dates=frozenset({day(20)})), NOW) == ()


@pytest.mark.parametrize(
    ("schedule", "smell", "message"),
    [
        (
            replace(USUAL, enabled=False, initially_active=True),
            Smell.OFF_OPEN,
            f"The schedule is off and each start begins with trading OPEN, {NOT_BY_ITSELF}",
        ),
        (
            Schedule(True, time(0), time(23, 59), WEEK),
            Smell.WHOLE_WEEK,
            "Trading is open the whole week: each day it closes for only 1 minute, at 23:59 UTC.",
        ),
        (
            Schedule(True, time(22), time(21, 56), frozenset({6, 0})),
            Smell.TOUCHING,
            f"Sessions of consecutive days all but touch: {BETWEEN} only 4 minutes, at 21:56 UTC.",
        ),
        (
            Schedule(True, time(23, 58), time(0, 2), frozenset({2})),
            Smell.SHORT,
            "A session lasts only 4 minutes.",
        ),
        (
            replace(USUAL, early_closes={day(21): time(13, 31)}),
            Smell.SHORT,
            "The session of 2026-10-21 closes early after only 1 minute.",
        ),
        (
            replace(USUAL, closed_dates=frozenset({day(1), day(19)})),
            Smell.DATES_PAST,
            "The last closed date, 2026-10-19, is past: coming holidays are not named yet.",
        ),
        (
            replace(USUAL, closed_dates=frozenset(day(1) + timedelta(n) for n in range(500))),
            Smell.NEVER,
            "No session happens within 400 days: each of its days is a closed date.",
        ),
        (
            replace(USUAL, exchange_timezone="Mars/Olympus"),
            Smell.ZONE_UNKNOWN,
            "There is no time zone Mars/Olympus: changes of the clocks there are not told.",
        ),
    ],
)
def test_that_what_is_hardly_meant_is_a_warning(
    schedule: Schedule, smell: Smell, message: str
) -> None:
    assert told(schedule) == [(smell, message)]
    assert [found.level for found in lint(schedule, NOW)] == [Level.WARNING]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(True, time(22), time(21, 55), WEEK),
        Schedule(True, time(0), time(23, 59), frozenset({0, 2, 4})),
        Schedule(True, time(12), time(12, 5), frozenset({0})),
        replace(USUAL, enabled=False),
        replace(USUAL, early_closes={day(1): time(13, 31)}),
        replace(USUAL, early_closes={day(24): time(13, 31)}),
        replace(USUAL, closed_dates=frozenset({day(21)}), early_closes={day(21): time(13, 31)}),
        replace(USUAL, exchange_timezone="Asia/Tokyo"),
    ],
)
def test_that_what_may_be_meant_is_not_told(schedule: Schedule) -> None:
    assert told(schedule) == []


def test_that_the_year_s_changes_of_the_exchange_s_clocks_are_told() -> None:
    found = lint(replace(USUAL, exchange_timezone="America/New_York"), NOW)
    assert [(each.day, each.level) for each in found] == [
        (date(2026, 11, 1), Level.INFO),
        (date(2027, 3, 14), Level.INFO),
    ]
    assert found[0].message == (
        "From 2026-11-01 the same UTC times are 08:30–15:00 in America/New_York, "
        "until then 09:30–16:00."
    )
    assert found[1].message.startswith("From 2027-03-14 the same UTC times are 09:30–16:00 in ")


def test_that_a_night_is_told_in_the_hours_of_a_zone_with_odd_minutes() -> None:
    nights = Schedule(True, time(20), time(3), WEEK, exchange_timezone="Australia/Adelaide")
    found = lint(nights, datetime(2026, 3, 1, tzinfo=UTC))
    there = "the same UTC times are {} in Australia/Adelaide, until then {}."
    assert [each.message for each in found] == [
        f"From 2026-04-04 {there.format('05:30–12:30', '06:30–13:30')}",
        f"From 2026-10-03 {there.format('06:30–13:30', '05:30–12:30')}",
    ]


def test_that_a_finding_has_stable_keys_for_programs() -> None:
    finding = LintFinding(Smell.SHORT, "Short.", "early_closes", day=day(21))
    assert finding.to_json() == {
        "level": "warning",
        "kind": "short",
        "key": "trading_schedule.early_closes",
        "date": "2026-10-21",
        "message": "Short.",
    }
