"""What `[trading_schedule]` says, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Self

from traderadmin.errors import TraderAdminError
from traderadmin.schedule import reading

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DAY = timedelta(days=1)
_NOWHEN = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a session starts and stops, in UTC, on which days.

    All dates are those of the day a session starts on, in UTC.

    Attributes:
        start: the session opens at this time (naive, UTC).
        stop: it closes at this time (naive, UTC); before `start` it means the next day.
        days: the days on which a session starts, 0 = Monday.
        initially_active: how a start begins while `enabled` is false.
        closed_dates: no session starts on these dates; one that began the day before runs on.
        early_closes: the session that starts on this date stops at this time (naive, UTC), the
            first such time after its start: before `start` it is on the next day, as `stop` is.
            Never after `stop`: an early close only shortens. A closed date stays closed.
        exchange_timezone: where the exchange is (an IANA name), to tell when its clocks change
            against UTC; empty where nobody asks. It moves no window.
    """

    enabled: bool
    start: time
    stop: time
    days: frozenset[int]
    initially_active: bool = False
    closed_dates: frozenset[date] = frozenset()
    early_closes: Mapping[date, time] = field(default_factory=dict, hash=False)
    exchange_timezone: str = ""

    def __post_init__(self) -> None:
        closes = MappingProxyType(dict(self.early_closes))
        object.__setattr__(self, "early_closes", closes)
        if self.start == self.stop:
            raise TraderAdminError(
                reading.TITLE,
                f"It starts and stops at the same time, {self.start:%H:%M} UTC.",
                "Set trading_schedule.stop_time_utc to another time.",
            )
        if not self.days or not self.days <= set(range(len(DAY_NAMES))):
            raise TraderAdminError(
                reading.TITLE,
                "No day of the week is named on which a session starts.",
                "Name at least one day in trading_schedule.days_of_week.",
            )
        for day, stop in closes.items():
            wrong = early_close_error(self.start, self.stop, stop)
            if wrong:
                raise TraderAdminError(
                    reading.TITLE,
                    f"The early close of {day}, at {stop:%H:%M} UTC, {wrong}",
                    "Correct or remove it in trading_schedule.early_closes.",
                )

    @property
    def overnight(self) -> bool:
        """Whether a session ends, unless early, on the day after the one it starts on."""
        return self.stop < self.start

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read the table `[trading_schedule]`. Raises: TraderAdminError on a wrong value."""
        days = reading.choices(values, "days_of_week", DAY_NAMES, default=DAY_NAMES[:5])
        return cls(
            enabled=reading.flag(values, "enabled", default=True),
            start=reading.clock(values, "start_time_utc", default="13:30"),
            stop=reading.clock(values, "stop_time_utc", default="20:00"),
            days=frozenset(DAY_NAMES.index(day) for day in days),
            initially_active=reading.flag(values, "initially_active", default=False),
            closed_dates=frozenset(reading.dates(values, "closed_dates")),
            early_closes=reading.times_by_date(values, "early_closes", "date", "stop_time_utc"),
            exchange_timezone=reading.text(values, "exchange_timezone"),
        )

    def to_json(self) -> dict[str, Any]:
        """The same keys as the table in the file; the zone only where there is one."""
        zone = {"exchange_timezone": self.exchange_timezone} if self.exchange_timezone else {}
        return {
            "enabled": self.enabled,
            "start_time_utc": f"{self.start:%H:%M}",
            "stop_time_utc": f"{self.stop:%H:%M}",
            "days_of_week": [DAY_NAMES[day] for day in sorted(self.days)],
            "initially_active": self.initially_active,
            "closed_dates": [day.isoformat() for day in sorted(self.closed_dates)],
            "early_closes": [
                {"date": day.isoformat(), "stop_time_utc": f"{stop:%H:%M}"}
                for day, stop in sorted(self.early_closes.items())
            ],
            **zone,
        }


def span(start: time, stop: time) -> timedelta:
    """How long it is from `start` until a clock next shows `stop`; nothing where they are equal."""
    return (datetime.combine(_NOWHEN, stop) - datetime.combine(_NOWHEN, start)) % _DAY


def early_close_error(start: time, stop: time, early: time) -> str:
    """What is wrong with closing a session from `start` to `stop` at `early`; empty: nothing.

    It goes on after a subject ("must be after the start, …").
    """
    if early != start and span(start, early) <= span(start, stop):
        return ""
    if stop < start and early != start:
        hours = f"from {start:%H:%M} to {stop:%H:%M} UTC on the next day"
        return f"must be within the session, which is {hours}."
    if early <= start:
        return f"must be after the start, which is {start:%H:%M} UTC."
    return f"must not be after the regular stop, which is {stop:%H:%M} UTC."
