"""One line of `history.jsonl`: what was done, by whom, why, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text


class Event(StrEnum):
    """What a line of history is about."""

    APPLY = "apply"
    RESTORE = "restore"
    PAUSE = "pause"
    RESUME = "resume"
    RECOVER = "recover"
    HALT = "halt"
    RELEASE = "release"
    STOP = "stop_orchestrator"


class Outcome(StrEnum):
    """How a transaction ended; each has one exit code."""

    DONE = "done"
    UNCHANGED = "unchanged"
    SAVED_NOT_BACK = "saved_not_back"
    UNKNOWN = "unknown"

    @property
    def exit_code(self) -> int:
        """0 done; 1 refused or failed with everything as before; 3 saved, not all back; 4."""
        return {"done": 0, "unchanged": 1, "saved_not_back": 3, "unknown": 4}[self.value]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field; `before` and `after` are ready to be shown, secrets masked.

    None means that the key was absent.
    """

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of history.

    Attributes:
        when: the start, UTC.
        seconds: how long it took.
        steps: (step, seconds) in the order they ran.
        message: the failure in a sentence; empty when it went well.
    """

    id: str
    event: Event
    outcome: Outcome
    who: str
    when: datetime
    reason: str
    seconds: float
    old_revision: str = ""
    new_revision: str = ""
    backup: str | None = None
    changes: tuple[Change, ...] = ()
    steps: tuple[tuple[str, float], ...] = ()
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "id": self.id,
            "event": self.event.value,
            "outcome": self.outcome.value,
            "who": self.who,
            "when": utc_text(self.when),
            "reason": self.reason,
            "seconds": round(self.seconds, 3),
            "old_revision": self.old_revision,
            "new_revision": self.new_revision,
            "backup": self.backup,
            "changes": [
                {"path": change.path, "before": change.before, "after": change.after}
                for change in self.changes
            ],
            "steps": [[step, round(took, 3)] for step, took in self.steps],
            "message": self.message,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(
            id=str(data["id"]),
            event=Event(data["event"]),
            outcome=Outcome(data["outcome"]),
            who=str(data["who"]),
            when=parse_utc(data["when"]),
            reason=str(data["reason"]),
            seconds=float(data["seconds"]),
            old_revision=str(data["old_revision"]),
            new_revision=str(data["new_revision"]),
            backup=data["backup"],
            changes=tuple(Change(c["path"], c["before"], c["after"]) for c in data["changes"]),
            steps=tuple((str(step), float(took)) for step, took in data["steps"]),
            message=str(data["message"]),
        )
