"""The windows of a schedule, held against an oracle that walks minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from traderadmin.errors import TraderAdminError
from traderadmin.schedule import (
    Edge,
    Schedule,
    Window,
    current_window,
    is_active,
    next_edge,
    next_windows,
    windows_between,
)

MINUTE = timedelta(minutes=1)
patient = settings(deadline=None, max_examples=60)
WEEKDAYS = Schedule(True, time(13, 30), time(20), frozenset(range(5)))
NIGHTS = Schedule(True, time(22), time(4), frozenset({4}))

minutes_of_day = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
instants = st.timedeltas(timedelta(0), timedelta(days=30 * 365)).map(
    lambda after: datetime(1999, 12, 1, tzinfo=UTC) + after
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    start, stop = draw(minutes_of_day), draw(minutes_of_day)
    assume(start != stop)
    return Schedule(True, start, stop, draw(st.frozensets(st.integers(0, 6), min_size=1)))


def oracle(schedule: Schedule, at: datetime) -> bool:
    """Walk back minute by minute: the last start or stop that was passed decides."""
    minute = at.replace(second=0, microsecond=0)
    for _ in range(24 * 60):
        here = minute.time()
        if here == schedule.stop:
            return False
        if here == schedule.start:
            return minute.weekday() in schedule.days
        minute -= MINUTE
    return False


def walk(schedule: Schedule, first: datetime, count: int) -> Iterator[tuple[datetime, bool]]:
    """The minutes from `first` on, each with whether the session is active in it."""
    active = oracle(schedule, first)
    for n in range(count):
        minute = first + n * MINUTE
        if minute.time() == schedule.stop:
            active = False
        elif minute.time() == schedule.start:
            active = minute.weekday() in schedule.days
        yield minute, active


@patient
@given(schedules(), instants)
@example(NIGHTS, datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC))
@example(WEEKDAYS, datetime(2026, 11, 23, 20, tzinfo=UTC))
def test_that_a_session_is_active_exactly_when_the_minute_by_minute_walk_says(
    schedule: Schedule, at: datetime
) -> None:
    assert is_active(schedule, at) == oracle(schedule, at)


@patient
@given(schedules(), instants)
def test_that_the_next_edge_is_the_first_minute_at_which_the_flag_turns(
    schedule: Schedule, at: datetime
) -> None:
    now = oracle(schedule, at)
    following = walk(schedule, at.replace(second=0, microsecond=0), 9 * 24 * 60)
    turned = next(minute for minute, active in following if active != now)
    assert next_edge(schedule, at) == Edge(turned, not now)


@patient
@given(schedules(), instants)
def test_that_the_current_window_holds_the_instant_and_ends_at_the_next_edge(
    schedule: Schedule, at: datetime
) -> None:
    window = current_window(schedule, at)
    edge = next_edge(schedule, at)
    assert edge is not None
    if oracle(schedule, at):
        assert window is not None
        assert window.start <= at < window.stop == edge.at
    else:
        assert window is None


@patient
@given(schedules(), instants, st.integers(0, 3 * 24 * 60))
def test_that_windows_between_cover_exactly_the_active_minutes(
    schedule: Schedule, first: datetime, length: int
) -> None:
    first = first.replace(second=0, microsecond=0)
    last = first + length * MINUTE
    windows = windows_between(schedule, first, last)
    expected = list(walk(schedule, first, length))
    assert [any(w.start <= at < w.stop for w in windows) for at, _ in expected] == [
        active for _, active in expected
    ]
    assert all(window.start < last and window.stop > first for window in windows)
    assert all(one.stop < two.start for one, two in pairwise(windows))


@patient
@given(schedules(), instants, st.integers(0, 8))
def test_that_next_windows_are_the_windows_from_now_on(
    schedule: Schedule, at: datetime, count: int
) -> None:
    found = next_windows(schedule, at, count)
    assert len(found) == count
    assert found == windows_between(schedule, at, at + timedelta(weeks=9))[:count]


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


def test_that_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    saturday = datetime(2026, 11, 28, 3, tzinfo=UTC)
    window = Window(datetime(2026, 11, 27, 22, tzinfo=UTC), datetime(2026, 11, 28, 4, tzinfo=UTC))
    assert current_window(NIGHTS, saturday) == window
    assert current_window(NIGHTS, saturday + timedelta(hours=20)) is None


def test_that_an_instant_in_another_zone_is_the_same_instant() -> None:
    berlin_winter = timezone(timedelta(hours=1))
    assert is_active(WEEKDAYS, datetime(2026, 11, 23, 20, 30, tzinfo=berlin_winter))
    assert not is_active(WEEKDAYS, datetime(2026, 11, 23, 21, 0, tzinfo=berlin_winter))


def test_that_the_ends_of_the_calendar_do_no_harm() -> None:
    end = datetime.max.replace(tzinfo=UTC)
    every_night = Schedule(True, time(22), time(4), frozenset(range(7)))
    assert next_edge(every_night, end) is None
    assert not is_active(WEEKDAYS, datetime.min.replace(tzinfo=UTC))


def test_that_a_schedule_is_read_from_the_table_and_written_back() -> None:
    values = {
        "enabled": False,
        "start_time_utc": "22:05",
        "stop_time_utc": "04:00",
        "days_of_week": ["Sun", "Mon"],
        "initially_active": True,
        "closed_dates": ["2026-12-25", date(2026, 12, 24)],
        "early_closes": [{"date": "2026-12-31", "stop_time_utc": "23:00"}],
        "exchange_timezone": "Asia/Tokyo",
    }
    schedule = Schedule.from_values(values)
    assert schedule == Schedule(
        False,
        time(22, 5),
        time(4),
        frozenset({0, 6}),
        True,
        frozenset({date(2026, 12, 24), date(2026, 12, 25)}),
        {date(2026, 12, 31): time(23)},
        "Asia/Tokyo",
    )
    assert schedule.to_json() == values | {
        "days_of_week": ["Mon", "Sun"],
        "closed_dates": ["2026-12-24", "2026-12-25"],
    }


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"stop_time_utc": "13:30"}, "same time, 13:30 UTC"),
        ({"start_time_utc": "24:00"}, "start_time_utc"),
        ({"start_time_utc": "9:30"}, "start_time_utc"),
        ({"start_time_utc": "١٣:٣٠"}, "start_time_utc"),
        ({"stop_time_utc": 2000}, "stop_time_utc"),
        ({"days_of_week": []}, "day of the week"),
        ({"days_of_week": ["Monday"]}, "days_of_week"),
        ({"days_of_week": "Mon"}, "days_of_week"),
        ({"enabled": "yes"}, "enabled"),
        ({"initially_active": 1}, "initially_active"),
    ],
)
def test_that_a_wrong_value_is_refused_with_a_sentence_that_names_it(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(TraderAdminError, match=named):
        Schedule.from_values({"start_time_utc": "13:30", "stop_time_utc": "20:00"} | change)
