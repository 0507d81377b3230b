"""The windows of a schedule, held against an oracle that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.schedule.naive import MINUTE, Table, is_open, moments, walk, whole
from traderadmin.schedule import (
    HORIZON_DAYS,
    Edge,
    Schedule,
    Window,
    current_window,
    is_active,
    next_edge,
    next_windows,
    windows_between,
)

DAY = timedelta(days=1)
patient = settings(deadline=None, max_examples=60)
WEEKDAYS = Schedule(True, time(13, 30), time(20), frozenset(range(5)))
NIGHTS = Schedule(True, time(22), time(4), frozenset({4}))
NIGHTS_TABLE: Table = {
    "start_time_utc": "22:00",
    "stop_time_utc": "04:00",
    "days_of_week": ["Wed", "Thu", "Fri"],
    "closed_dates": ["2024-03-01"],
    "early_closes": [
        {"date": "2024-02-28", "stop_time_utc": "23:00"},
        {"date": "2024-02-29", "stop_time_utc": "02:00"},
    ],
}
Moment = tuple[Table, datetime]


def walked_windows(table: Table, first: datetime, last: datetime) -> list[Window]:
    """The windows that start and stop within a span, as the oracle sees them."""
    starts: list[datetime] = []
    found: list[Window] = []
    for (_, before), (minute, after) in pairwise(walk(table, first, last)):
        if after and not before:
            starts.append(minute)
        elif before and not after and starts:
            found.append(Window(starts[-1], minute))
    return found


@patient
@given(moments())
@example((NIGHTS_TABLE, datetime(2024, 2, 28, 23, 0, tzinfo=UTC)))
@example((NIGHTS_TABLE, datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC)))
@example((NIGHTS_TABLE, datetime(2024, 3, 1, 1, 59, 59, 999999, tzinfo=UTC)))
@example((NIGHTS_TABLE, datetime(2024, 3, 1, 2, 0, tzinfo=UTC)))
@example((NIGHTS_TABLE, datetime(2024, 3, 2, 1, 0, tzinfo=UTC)))
def test_that_a_session_is_active_exactly_when_the_minute_by_minute_walk_says(
    moment: Moment,
) -> None:
    table, at = moment
    assert is_active(Schedule.from_values(table), at) == is_open(table, at)


@patient
@given(moments())
def test_that_the_flag_over_days_is_that_of_the_walk(moment: Moment) -> None:
    table, at = moment
    schedule, first = Schedule.from_values(table), whole(at)
    walked = list(walk(table, first, first + 3 * DAY))
    assert [is_active(schedule, minute) for minute, _ in walked] == [opened for _, opened in walked]


@patient
@given(moments())
def test_that_the_next_edge_is_the_first_minute_at_which_the_flag_turns(moment: Moment) -> None:
    table, at = moment
    now = is_open(table, at)
    following = walk(table, whole(at), whole(at) + 40 * DAY)
    turned = next(minute for minute, opened in following if opened != now)
    assert next_edge(Schedule.from_values(table), at) == Edge(turned, not now)


@patient
@given(moments())
def test_that_the_current_window_holds_the_instant_and_ends_at_the_next_edge(
    moment: Moment,
) -> None:
    table, at = moment
    schedule = Schedule.from_values(table)
    window, edge = current_window(schedule, at), next_edge(schedule, at)
    assert edge is not None
    if is_open(table, at):
        assert window is not None
        assert window.start <= at < window.stop == edge.at
    else:
        assert window is None


@patient
@given(moments(), st.integers(0, 3 * 24 * 60))
def test_that_windows_between_cover_exactly_the_active_minutes(moment: Moment, length: int) -> None:
    table, at = moment
    first, last = whole(at), whole(at) + length * MINUTE
    windows = windows_between(Schedule.from_values(table), first, last)
    for minute, opened in walk(table, first, last):
        assert any(w.start <= minute < w.stop for w in windows) == opened
    assert all(window.start < last and window.stop > first for window in windows)
    assert all(one.stop < two.start for one, two in pairwise(windows))


@patient
@given(moments(), st.integers(0, 8))
def test_that_next_windows_are_the_windows_from_now_on(moment: Moment, count: int) -> None:
    schedule, at = Schedule.from_values(moment[0]), moment[1]
    found = next_windows(schedule, at, count)
    assert len(found) == count
    assert found == windows_between(schedule, at, at + timedelta(weeks=16))[:count]


@pytest.mark.parametrize(("year", "days", "least"), [(2024, 366, 150), (2100, 90, 35)])
def test_that_every_window_of_a_year_is_the_one_the_walk_finds(
    year: int, days: int, least: int
) -> None:
    table = NIGHTS_TABLE | {
        "closed_dates": [f"{year}-02-28", f"{year}-03-01", f"{year}-12-31"],
        "early_closes": [
            {"date": f"{year}-0{month}-1{day}", "stop_time_utc": f"{(22 + day) % 24:02d}:30"}
            for month in (1, 7)
            for day in range(6)
        ],
    }
    first = datetime(year, 1, 1, tzinfo=UTC)
    last = first + days * DAY
    walked = walked_windows(table, first, last)
    assert len(walked) > least
    found = windows_between(Schedule.from_values(table), first, last)
    assert [w for w in found if w.start > first and w.stop < last] == walked


def test_that_a_window_is_closed_at_its_stop_and_open_at_its_start() -> None:
    start = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    stop = datetime(2026, 11, 23, 20, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert [is_active(WEEKDAYS, at) for at in (start - instant, start, stop - instant, stop)] == [
        False,
        True,
        True,
        False,
    ]


def test_that_the_next_edge_is_strictly_after_the_instant() -> None:
    start = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    stop = datetime(2026, 11, 23, 20, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert next_edge(WEEKDAYS, start - instant) == Edge(start, True)
    assert next_edge(WEEKDAYS, start) == next_edge(WEEKDAYS, stop - instant) == Edge(stop, False)
    assert next_edge(WEEKDAYS, stop) == Edge(start + DAY, True)


def test_that_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    saturday = datetime(2026, 11, 28, 3, tzinfo=UTC)
    window = Window(datetime(2026, 11, 27, 22, tzinfo=UTC), datetime(2026, 11, 28, 4, tzinfo=UTC))
    assert current_window(NIGHTS, saturday) == window
    assert current_window(NIGHTS, saturday + timedelta(hours=20)) is None


def test_that_a_closed_date_takes_its_own_night_and_not_the_one_before() -> None:
    nights = Schedule(True, time(22), time(4), frozenset({3, 4}), False, frozenset({_friday(27)}))
    assert is_active(nights, datetime(2026, 11, 27, 3, 59, tzinfo=UTC))
    assert not is_active(nights, datetime(2026, 11, 27, 23, tzinfo=UTC))
    assert not is_active(nights, datetime(2026, 11, 28, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("early", "stop"),
    [
        (time(22, 1), datetime(2026, 11, 27, 22, 1, tzinfo=UTC)),
        (time(0), datetime(2026, 11, 28, tzinfo=UTC)),
        (time(2), datetime(2026, 11, 28, 2, tzinfo=UTC)),
        (time(4), datetime(2026, 11, 28, 4, tzinfo=UTC)),
    ],
)
def test_that_a_night_closes_early_at_the_first_such_time_after_its_start(
    early: time, stop: datetime
) -> None:
    nights = Schedule(True, time(22), time(4), frozenset({4}), early_closes={_friday(27): early})
    start = datetime(2026, 11, 27, 22, tzinfo=UTC)
    assert next_windows(nights, start, 1) == (Window(start, stop),)


def test_that_a_closed_date_stays_closed_when_it_closes_early_too() -> None:
    both = Schedule(
        True, time(13), time(20), frozenset({4}), False, frozenset({_friday(27)}),
        {_friday(27): time(18)},
    )  # fmt: skip
    (window,) = next_windows(both, datetime(2026, 11, 27, 14, tzinfo=UTC), 1)
    assert window.start.date() == date(2026, 12, 4)


def test_that_an_instant_in_another_zone_is_the_same_instant() -> None:
    berlin_winter = timezone(timedelta(hours=1))
    assert is_active(WEEKDAYS, datetime(2026, 11, 23, 20, 30, tzinfo=berlin_winter))
    assert not is_active(WEEKDAYS, datetime(2026, 11, 23, 21, 0, tzinfo=berlin_winter))


def test_that_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 16)  # noqa: DTZ001 - what must not pass
    for ask in (is_active, current_window, next_edge):
        with pytest.raises(ValueError, match="no time zone"):
            ask(WEEKDAYS, naive)


@pytest.mark.parametrize(("days", "found"), [(HORIZON_DAYS, True), (HORIZON_DAYS + 1, False)])
def test_that_the_next_session_is_looked_for_within_the_horizon_only(
    days: int, found: bool
) -> None:
    now = datetime(2026, 11, 23, 23, tzinfo=UTC)
    closed = frozenset(now.date() + n * DAY for n in range(1, days))
    schedule = Schedule(True, time(13, 30), time(20), frozenset(range(7)), closed_dates=closed)
    edge = next_edge(schedule, now)
    opening = datetime(2026, 11, 23, 13, 30, tzinfo=UTC) + days * DAY
    assert edge == (Edge(opening, True) if found else None)
    assert bool(next_windows(schedule, now, 3)) == found
    assert windows_between(schedule, now, opening + DAY) == (
        Window(opening, opening + timedelta(hours=6, minutes=30)),
    )


def test_that_many_windows_reach_beyond_the_horizon() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = next_windows(NIGHTS, now, 100)
    assert [window.start for window in found] == [
        datetime(2026, 11, 27, 22, tzinfo=UTC) + n * 7 * DAY for n in range(100)
    ]


def test_that_a_window_shares_no_instant_with_a_span_that_begins_or_ends_where_it_does() -> None:
    start, stop = datetime(2026, 11, 27, 22, tzinfo=UTC), datetime(2026, 11, 28, 4, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert windows_between(NIGHTS, stop, stop + DAY) == ()
    assert windows_between(NIGHTS, start - DAY, start) == ()
    assert windows_between(NIGHTS, start, start) == ()
    assert windows_between(NIGHTS, stop - instant, stop) == (Window(start, stop),)
    assert windows_between(NIGHTS, start, start + instant) == (Window(start, stop),)


def test_that_the_ends_of_the_calendar_do_no_harm() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    end = datetime.max.replace(tzinfo=UTC)
    every_night = Schedule(True, time(22), time(4), frozenset(range(7)))
    assert next_edge(every_night, end) is None
    assert next_windows(every_night, end, 2) == windows_between(every_night, end, end) == ()
    assert not is_active(WEEKDAYS, first)
    assert current_window(every_night, first) is None
    assert len(windows_between(every_night, first, first + DAY)) == 1


def _friday(day: int) -> date:
    friday = date(2026, 11, day)
    assert friday.weekday() == 4
    return friday
