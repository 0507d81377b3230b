"""The coming week of a schedule for people: the one in force, and the one after applying."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from traderadmin.schedule import HORIZON_DAYS, Schedule, Window, next_windows
from traderadmin.schedule.clocks import (
    IN_UTC,
    Spell,
    Zone,
    hours,
    in_zone,
    named_hours,
    spells,
    zone_name,
)
from traderadmin.schedule.week import Day, days_from
from traderadmin.workflow.schedules import Schedules

DAYS = 7
TICKS = (0, 6, 12, 18, 24)
"""Hours (UTC) that the axes name."""
NO_SESSION = "no session"

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Mark(StrEnum):
    """What makes a day unlike the others."""

    NONE = ""
    CLOSED = "closed date"
    EARLY = "closes early"


@dataclass(frozen=True, slots=True)
class Bar:
    """A session in hours from its row's midnight; it goes on in the row before or after."""

    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day, in UTC.

    Attributes:
        in_force, after: the sessions that share an instant with it.
        mark: after applying; while that cannot be shown, in force.
        said: the same in sentences; one where nothing changes.
    """

    title: str
    in_force: tuple[Bar, ...]
    after: tuple[Bar, ...]
    mark: Mark
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """What the operator's clocks show at TICKS while they keep one offset."""

    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekView:
    """Everything that the picture of the week shows.

    Attributes:
        rows: today (UTC) first.
        axes: the operator's time; several where clocks change in this week.
        notes: what the picture alone would not say.
        now: in UTC.
        hour: now, in hours from midnight.
    """

    rows: tuple[WeekRow, ...]
    axes: tuple[Axis, ...]
    notes: tuple[str, ...]
    now: datetime
    hour: float

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(row.in_force or row.after or row.mark for row in self.rows)

    @property
    def text(self) -> str:
        """All of it in words."""
        return " ".join((*self.notes, *(line for row in self.rows for line in row.said)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The days on which somebody follows a schedule, or in two words why there are none."""

    days: tuple[Day | None, ...]
    absent: str

    @classmethod
    def of(cls, schedule: Schedule | None, today: date) -> "_Plan":
        if schedule is None or not schedule.enabled:
            return cls((None,) * DAYS, "not valid" if schedule is None else "schedule off")
        return cls(days_from(schedule, today, DAYS), "")


def week_view(schedules: Schedules, now: datetime, zone: Zone) -> WeekView:
    """The week from today (UTC) on; `now` is aware, `zone` the operator's."""
    now = now.astimezone(UTC)
    midnight = datetime.combine(now.date(), time(), UTC)
    in_force = _Plan.of(schedules.in_force, midnight.date())
    after = _Plan.of(schedules.after, midnight.date())
    rows = tuple(
        _row(midnight + ahead * _DAY, ahead, in_force, after, zone) for ahead in range(DAYS)
    )
    offsets = spells(zone, midnight, midnight + DAYS * _DAY)
    notes = (
        *_states(schedules),
        *_nothing_ahead(schedules.after, rows, now),
        *(_change(old, new) for old, new in pairwise(offsets)),
    )
    return WeekView(rows, tuple(map(_axis, offsets)), notes, now, (now - midnight) / _HOUR)


def _row(midnight: datetime, ahead: int, in_force: _Plan, after: _Plan, zone: Zone) -> WeekRow:
    title = f"{midnight:%a %d}"
    old, new = in_force.days[ahead], after.days[ahead]
    was = _said(old, zone) or in_force.absent
    will = _said(new, zone) or after.absent
    said: tuple[str, ...] = (f"{title}: {will}.",)
    if was != will:
        said = (f"{title}, in force: {was}.", f"{title}, after applying: {will}.")
    return WeekRow(
        title, tuple(_bars(old, midnight)), tuple(_bars(new, midnight)), _mark(new or old), said
    )


def _bars(day: Day | None, midnight: datetime) -> Iterator[Bar]:
    for window in day.windows if day is not None else ():
        yield Bar((window.start - midnight) / _HOUR, (window.stop - midnight) / _HOUR)


def _mark(day: Day | None) -> Mark:
    if day is None:
        return Mark.NONE
    if day.closed:
        return Mark.CLOSED
    return Mark.EARLY if day.early else Mark.NONE


def _said(day: Day | None, zone: Zone) -> str:
    if day is None:
        return ""
    parts = [
        _until(day.carried, zone) if day.carried is not None else "",
        _hours(day.window, zone) if day.window is not None else "",
        _mark(day).value,
    ]
    return ", ".join(part for part in parts if part) or NO_SESSION


def _until(window: Window, zone: Zone) -> str:
    there = in_zone(window.stop, zone)
    local = f", {there:%H:%M} {zone_name(there)}" if zone_name(there) != "UTC" else ""
    return f"until {window.stop:%H:%M} UTC{local}"


def _hours(window: Window, zone: Zone) -> str:
    known = zone_name(in_zone(window.start, zone)) == "UTC"
    local = "" if known else f", {named_hours(window, zone)}"
    return f"{hours(window, IN_UTC)} UTC{local}"


def _states(schedules: Schedules) -> Iterator[str]:
    old, new = schedules.in_force, schedules.after
    if old is None:
        yield "The schedule in force is not valid."
    elif not old.enabled and (new is None or new.enabled):
        yield "The schedule in force is off."
    if new is None:
        yield "After applying: not shown while the schedule is not valid."
    elif not new.enabled:
        when = "After applying, the" if old is not None and old.enabled else "The"
        yield f"{when} schedule is off: nothing opens or closes by itself."


def _nothing_ahead(
    schedule: Schedule | None, rows: tuple[WeekRow, ...], now: datetime
) -> Iterator[str]:
    if schedule is None or not schedule.enabled or any(row.after for row in rows):
        return
    window = next(iter(next_windows(schedule, now, 1)), None)
    if window is None:
        yield f"No session within {HORIZON_DAYS} days."
    else:
        start = f"{window.start:%a %Y-%m-%d %H:%M} UTC"
        yield f"No session in the coming week: the next starts {start}."


def _change(old: Spell, new: Spell) -> str:
    when = f"{new.since:%a %d} at {new.since:%H:%M} UTC"
    return f"Your clocks change on {when}, from {old.name} to {new.name}."


def _axis(spell: Spell) -> Axis:
    minutes = [round((hour * _HOUR + spell.offset) / timedelta(minutes=1)) for hour in TICKS]
    return Axis(spell.name, tuple(_clock(each % (24 * 60)) for each in minutes))


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}" if minute else f"{hour:02d}"
