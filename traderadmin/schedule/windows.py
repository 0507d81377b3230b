"""Windows `[start, stop)` and their edges, computed from the days they start on.

A window lasts less than a day and there is at most one to each day, so windows never touch:
every start and every stop is an edge. All instants must be aware; a naive one is a ValueError.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from traderadmin.schedule.model import Schedule

HORIZON_DAYS = 400
"""How far ahead the next session is looked for: enough for a year and its closed days."""

_DAY = timedelta(days=1)
_LAST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Window:
    """One session, `[start, stop)`, aware, in UTC."""

    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class Edge:
    """An instant at which the session opens or closes."""

    at: datetime
    opens: bool


def is_active(schedule: Schedule, now: datetime) -> bool:
    """Whether `now` lies in a window. Asked for each order: it makes no window."""
    now = in_utc(now)
    day, clock = now.date(), now.time()
    if clock >= schedule.start:
        stop = stop_on(schedule, day)
        return stop is not None and (clock < stop or stop < schedule.start)
    if not schedule.overnight or day == date.min:
        return False
    stop = stop_on(schedule, day - _DAY)
    return stop is not None and clock < stop < schedule.start


def current_window(schedule: Schedule, now: datetime) -> Window | None:
    """The window that `now` lies in."""
    now = in_utc(now)
    for day in days_that_reach(now):
        window = window_on(schedule, day)
        if window is not None and window.start <= now < window.stop:
            return window
    return None


def next_edge(schedule: Schedule, now: datetime) -> Edge | None:
    """The first edge strictly after `now`; None where none comes within HORIZON_DAYS."""
    now = in_utc(now)
    window = next(_windows_from(schedule, now), None)
    if window is None:
        return None
    return Edge(window.start, True) if now < window.start else Edge(window.stop, False)


def next_windows(schedule: Schedule, now: datetime, count: int) -> tuple[Window, ...]:
    """The next `count` windows that end after `now`, the current one included.

    Fewer where HORIZON_DAYS pass without one.
    """
    return tuple(islice(_windows_from(schedule, in_utc(now)), count))


def windows_between(schedule: Schedule, start: datetime, end: datetime) -> tuple[Window, ...]:
    """All windows that share an instant with `[start, end)`, whole, in order."""
    start, end = in_utc(start), in_utc(end)
    if end <= start:
        return ()
    first = start.date() if start.date() == date.min else start.date() - _DAY
    days = (first + n * _DAY for n in range((end.date() - first).days + 1))
    windows = (window_on(schedule, day) for day in days)
    return tuple(w for w in windows if w is not None and w.start < end and w.stop > start)


def window_on(schedule: Schedule, day: date) -> Window | None:
    """The window that starts on `day`; None where none does, or it would outlast the calendar."""
    stop = stop_on(schedule, day)
    return None if stop is None else _window(day, schedule.start, stop)


def regular_window_on(schedule: Schedule, day: date) -> Window | None:
    """The window that would start on `day` if no date were closed and none closed early."""
    return _window(day, schedule.start, schedule.stop) if is_start_day(schedule, day) else None


def closes_early(schedule: Schedule, window: Window) -> bool:
    """Whether a window of this schedule stops before the regular time."""
    return window.stop.time() != schedule.stop


def is_start_day(schedule: Schedule, day: date) -> bool:
    """Whether `day` is one of the days of the week on which sessions start."""
    return day.weekday() in schedule.days


def stop_on(schedule: Schedule, day: date) -> time | None:
    """When the session that starts on `day` stops; before the start: the next day. None: none."""
    if day.weekday() not in schedule.days or day in schedule.closed_dates:
        return None  # written out: this is asked for each order
    return schedule.early_closes.get(day, schedule.stop)


def in_utc(instant: datetime) -> datetime:
    """`instant` in UTC. Raises: ValueError when it is naive, which could mean any zone."""
    if instant.tzinfo is UTC:
        return instant
    if instant.utcoffset() is None:
        message = f"{instant} has no time zone"
        raise ValueError(message)
    return instant.astimezone(UTC)


def days_that_reach(now: datetime) -> tuple[date, ...]:
    """The days whose windows may hold `now` (UTC): a window lasts less than a day."""
    today = now.date()
    return (today,) if today == date.min else (today, today - _DAY)


def _window(day: date, start: time, stop: time) -> Window | None:
    stop_day = day
    if stop < start:
        if day == date.max:
            return None
        stop_day = day + _DAY
    return Window(datetime.combine(day, start, UTC), datetime.combine(stop_day, stop, UTC))


def _windows_from(schedule: Schedule, now: datetime) -> Iterator[Window]:
    """The windows that end after `now`, in order, until HORIZON_DAYS pass without one."""
    ordinal = days_that_reach(now)[-1].toordinal()
    limit = now.toordinal() + HORIZON_DAYS
    while ordinal <= min(limit, _LAST):
        window = window_on(schedule, date.fromordinal(ordinal))
        if window is not None and window.stop > now:
            yield window
            limit = ordinal + HORIZON_DAYS
        ordinal += 1
