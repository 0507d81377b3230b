"""Windows on the clocks of a zone, in words; and when those clocks change against UTC."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from traderadmin.schedule.windows import Window

Zone = Callable[[datetime], tzinfo]
"""The zone whose clocks are asked, with the offset in force at an instant (aware)."""

_DAY = timedelta(days=1)
_FINEST = timedelta(minutes=1)


def always(zone: tzinfo) -> Zone:
    """One zone, which knows its own changes."""
    return lambda _: zone


IN_UTC = always(UTC)


@dataclass(frozen=True, slots=True)
class Spell:
    """A time through which a zone keeps one offset from UTC.

    Attributes:
        since: from when on (UTC).
        name: how people call the zone meanwhile.
    """

    since: datetime
    offset: timedelta
    name: str


def in_zone(at: datetime, zone: Zone) -> datetime:
    """The instant on the zone's clocks."""
    return at.astimezone(zone(at))


def zone_name(local: datetime) -> str:
    """How people call the zone of `local`."""
    return local.tzname() or "local"


def hours(window: Window, zone: Zone) -> str:
    """`14:30–21:00`, after the day of the week where it starts on another day than in UTC."""
    start, stop = in_zone(window.start, zone), in_zone(window.stop, zone)
    return f"{_day(window, start)}{start:%H:%M}–{stop:%H:%M}"


def named_hours(window: Window, zone: Zone) -> str:
    """`14:30–21:00 CET`; `23:30 CET–06:00 CEST` where the clocks change meanwhile."""
    start, stop = in_zone(window.start, zone), in_zone(window.stop, zone)
    first, last = zone_name(start), zone_name(stop)
    meanwhile = "" if first == last else f" {first}"
    return f"{_day(window, start)}{start:%H:%M}{meanwhile}–{stop:%H:%M} {last}"


def spells(zone: Zone, start: datetime, end: datetime) -> tuple[Spell, ...]:
    """The offsets of `zone` from `start` to `end` (both aware), each since when, to the minute.

    A zone that changes twice within a day may keep that to itself.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    found = [_spell(start, zone)]
    while start < end:
        after = min(start + _DAY, end)
        if _spell(after, zone).offset != found[-1].offset:
            found.append(_spell(_change(zone, start, after), zone))
        start = after
    return tuple(spell for spell in found if spell.since < end)


def _change(zone: Zone, before: datetime, after: datetime) -> datetime:
    """The first minute, counted from `before`, with the offset that `after` has."""
    offset = _spell(after, zone).offset
    early, late = 0, -(-(after - before) // _FINEST)
    while late - early > 1:
        middle = (early + late) // 2
        if _spell(before + middle * _FINEST, zone).offset == offset:
            late = middle
        else:
            early = middle
    return before + late * _FINEST


def _spell(at: datetime, zone: Zone) -> Spell:
    local = in_zone(at, zone)
    return Spell(at, local.utcoffset() or timedelta(), zone_name(local))


def _day(window: Window, start: datetime) -> str:
    return "" if start.date() == window.start.date() else f"{start:%a} "
