"""The orchestrator's own facts for `/status`, from its book and its session."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from traderadmin.clock import utc_text
from traderadmin.contract.session import OrderLine
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.clockwatch import ClockWatch
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.orders import Order, Record
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.orchestrator.sessionlog import SessionLog
from traderadmin.schedule import Schedule, current_window


@dataclass(frozen=True, slots=True)
class Facts:
    """Collects them. Everything that rests on the book is None while that is unknown."""

    log: SessionLog
    history: SessionHistory
    edges: EdgeKeeper
    watch: ClockWatch

    def of(self, book: Book | None, schedule: Schedule | None, now: datetime) -> dict[str, Any]:
        """Schedule, positions, orders, history, clock and scheduler, as of `now`."""
        last = self.log.last_edge
        return {
            "schedule": schedule.to_json() if schedule else None,
            "window": _window(schedule, now),
            **_orders(book),
            "planned_edge": utc_text(self.edges.planned) if self.edges.planned else None,
            "last_edge": {
                "at": utc_text(last.edge),
                "opened": last.kind.value == "opened",
                "by": last.by,
                "late_seconds": last.late,
            }
            if last is not None and last.edge is not None
            else None,
            "session_history": [event.to_json() for event in self.history.events],
            "session_history_note": self.history.note,
            "scheduler": {"alive": self.edges.is_alive, "restarts": self.edges.restarts},
            "clock": self._clock(),
        }

    def _clock(self) -> dict[str, Any]:
        step = self.watch.last
        return {
            "steps": self.watch.steps,
            "last_step": {"at": utc_text(step.at), "seconds": round(step.seconds, 3)}
            if step is not None
            else None,
        }


def _window(schedule: Schedule | None, now: datetime) -> dict[str, str] | None:
    if schedule is None or not schedule.enabled:
        return None
    window = current_window(schedule, now)
    return {"start": utc_text(window.start), "stop": utc_text(window.stop)} if window else None


def _orders(book: Book | None) -> Mapping[str, Any]:
    if book is None:
        keys = ("positions", "working_orders", "unknown_orders", "recent_orders")
        return dict.fromkeys((*keys, "working", "orders_today", "realised_today"))
    return {
        "positions": {
            symbol: {
                "quantity": position.quantity,
                "average_price": round(position.average_price, 6),
            }
            for symbol, position in sorted(book.positions.items())
        },
        "working_orders": len(book.working),
        "working": [_order(order) for order in book.working],
        "unknown_orders": [order.order_id for order in book.unknown],
        "recent_orders": [_line(record).to_json() for record in book.recent],
        "orders_today": {
            "accepted": book.accepted_today,
            "refused": sum(book.refused_today.values()),
            "refused_by_reason": {
                reason.value: number for reason, number in book.refused_today.items()
            },
        },
        "realised_today": round(book.realised_today, 2),
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "symbol": order.symbol,
        "side": order.side.value,
        "quantity": order.quantity,
        "price": order.price,
    }


def _line(record: Record) -> OrderLine:
    order, refusal = record.order, record.refusal
    return OrderLine(
        order_id=order.order_id,
        when=record.when,
        symbol=order.symbol,
        side=order.side.value,
        quantity=order.quantity,
        price=record.price,
        outcome=record.outcome.value,
        reason=refusal.reason.value if refusal else "",
        message=refusal.message if refusal else "",
    )
