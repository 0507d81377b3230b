"""What a schedule's UTC times are on the clocks of a zone, and when that changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from typing_extensions import override

from traderadmin.schedule.clocks import Zone, in_zone, zone_name
from traderadmin.schedule.model import Schedule
from traderadmin.schedule.windows import in_utc

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalHours:
    """What the UTC times of a schedule are on a zone's clocks.

    Attributes:
        since: the first day (UTC, on which a session would start) of which this is true.
        start, stop: there, naive; `stop` is on the next day where it is before `start`.
        zone: how people call the zone meanwhile.
    """

    since: date
    start: time
    stop: time
    zone: str

    @override
    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.stop:%H:%M}"


def hours_there(schedule: Schedule, zone: Zone, now: datetime, days: int) -> tuple[LocalHours, ...]:
    """The schedule's hours in `zone` today, and each time they change within `days` from `now`."""
    today = in_utc(now).date()
    found: list[LocalHours] = []
    offset: timedelta | None = None
    for ahead in range(min(days, date.max.toordinal() - today.toordinal())):
        day = today + ahead * _DAY
        start = in_zone(datetime.combine(day, schedule.start, UTC), zone)
        if start.utcoffset() != offset:
            offset = start.utcoffset()
            stop_day = day + schedule.overnight * _DAY
            stop = in_zone(datetime.combine(stop_day, schedule.stop, UTC), zone)
            found.append(LocalHours(day, start.time(), stop.time(), zone_name(start)))
    return tuple(found)
