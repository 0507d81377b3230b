"""What editors need to know besides their field: the time, and the operator's zone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from traderadmin.clock import Clock, local_zone

_HH_MM = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class FormContext:
    """A clock, and the zone the operator lives in at an instant."""

    clock: Clock
    zone: Callable[[datetime], tzinfo] = local_zone

    def local(self, text: str) -> datetime | None:
        """Today's instant at `text` (HH:MM, UTC) in the operator's zone; None if it is none."""
        at = self.at(text)
        return at.astimezone(self.zone(at)) if at is not None else None

    def at(self, text: str) -> datetime | None:
        """Today's instant at `text` (HH:MM, UTC); None if it is no time."""
        match = _HH_MM.fullmatch(text)
        if match is None:
            return None
        moment = time(int(match[1]), int(match[2]))
        return datetime.combine(self.clock.now().astimezone(UTC).date(), moment, UTC)

    def your_time(self, text: str) -> str:
        """`15:30 your time (CET)` for 14:30; empty if it is no time."""
        local = self.local(text)
        at = self.at(text)
        if local is None or at is None:
            return ""
        return f"{local:%H:%M} your time ({zone_name(local)}){_other_day(at, local)}"

    def short_local(self, text: str) -> str:
        """`14:30 CET` for 13:30; empty if it is no time."""
        local = self.local(text)
        return f"{local:%H:%M} {zone_name(local)}" if local is not None else ""


def zone_name(local: datetime) -> str:
    """How people call the zone of `local`."""
    return local.tzname() or "local"


def _other_day(at: datetime, local: datetime) -> str:
    days = (local.date() - at.date()).days
    return {1: ", next day", -1: ", day before"}.get(days, "")
