"""What the orchestrator tells of its session and its orders beside the flag."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text


class SessionEventKind(StrEnum):
    """What happened to the session, or to the orchestrator that keeps it."""

    STARTED = "started"
    STOPPED = "stopped"
    OPENED = "opened"
    CLOSED = "closed"
    HALTED = "halted"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """One event of the session's history; a line of `state/session.jsonl`.

    Attributes:
        reason: the session's state from then on, in words.
        by: what noticed it ("scheduler", "level check", "order", "reload", "start", "stop").
        edge: the edge of the schedule that was passed; None where something else caused it.
        late: seconds from that edge until the flag followed.
    """

    kind: SessionEventKind
    at: datetime
    reason: str
    by: str
    edge: datetime | None = None
    late: float | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "kind": self.kind.value,
            "at": utc_text(self.at),
            "reason": self.reason,
            "by": self.by,
            "edge": utc_text(self.edge) if self.edge else None,
            "late_seconds": self.late,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        edge, late = data["edge"], data["late_seconds"]
        return cls(
            kind=SessionEventKind(data["kind"]),
            at=parse_utc(data["at"]),
            reason=str(data["reason"]),
            by=str(data["by"]),
            edge=parse_utc(edge) if edge else None,
            late=None if late is None else float(late),
        )


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order and what last became of it.

    Attributes:
        outcome: "accepted", "refused", "filled", "withdrawn", "rejected", "unknown" or "working".
        price: asked for; of a filled order, paid.
        reason: why it was refused, withdrawn or rejected, for programs; else empty.
        message: the same for people.
    """

    order_id: str
    when: datetime
    symbol: str
    side: str
    quantity: int
    price: float
    outcome: str
    reason: str = ""
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "order_id": self.order_id,
            "when": utc_text(self.when),
            "symbol": self.symbol,
            "side": self.side,
            "quantity": self.quantity,
            "price": self.price,
            "outcome": self.outcome,
            "reason": self.reason,
            "message": self.message,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(
            order_id=str(data["order_id"]),
            when=parse_utc(data["when"]),
            symbol=str(data["symbol"]),
            side=str(data["side"]),
            quantity=int(data["quantity"]),
            price=float(data["price"]),
            outcome=str(data["outcome"]),
            reason=str(data["reason"]),
            message=str(data["message"]),
        )
