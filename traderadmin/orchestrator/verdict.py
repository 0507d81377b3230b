"""Judges a session at an instant, from everything that has a say in it. Pure but for a cache."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from traderadmin.contract.status import SessionKind
from traderadmin.schedule import Explanation, Schedule, explain

NOT_LOADED = "closed: no valid configuration was loaded yet"
_KEPT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Open or closed, and why.

    Attributes:
        exits: whether an order that reduces a position could be let through though closed.
    """

    active: bool
    kind: SessionKind
    reason: str
    next_edge: datetime | None = None
    opens_next: bool = False
    exits: bool = False


class Outlook:
    """A schedule, and what it says of an instant: kept for a second, as each order asks."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self._since: datetime | None = None
        self._until: datetime | None = None
        self._said: Verdict | None = None

    def at(self, now: datetime) -> Verdict:
        """The verdict of the schedule alone, as if nothing else had a say."""
        said, since, until = self._said, self._since, self._until
        if said is not None and since is not None and until is not None and since <= now < until:
            return said
        explanation = explain(self.schedule, now)
        edge = explanation.next_edge
        self._since, self._until = now, min(now + _KEPT, edge.at) if edge else now + _KEPT
        self._said = _verdict(explanation)
        return self._said


def _verdict(said: Explanation) -> Verdict:
    edge = said.next_edge
    return Verdict(
        said.active,
        SessionKind.OPEN if said.active else SessionKind.SCHEDULE_CLOSED,
        said.text,
        edge.at if edge else None,
        edge.opens if edge else False,
        exits=not said.active,
    )


def closed(why: str) -> Verdict:
    """Closed by what is no schedule: nothing passes."""
    return Verdict(False, SessionKind.SCHEDULE_CLOSED, f"closed: {why}")


def schedule_off(*, held: bool, since: str) -> Verdict:
    """The schedule is off and the flag keeps the value it had."""
    kind = SessionKind.OFF_OPEN if held else SessionKind.OFF_CLOSED
    word = "open" if held else "closed"
    return Verdict(held, kind, f"schedule off: {word} {since}", exits=not held)
