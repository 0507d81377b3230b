"""What a schedule's UTC times are where the exchange is, and when that changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from typing_extensions import override

from traderadmin.schedule.model import Schedule
from traderadmin.schedule.windows import in_utc

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalHours:
    """What the UTC times of a schedule are on a zone's clocks.

    Attributes:
        since: the first day (UTC, on which a session would start) of which this is true.
        start, stop: there, naive; `stop` is on the next day where it is before `start`.
    """

    since: date
    start: time
    stop: time

    @override
    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.stop:%H:%M}"


def hours_there(schedule: Schedule, zone: str, now: datetime, days: int) -> tuple[LocalHours, ...]:
    """The schedule's hours in `zone` today, and each time they change within `days` from `now`."""
    there = ZoneInfo(zone)
    today = in_utc(now).date()
    found: list[LocalHours] = []
    offset: timedelta | None = None
    for ahead in range(min(days, date.max.toordinal() - today.toordinal())):
        day = today + ahead * _DAY
        start = datetime.combine(day, schedule.start, UTC).astimezone(there)
        if start.utcoffset() != offset:
            offset = start.utcoffset()
            stop = datetime.combine(day + schedule.overnight * _DAY, schedule.stop, UTC)
            found.append(LocalHours(day, start.time(), stop.astimezone(there).time()))
    return tuple(found)
