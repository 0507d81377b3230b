"""The coming sessions of a schedule: as rows for people and as JSON for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from traderadmin.clock import local_zone, utc_text
from traderadmin.config.paths import dotted
from traderadmin.config.validation import Problem
from traderadmin.schedule import Explanation, Schedule, Window, explain, next_windows
from traderadmin.schedule.lint import lint

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a schedule means from `now` on.

    Attributes:
        windows: the coming ones, the current one included.
        zone: where the exchange is, where the schedule names it.
    """

    schedule: Schedule
    now: datetime
    said: Explanation
    windows: tuple[Window, ...]
    zone: ZoneInfo | None

    @classmethod
    def of(cls, schedule: Schedule, now: datetime, count: int) -> "Calendar":
        """The next `count` sessions of a valid schedule."""
        name = schedule.exchange_timezone
        return cls(
            schedule,
            now,
            explain(schedule, now),
            next_windows(schedule, now, count),
            ZoneInfo(name) if name else None,
        )

    def titles(self) -> tuple[str, ...]:
        """The heads of the columns."""
        there = (self.zone.key.upper(),) if self.zone else ()
        return ("STARTS", "UTC", "LOCAL", *there, "")

    def rows(self) -> list[tuple[str, ...]]:
        """A row for each session."""
        return [self._row(window) for window in self.windows]

    def to_json(self) -> Json:
        """Everything under stable keys; docs/cli.md lists them."""
        edge = self.said.next_edge
        return {
            "now": utc_text(self.now),
            "enabled": self.schedule.enabled,
            "active": self.said.active,
            "why": self.said.why.value,
            "text": self.said.text,
            "next_edge": {"at": utc_text(edge.at), "opens": edge.opens} if edge else None,
            "sessions": [self._window_json(window) for window in self.windows],
        }

    def _row(self, window: Window) -> tuple[str, ...]:
        start, stop = _seen(window.start, None), _seen(window.stop, None)
        notes = (
            "open now" if window == self.said.window else "",
            "closes early" if self._is_early(window) else "",
        )
        return (
            f"{window.start:%a %Y-%m-%d}",
            _hours(window, window.start, window.stop),
            f"{_hours(window, start, stop)} {start.tzname()}",
            *self._exchange_hours(window),
            ", ".join(note for note in notes if note),
        )

    def _exchange_hours(self, window: Window) -> tuple[str, ...]:
        if self.zone is None:
            return ()
        return (_hours(window, _seen(window.start, self.zone), _seen(window.stop, self.zone)),)

    def _window_json(self, window: Window) -> Json:
        found: Json = {
            "start": utc_text(window.start),
            "stop": utc_text(window.stop),
            "closes_early": self._is_early(window),
            "local_start": _seen(window.start, None).isoformat(),
            "local_stop": _seen(window.stop, None).isoformat(),
        }
        if self.zone is not None:
            found["exchange_start"] = _seen(window.start, self.zone).isoformat()
            found["exchange_stop"] = _seen(window.stop, self.zone).isoformat()
        return found

    def _is_early(self, window: Window) -> bool:
        return window.stop.time() != self.schedule.stop


def findings_json(calendar: Calendar, warnings: Iterable[Problem]) -> list[Json]:
    """What stands out, the warnings of validation first."""
    said = [
        {
            "level": problem.severity.value,
            "kind": "validation",
            "key": dotted(problem.path),
            "date": None,
            "message": problem.message,
        }
        for problem in warnings
    ]
    found = lint(calendar.schedule, calendar.now)
    return [*said, *(finding.to_json() for finding in found)]


def _seen(at: datetime, zone: ZoneInfo | None) -> datetime:
    """An instant on a zone's clocks, without one on those of this machine."""
    return at.astimezone(zone or local_zone(at))


def _hours(window: Window, start: datetime, stop: datetime) -> str:
    """From when to when, with the day of the week where it is not that of UTC."""
    day = "" if start.date() == window.start.date() else f"{start:%a} "
    return f"{day}{start:%H:%M}–{stop:%H:%M}"
