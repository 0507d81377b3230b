"""The coming sessions of a schedule: as rows for people and as JSON for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from traderadmin.clock import local_zone, utc_text
from traderadmin.config.paths import dotted
from traderadmin.config.validation import Problem
from traderadmin.schedule import Explanation, Schedule, Window, explain, next_windows
from traderadmin.schedule.clocks import IN_UTC, always, hours, in_zone, named_hours
from traderadmin.schedule.lint import lint
from traderadmin.schedule.week import days_from
from traderadmin.schedule.windows import closes_early

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a schedule means from `now` on.

    Attributes:
        windows: the coming ones, the current one included.
        closed: the closed dates until the last of them on which a session would start.
        zone: where the exchange is, where the schedule names it.
    """

    schedule: Schedule
    now: datetime
    said: Explanation
    windows: tuple[Window, ...]
    closed: tuple[date, ...]
    zone: ZoneInfo | None

    @classmethod
    def of(cls, schedule: Schedule, now: datetime, count: int) -> "Calendar":
        """The next `count` sessions of a valid schedule."""
        name = schedule.exchange_timezone
        windows = next_windows(schedule, now, count)
        return cls(
            schedule,
            now,
            explain(schedule, now),
            windows,
            _closed(schedule, now.astimezone(UTC).date(), windows),
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
            "closed": [day.isoformat() for day in self.closed],
        }

    def _row(self, window: Window) -> tuple[str, ...]:
        notes = (
            "open now" if window == self.said.window else "",
            "closes early" if closes_early(self.schedule, window) else "",
        )
        return (
            f"{window.start:%a %Y-%m-%d}",
            hours(window, IN_UTC),
            named_hours(window, local_zone),
            *([hours(window, always(self.zone))] if self.zone else []),
            ", ".join(note for note in notes if note),
        )

    def _window_json(self, window: Window) -> Json:
        found: Json = {
            "start": utc_text(window.start),
            "stop": utc_text(window.stop),
            "closes_early": closes_early(self.schedule, window),
            "local_start": in_zone(window.start, local_zone).isoformat(),
            "local_stop": in_zone(window.stop, local_zone).isoformat(),
        }
        if self.zone is not None:
            found["exchange_start"] = window.start.astimezone(self.zone).isoformat()
            found["exchange_stop"] = window.stop.astimezone(self.zone).isoformat()
        return found


def _closed(schedule: Schedule, today: date, windows: tuple[Window, ...]) -> tuple[date, ...]:
    count = (windows[-1].start.date() - today).days if windows else 0
    return tuple(day.date for day in days_from(schedule, today, count) if day.closed)


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
