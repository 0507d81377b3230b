"""The orchestrator's own facts for `/status` and `/metrics`, from its book and its session."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from traderadmin.clock import utc_text
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.orders import Outcome
from traderadmin.schedule import Schedule, current_window
from traderadmin.service.metrics import Metric, MetricKind, gauge


def facts_of(book: Book | None, schedule: Schedule | None, now: datetime) -> dict[str, Any]:
    """Positions (None while unknown), orders, the day's figures, the schedule in force."""
    window = current_window(schedule, now) if schedule is not None and schedule.enabled else None
    return {
        "schedule": schedule.to_json() if schedule else None,
        "window": (
            {"start": utc_text(window.start), "stop": utc_text(window.stop)} if window else None
        ),
        "positions": _positions(book),
        "working_orders": len(book.working) if book else None,
        "orders_today": (
            {
                "accepted": book.accepted_today,
                "refused": sum(book.refused_today.values()),
                "refused_by_reason": {
                    reason.value: number for reason, number in book.refused_today.items()
                },
            }
            if book
            else None
        ),
        "realised_today": round(book.realised_today, 2) if book else None,
    }


def metrics_of(
    book: Book | None,
    session: SessionStatus,
    decided: Counter[tuple[Outcome, str]],
    late: float | None,
) -> Iterable[Metric]:
    """Session, orders, positions, lateness of the last edge."""
    yield gauge(
        "traderadmin_session_active", "1 while orders may be placed.", float(session.active)
    )
    yield gauge(
        "traderadmin_halted",
        "1 while trading is halted.",
        float(session.kind is SessionKind.HALTED),
    )
    yield Metric(
        "traderadmin_orders",
        "Orders decided on since the start, by outcome and reason of refusal.",
        MetricKind.COUNTER,
        tuple(
            ({"outcome": outcome.value, "reason": reason}, float(number))
            for (outcome, reason), number in sorted(decided.items())
        ),
    )
    if late is not None:
        yield gauge(
            "traderadmin_edge_lateness_seconds",
            "How late the flag followed the last edge of the schedule.",
            late,
        )
    if book is not None:
        yield gauge(
            "traderadmin_open_positions", "Symbols that are held.", float(len(book.positions))
        )
        yield gauge(
            "traderadmin_working_orders", "Orders without a fill.", float(len(book.working))
        )
        yield gauge(
            "traderadmin_realised_today",
            "Earned since 00:00 UTC, in the account currency.",
            book.realised_today,
        )


def _positions(book: Book | None) -> dict[str, Any] | None:
    if book is None:
        return None
    return {
        symbol: {
            "quantity": position.quantity,
            "average_price": round(position.average_price, 6),
        }
        for symbol, position in sorted(book.positions.items())
    }
