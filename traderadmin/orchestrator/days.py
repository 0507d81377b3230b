"""The figures of each day, kept for a few days: a clock that is set to and fro loses none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self

from traderadmin.orchestrator.orders import Reason

_KEPT = 14


@dataclass(slots=True)
class DayFigures:
    """What happened from one 00:00 UTC to the next.

    Attributes:
        realised: what closed positions earned, less commissions; negative is a loss.
    """

    accepted: int = 0
    refused: Counter[Reason] = field(default_factory=Counter)
    realised: float = 0.0

    def copy(self) -> "DayFigures":
        """A copy."""
        return DayFigures(self.accepted, self.refused.copy(), self.realised)


class Days:
    """Figures by day, and which day is looked at."""

    def __init__(self) -> None:
        self._days: dict[date, DayFigures] = {}
        self._today: date | None = None

    @property
    def today(self) -> DayFigures:
        """The figures of the day that `roll` named last."""
        return self._days.get(self._today, DayFigures()) if self._today else DayFigures()

    def roll(self, now: datetime) -> DayFigures:
        """Look at the day of `now`; its figures, to be changed."""
        day = now.astimezone(UTC).date()
        self._today = day
        if day not in self._days:
            self._days[day] = DayFigures()
            while len(self._days) > _KEPT:
                # The farthest from today goes, so that a clock set far ahead does no harm either.
                del self._days[max(self._days, key=lambda known: abs((known - day).days))]
        return self._days[day]

    def copy(self) -> "Days":
        """A copy."""
        other = Days()
        other._today = self._today
        other._days = {day: figures.copy() for day, figures in self._days.items()}
        return other

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads."""
        return {
            "today": self._today.isoformat() if self._today else None,
            "days": {
                day.isoformat(): [
                    figures.accepted,
                    {reason.value: number for reason, number in figures.refused.items()},
                    figures.realised,
                ]
                for day, figures in self._days.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        days = cls()
        days._today = date.fromisoformat(data["today"]) if data["today"] else None
        for day, (accepted, refused, realised) in data["days"].items():
            counter = Counter({Reason(reason): int(n) for reason, n in refused.items()})
            days._days[date.fromisoformat(day)] = DayFigures(
                int(accepted), counter, float(realised)
            )
        return days
