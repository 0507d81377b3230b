"""What editors need to know besides their field: the time, and the operator's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from traderadmin.clock import Clock, local_zone
from traderadmin.schedule.clocks import Zone, in_zone, zone_name

_HH_MM = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class FormContext:
    """A clock, and the zone the operator lives in at an instant."""

    clock: Clock
    zone: Zone = local_zone

    def local(self, text: str) -> datetime | None:
        """Today's instant at `text` (HH:MM, UTC) in the operator's zone; None if it is none."""
        at = self.at(text)
        return at.astimezone(self.zone(at)) if at is not None else None

    def at(self, text: str, day: date | None = None) -> datetime | None:
        """The instant at `text` (HH:MM, UTC) on `day`, or today; None if it is no time."""
        match = _HH_MM.fullmatch(text)
        if match is None:
            return None
        moment = time(int(match[1]), int(match[2]))
        return datetime.combine(day or self.clock.now().astimezone(UTC).date(), moment, UTC)

    def your_time(self, text: str) -> str:
        """`15:30 your time (CET)` for 14:30; empty if it is no time."""
        local = self.local(text)
        at = self.at(text)
        if local is None or at is None:
            return ""
        return f"{local:%H:%M} your time ({zone_name(local)}){_other_day(at, local)}"

    def short_local(self, text: str, day: date | None = None) -> str:
        """`14:30 CET` for 13:30, as clocks are on `day` or today; empty if it is no time."""
        at = self.at(text, day)
        if at is None:
            return ""
        local = in_zone(at, self.zone)
        return f"{local:%H:%M} {zone_name(local)}"


def _other_day(at: datetime, local: datetime) -> str:
    days = (local.date() - at.date()).days
    return {1: ", next day", -1: ", day before"}.get(days, "")
