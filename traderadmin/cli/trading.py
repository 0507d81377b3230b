"""Positions, orders and the session's history, as the orchestrator tells them: lines and JSON."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from traderadmin.cli.output import BAD, DIM, HEAD, WARN, Line, columns
from traderadmin.clock import utc_text
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.sessionnotes import Weight, session_notes
from traderadmin.workflow.tradingfacts import Holding, OpenOrder, TradingFacts, trading_facts
from traderadmin.workflow.tradingwords import (
    Row,
    figure,
    history_rows,
    open_rows,
    order_rows,
    position_rows,
)
from traderadmin.workflow.words import plural

_Item = TypeVar("_Item")
Json = dict[str, Any]
_STYLES = {Weight.BAD: BAD, Weight.WARNING: WARN, Weight.CALM: ""}
_SHOWN = 10
_POSITIONS = ("Symbol", "Quantity", "Average price")
_OPEN = ("Order", "Symbol", "Side", "Quantity", "Price", "State")
_ORDERS = ("UTC", "Order", "Symbol", "Side", "Quantity", "Price", "Outcome", "Reason")
_HISTORY = ("UTC", "Event", "Late", "Session", "By")


def trading_lines(snapshot: Snapshot, now: datetime) -> list[Line]:
    """The figures in a line, then what is not as it should be."""
    facts = trading_facts(snapshot)
    if facts is None:
        return []
    notes = session_notes(snapshot, now)
    return [
        (f"Trading        {figures_text(facts)}", ""),
        *((f"  {note.text}", _STYLES[note.weight]) for note in notes),
    ]


def figures_text(facts: TradingFacts) -> str:
    """Positions, orders and result in a line; what is not known is said to be so."""
    today = facts.today
    parts = [
        _counted(facts.position_count, "position"),
        _counted(facts.working_count, "working order"),
    ]
    if facts.unknown:
        parts.append(f"{len(facts.unknown)} of unknown outcome")
    if today.accepted is not None:
        parts.append(f"{today.accepted} accepted today")
    if today.refused is not None:
        parts.append(f"{today.refused} refused today")
    if facts.realised_today is not None:
        parts.append(f"{figure(facts.realised_today)} realised today")
    return ", ".join(parts)


def _counted(count: int | None, noun: str) -> str:
    return f"{noun}s not known" if count is None else plural(count, noun)


def session_tables(snapshot: Snapshot, now: datetime) -> list[Line]:
    """Positions, orders that are out, the last decisions and events, as far as there are any."""
    facts = trading_facts(snapshot)
    if facts is None:
        return []
    return [
        *_table("Positions", _POSITIONS, position_rows(facts.positions or ())),
        *_table("Orders that are out", _OPEN, open_rows(facts)),
        *_table("Recent orders", _ORDERS, order_rows((facts.recent or ())[:_SHOWN], now)),
        *_table("History", _HISTORY, history_rows((facts.history or ())[:_SHOWN], now)),
    ]


def _table(title: str, headings: tuple[str, ...], rows: tuple[Row, ...]) -> list[Line]:
    if not rows:
        return []
    first, *others = columns([headings, *(row.cells for row in rows)])
    return [("", ""), (title, HEAD), (f"  {first}", DIM), *((f"  {text}", "") for text in others)]


def trading_json(snapshot: Snapshot, now: datetime) -> Json | None:
    """What the orchestrator tells; null where none answers, null in it what it does not tell."""
    facts = trading_facts(snapshot)
    if facts is None:
        return None
    step = facts.clock.last_step
    return {
        "positions": _listed(facts.positions, _position),
        "working": _listed(facts.working, _open_order),
        "unknown": _listed(facts.unknown, _open_order),
        "recent_orders": _listed(facts.recent, lambda order: order.to_json()),
        "history": _listed(facts.history, lambda event: event.to_json()),
        "accepted_today": facts.today.accepted,
        "refused_today": facts.today.refused,
        "realised_today": facts.realised_today,
        "standby": facts.standby,
        "scheduler_alive": facts.scheduler_alive,
        "clock_ahead_seconds": facts.clock.ahead,
        "clock_steps": facts.clock.steps,
        "last_clock_step": {"at": utc_text(step.at), "seconds": step.seconds} if step else None,
        "notes": [
            {"weight": note.weight.name.lower(), "text": note.text}
            for note in session_notes(snapshot, now)
        ],
    }


def _listed(items: tuple[_Item, ...] | None, to_json: Callable[[_Item], Json]) -> list[Json] | None:
    return [to_json(item) for item in items] if items is not None else None


def _position(held: Holding) -> Json:
    return {
        "symbol": held.symbol,
        "quantity": held.quantity,
        "average_price": held.average_price,
    }


def _open_order(order: OpenOrder) -> Json:
    return {
        "order_id": order.order_id,
        "symbol": order.symbol,
        "side": order.side,
        "quantity": order.quantity,
        "price": order.price,
    }
