"""Why the session is open or closed, in words."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings

from tests.unit.schedule.naive import Table, moments
from traderadmin.schedule import (
    Schedule,
    Why,
    current_window,
    explain,
    next_edge,
)

DAYS = Schedule(
    True,
    time(13, 30),
    time(20),
    frozenset(range(5)),
    closed_dates=frozenset({date(2026, 11, 26), date(2026, 11, 28)}),
    early_closes={date(2026, 11, 27): time(18)},
)
NIGHTS = Schedule(
    True,
    time(22),
    time(4),
    frozenset(range(5)),
    closed_dates=frozenset({date(2026, 11, 26)}),
    early_closes={date(2026, 11, 24): time(23), date(2026, 11, 25): time(2)},
)


@pytest.mark.parametrize(
    ("schedule", "at", "why", "text", "day"),
    [
        (DAYS, "2026-11-23 13:30", Why.OPEN, "open until 20:00 UTC", None),
        (DAYS, "2026-11-27 17:59", Why.OPEN, "open until 18:00 UTC, an early close", 27),
        (DAYS, "2026-11-23 13:29", Why.BETWEEN_SESSIONS, "closed until 13:30 UTC", None),
        (DAYS, "2026-11-25 20:00", Why.BETWEEN_SESSIONS,
         "closed until Fri 2026-11-27 13:30 UTC", None),
        (DAYS, "2026-11-26 00:00", Why.CLOSED_DATE, "closed: 2026-11-26", 26),
        (DAYS, "2026-11-26 23:59", Why.CLOSED_DATE, "closed: 2026-11-26", 26),
        (DAYS, "2026-11-27 00:00", Why.BETWEEN_SESSIONS, "closed until 13:30 UTC", None),
        (DAYS, "2026-11-27 18:00", Why.CLOSED_EARLY, "closed early: 2026-11-27 at 18:00 UTC", 27),
        (DAYS, "2026-11-27 20:00", Why.BETWEEN_SESSIONS,
         "closed until Mon 2026-11-30 13:30 UTC", None),
        # a Saturday is closed anyway: the date says nothing
        (DAYS, "2026-11-28 14:00", Why.BETWEEN_SESSIONS,
         "closed until Mon 2026-11-30 13:30 UTC", None),
        (NIGHTS, "2026-11-24 23:00", Why.CLOSED_EARLY, "closed early: 2026-11-24 at 23:00 UTC", 24),
        (NIGHTS, "2026-11-25 03:00", Why.CLOSED_EARLY, "closed early: 2026-11-24 at 23:00 UTC", 24),
        (NIGHTS, "2026-11-26 01:00", Why.OPEN, "open until 02:00 UTC, an early close", 25),
        (NIGHTS, "2026-11-26 03:00", Why.CLOSED_EARLY, "closed early: 2026-11-25 at 02:00 UTC", 25),
        (NIGHTS, "2026-11-26 12:00", Why.CLOSED_DATE, "closed: 2026-11-26", 26),
        (NIGHTS, "2026-11-27 03:59", Why.CLOSED_DATE, "closed: 2026-11-26", 26),
        (NIGHTS, "2026-11-27 04:00", Why.BETWEEN_SESSIONS, "closed until 22:00 UTC", None),
    ],
)  # fmt: skip
def test_that_the_reason_is_told_with_its_date(
    schedule: Schedule, at: str, why: Why, text: str, day: int | None
) -> None:
    said = explain(schedule, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (said.why, said.text) == (why, text)
    assert said.day == (date(2026, 11, day) if day else None)


def test_that_a_schedule_without_a_session_ahead_says_so() -> None:
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    closed = frozenset(date.fromordinal(now.toordinal() + n) for n in range(500))
    never = Schedule(True, time(13, 30), time(20), frozenset(range(7)), closed_dates=closed)
    said = explain(never, now)
    assert (said.why, said.text) == (Why.NO_SESSION_AHEAD, "closed: no session within 400 days")
    assert not said.active


@settings(deadline=None, max_examples=60)
@given(moments())
def test_that_the_explanation_agrees_with_the_windows(moment: tuple[Table, datetime]) -> None:
    schedule, at = Schedule.from_values(moment[0]), moment[1]
    said = explain(schedule, at)
    assert said.window == current_window(schedule, at)
    assert said.next_edge == next_edge(schedule, at)
    assert said.active == (said.why is Why.OPEN)
    if said.why is Why.CLOSED_DATE:
        assert said.day in schedule.closed_dates
    if said.why is Why.CLOSED_EARLY:
        assert said.day in schedule.early_closes
