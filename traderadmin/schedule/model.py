"""What `[trading_schedule]` says, as a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Self

from traderadmin.errors import TraderAdminError

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_TITLE = "The trading schedule is not valid"
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a session starts and stops, in UTC, on which days.

    Attributes:
        start: the session opens at this time (naive, UTC).
        stop: it closes at this time (naive, UTC); before `start` it means the next day.
        days: the days on which a session starts, 0 = Monday.
        initially_active: how a start begins while `enabled` is false.
    """

    enabled: bool
    start: time
    stop: time
    days: frozenset[int]
    initially_active: bool = False

    def __post_init__(self) -> None:
        if self.start == self.stop:
            raise TraderAdminError(
                _TITLE,
                f"It starts and stops at the same time, {self.start:%H:%M} UTC.",
                "Set trading_schedule.stop_time_utc to another time.",
            )
        if not self.days or not self.days <= set(range(len(DAY_NAMES))):
            raise TraderAdminError(
                _TITLE,
                "No day of the week is named on which a session starts.",
                "Name at least one day in trading_schedule.days_of_week.",
            )

    @property
    def overnight(self) -> bool:
        """Whether a session ends on the day after the one it starts on."""
        return self.stop < self.start

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read the table `[trading_schedule]`. Raises: TraderAdminError on a wrong value."""
        days = values.get("days_of_week", DAY_NAMES[:5])
        if not isinstance(days, (list, tuple)) or not set(days) <= set(DAY_NAMES):
            raise TraderAdminError(
                _TITLE,
                f"trading_schedule.days_of_week must be a list of {', '.join(DAY_NAMES)}.",
            )
        return cls(
            enabled=_flag(values, "enabled", default=True),
            start=_time(values, "start_time_utc", default="13:30"),
            stop=_time(values, "stop_time_utc", default="20:00"),
            days=frozenset(DAY_NAMES.index(day) for day in days),
            initially_active=_flag(values, "initially_active", default=False),
        )

    def to_json(self) -> dict[str, Any]:
        """The same keys as the table in the file."""
        return {
            "enabled": self.enabled,
            "start_time_utc": f"{self.start:%H:%M}",
            "stop_time_utc": f"{self.stop:%H:%M}",
            "days_of_week": [DAY_NAMES[day] for day in sorted(self.days)],
            "initially_active": self.initially_active,
        }


def _flag(values: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = values.get(key, default)
    if not isinstance(value, bool):
        raise TraderAdminError(_TITLE, f"trading_schedule.{key} must be true or false.")
    return value


def _time(values: Mapping[str, Any], key: str, *, default: str) -> time:
    value = values.get(key, default)
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise TraderAdminError(
            _TITLE, f"trading_schedule.{key} must be a time from 00:00 to 23:59, written HH:MM."
        )
    return time(int(match[1]), int(match[2]))
