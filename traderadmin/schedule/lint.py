"""What is valid in a schedule and yet hardly meant: findings that refuse nothing.

One window a day that starts and stops at different times cannot touch the next; it can come so
near that trading hardly closes, and that is found here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from traderadmin.schedule.clocks import always
from traderadmin.schedule.exchange import hours_there
from traderadmin.schedule.model import DAY_NAMES, Schedule, span
from traderadmin.schedule.windows import HORIZON_DAYS, in_utc, next_edge, stop_on
from traderadmin.schedule.zones import is_zone

SHORTEST = timedelta(minutes=5)
YEAR_DAYS = 366

_DAY = timedelta(days=1)


class Smell(StrEnum):
    """What is found."""

    NEVER = "never"
    WHOLE_WEEK = "whole_week"
    TOUCHING = "touching"
    SHORT = "short"
    OFF_OPEN = "off_open"
    DATES_PAST = "dates_past"
    ZONE_UNKNOWN = "zone_unknown"
    ZONE_CHANGE = "zone_change"


class Level(StrEnum):
    """How much it matters."""

    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One finding.

    Attributes:
        message: one or more sentences.
        key: the key of `[trading_schedule]` it is about.
        day: the date it is about, or from which on; None where it is about every day.
    """

    smell: Smell
    message: str
    key: str
    level: Level = Level.WARNING
    day: date | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs: plain values under stable keys."""
        return {
            "level": self.level.value,
            "kind": self.smell.value,
            "key": f"trading_schedule.{self.key}",
            "date": self.day.isoformat() if self.day else None,
            "message": self.message,
        }


def lint(schedule: Schedule, now: datetime) -> tuple[LintFinding, ...]:
    """Everything that stands out, as of `now` (aware)."""
    now = in_utc(now)
    return (
        *_off_and_open(schedule),
        *_never(schedule, now),
        *_hardly_closes(schedule),
        *_short(schedule, now.date()),
        *_past(schedule, now.date()),
        *_zone(schedule, now),
    )


def _off_and_open(schedule: Schedule) -> Iterator[LintFinding]:
    if not schedule.enabled and schedule.initially_active:
        yield LintFinding(
            Smell.OFF_OPEN,
            "The schedule is off and each start begins with trading OPEN, "
            "which will not close by itself.",
            "initially_active",
        )


def _never(schedule: Schedule, now: datetime) -> Iterator[LintFinding]:
    if next_edge(schedule, now) is None:
        yield LintFinding(
            Smell.NEVER,
            f"No session happens within {HORIZON_DAYS} days: each of its days is a closed date.",
            "closed_dates",
        )


def _hardly_closes(schedule: Schedule) -> Iterator[LintFinding]:
    gap = _DAY - span(schedule.start, schedule.stop)
    followed = [day for day in schedule.days if (day + 1) % len(DAY_NAMES) in schedule.days]
    if gap >= SHORTEST or not followed:
        return
    closed = f"closes for only {_minutes(gap)}, at {schedule.stop:%H:%M} UTC"
    if len(followed) == len(DAY_NAMES):
        message = f"Trading is open the whole week: each day it {closed}."
        yield LintFinding(Smell.WHOLE_WEEK, message, "stop_time_utc")
    else:
        message = f"Sessions of consecutive days all but touch: between them trading {closed}."
        yield LintFinding(Smell.TOUCHING, message, "stop_time_utc")


def _short(schedule: Schedule, today: date) -> Iterator[LintFinding]:
    regular = span(schedule.start, schedule.stop)
    if regular < SHORTEST:
        yield LintFinding(
            Smell.SHORT, f"A session lasts only {_minutes(regular)}.", "stop_time_utc"
        )
        return
    for day, stop in sorted(schedule.early_closes.items()):
        length = span(schedule.start, stop)
        happens = day >= today - _DAY and stop_on(schedule, day) is not None
        if length < SHORTEST and happens:
            message = f"The session of {day} closes early after only {_minutes(length)}."
            yield LintFinding(Smell.SHORT, message, "early_closes", day=day)


def _past(schedule: Schedule, today: date) -> Iterator[LintFinding]:
    last = max(schedule.closed_dates, default=None)
    if last is not None and last < today:
        message = f"The last closed date, {last}, is past: coming holidays are not named yet."
        yield LintFinding(Smell.DATES_PAST, message, "closed_dates", day=last)


def _zone(schedule: Schedule, now: datetime) -> Iterator[LintFinding]:
    zone = schedule.exchange_timezone
    if not zone:
        return
    if not is_zone(zone):
        message = f"There is no time zone {zone}: changes of the clocks there are not told."
        yield LintFinding(Smell.ZONE_UNKNOWN, message, "exchange_timezone")
        return
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - takes its time, and few name a zone

    there = always(ZoneInfo(zone))
    for before, hours in pairwise(hours_there(schedule, there, now, YEAR_DAYS)):
        yield LintFinding(
            Smell.ZONE_CHANGE,
            f"From {hours.since} the same UTC times are {hours} in {zone}, until then {before}.",
            "exchange_timezone",
            Level.INFO,
            hours.since,
        )


def _minutes(length: timedelta) -> str:
    count = round(length / timedelta(minutes=1))
    return "1 minute" if count == 1 else f"{count} minutes"
