"""The next sessions as a table, in force beside after applying; and when the clocks change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from traderadmin.schedule import Schedule, Window, next_windows
from traderadmin.schedule.clocks import IN_UTC, Zone, hours, in_zone, zone_name
from traderadmin.schedule.exchange import hours_there
from traderadmin.workflow.schedules import Schedules

NONE = "–"
_AHEAD = 120
_MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A day on which a session starts, in force or after applying.

    Attributes:
        in_force, after: hours in UTC, or in a word why there are none.
        local: `after` on the operator's clocks.
        zone: how people call their zone then; empty where there is no session after applying.
        changed: the edits change it.
    """

    day: str
    in_force: str
    after: str
    local: str
    zone: str
    changed: bool


def sessions_ahead(
    schedules: Schedules, now: datetime, zone: Zone, count: int
) -> tuple[SessionRow, ...]:
    """The first `count` days with a session; `now` is aware, `zone` the operator's."""
    now = now.astimezone(UTC)
    old, new = (_by_day(each, now, count) for each in (schedules.in_force, schedules.after))
    rows = []
    for day in sorted({*old, *new})[:count]:
        was, will = old.get(day), new.get(day)
        rows.append(
            SessionRow(
                _title(day, now.date()),
                _hours(was, schedules.in_force, day),
                _hours(will, schedules.after, day),
                hours(will, zone) if will is not None else NONE,
                zone_name(in_zone(will.start, zone)) if will is not None else "",
                changed=schedules.after is not None and was != will,
            )
        )
    return tuple(rows)


def clocks_change(schedule: Schedule | None, now: datetime, zone: Zone) -> str:
    """The sentence about the next change of the operator's clocks; empty where none is near."""
    if schedule is None or not schedule.enabled:
        return ""
    change = next(pairwise(hours_there(schedule, zone, now, _AHEAD)), None)
    if change is None:
        return ""
    old, new = change
    return (
        f"From {new.since} these UTC times are {new} your time ({new.zone}), "
        f"until then {old} ({old.zone})."
    )


def _by_day(schedule: Schedule | None, now: datetime, count: int) -> Mapping[date, Window]:
    if schedule is None or not schedule.enabled:
        return {}
    return {window.start.date(): window for window in next_windows(schedule, now, count)}


def _hours(window: Window | None, schedule: Schedule | None, day: date) -> str:
    if window is not None:
        return hours(window, IN_UTC)
    if schedule is None:
        return "not valid"
    if not schedule.enabled:
        return "off"
    return "closed" if day in schedule.closed_dates else NONE


def _title(day: date, today: date) -> str:
    """`Thu 26`, and with its month where the day alone could be another one."""
    return f"{day:%a %d}" if day - today < _MONTH else f"{day:%a %d %b}"
