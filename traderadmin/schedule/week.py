"""What a schedule makes of each day from one on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from traderadmin.schedule.model import Schedule
from traderadmin.schedule.windows import (
    Window,
    closes_early,
    is_start_day,
    window_on,
    windows_between,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day, in UTC.

    Attributes:
        carried: the window of the day before, where it runs on into this one.
        window: the one that starts on this day.
        early: `window` closes before the regular stop.
        closed: one would start here, but the date is closed.
    """

    date: date
    carried: Window | None = None
    window: Window | None = None
    early: bool = False
    closed: bool = False

    @property
    def windows(self) -> tuple[Window, ...]:
        """Those that share an instant with the day, whole, in order."""
        return tuple(each for each in (self.carried, self.window) if each is not None)


def days_from(schedule: Schedule, first: date, count: int) -> tuple[Day, ...]:
    """The `count` days from `first` on, as if the schedule were followed."""
    return tuple(_day(schedule, first + ahead * _DAY) for ahead in range(count))


def _day(schedule: Schedule, day: date) -> Day:
    midnight = datetime.combine(day, time(), UTC)
    window = window_on(schedule, day)
    reaching = windows_between(schedule, midnight, midnight + timedelta.resolution)
    return Day(
        day,
        next((each for each in reaching if each.start < midnight), None),
        window,
        early=window is not None and closes_early(schedule, window),
        closed=is_start_day(schedule, day) and day in schedule.closed_dates,
    )
