"""Windows `[start, stop)` and their edges, computed from the days they start on.

A window lasts less than a day and there is at most one to each day, so windows never touch:
every start and every stop is an edge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from traderadmin.schedule.model import Schedule

_DAY = timedelta(days=1)


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


def is_active(schedule: Schedule, at: datetime) -> bool:
    """Whether `at` (aware) lies in a window."""
    return current_window(schedule, at) is not None


def current_window(schedule: Schedule, at: datetime) -> Window | None:
    """The window that `at` (aware) lies in."""
    window = next(_windows_from(schedule, at), None)
    return window if window is not None and window.start <= at else None


def next_edge(schedule: Schedule, at: datetime) -> Edge | None:
    """The first edge strictly after `at` (aware); None only at the end of the calendar."""
    window = next(_windows_from(schedule, at), None)
    if window is None:
        return None
    return Edge(window.start, True) if at < window.start else Edge(window.stop, False)


def next_windows(schedule: Schedule, at: datetime, count: int) -> tuple[Window, ...]:
    """The next `count` windows that end after `at` (aware), the current one included."""
    return tuple(islice(_windows_from(schedule, at), count))


def windows_between(schedule: Schedule, first: datetime, last: datetime) -> tuple[Window, ...]:
    """All windows that share an instant with `[first, last)` (aware), whole, in order."""
    found = []
    for window in _windows_from(schedule, first):
        if window.start >= last:
            break
        found.append(window)
    return tuple(found)


def _windows_from(schedule: Schedule, at: datetime) -> Iterator[Window]:
    """The windows that end after `at`, in order."""
    day = at.astimezone(UTC).date()
    if day > date.min:
        day -= _DAY  # one that began yesterday may still be open
    while True:
        if day.weekday() in schedule.days:
            window = _window_on(schedule, day)
            if window is None:
                return
            if window.stop > at:
                yield window
        if day == date.max:
            return
        day += _DAY


def _window_on(schedule: Schedule, day: date) -> Window | None:
    """The window that starts on `day`; None where it would outlast the calendar."""
    if schedule.overnight and day == date.max:
        return None
    stop_day = day + _DAY if schedule.overnight else day
    return Window(
        datetime.combine(day, schedule.start, UTC), datetime.combine(stop_day, schedule.stop, UTC)
    )
