"""The halt record: a durable latch in `state/`, read by the orchestrator, written by operators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text


@dataclass(frozen=True, slots=True)
class HaltRecord:
    """Who halted trading, when and why. No record means not halted; an unreadable one, halted."""

    who: str
    when: datetime
    reason: str

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"who": self.who, "when": utc_text(self.when), "reason": self.reason}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(str(data["who"]), parse_utc(data["when"]), str(data["reason"]))
