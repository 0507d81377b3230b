"""Positions, orders and the session's history as the rows of tables: words and figures only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from traderadmin.contract.history import Event, HistoryEntry
from traderadmin.contract.session import OrderLine, SessionEvent, SessionEventKind
from traderadmin.workflow.tradingfacts import Holding, OpenOrder, TradingFacts
from traderadmin.workflow.words import seconds_text

UNKNOWN = "unknown"
_NEAR = timedelta(seconds=5)
"""An operator's record and what the orchestrator saw of it are not further apart."""


class Mood(Enum):
    """What a row means."""

    PLAIN = "plain"
    QUIET = "quiet"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; `mood` belongs to the one that tells the outcome. `key` is its id."""

    cells: tuple[str, ...]
    mood: Mood = Mood.PLAIN
    key: str = ""


_OUTCOMES = {
    "accepted": ("Accepted", Mood.PLAIN),
    "working": ("Working", Mood.PLAIN),
    "filled": ("Filled", Mood.GOOD),
    "refused": ("Refused", Mood.WARNING),
    "withdrawn": ("Withdrawn", Mood.WARNING),
    "rejected": ("Rejected", Mood.WARNING),
    "unknown": ("Outcome unknown", Mood.BAD),
}
_EVENTS = {
    SessionEventKind.STARTED: ("Started", Mood.QUIET),
    SessionEventKind.STOPPED: ("Stopped", Mood.QUIET),
    SessionEventKind.OPENED: ("Opened", Mood.GOOD),
    SessionEventKind.CLOSED: ("Closed", Mood.PLAIN),
    SessionEventKind.HALTED: ("Halted", Mood.BAD),
    SessionEventKind.RELEASED: ("Released", Mood.PLAIN),
}
_BY = {
    "scheduler": "the scheduler",
    "level check": "the level check",
    "order": "an order\u2019s check",
    "reload": "a new configuration",
    "signal": "SIGUSR1",
    "state": "the state folder",
    "start": "",
    "stop": "",
}
_RECORDED = {SessionEventKind.HALTED: Event.HALT, SessionEventKind.RELEASED: Event.RELEASE}


def figure(amount: float | None) -> str:
    """An amount of money, with a real minus sign."""
    if amount is None:
        return UNKNOWN
    digits = 4 if 0 < abs(amount) < 1 else 2
    return f"{amount:,.{digits}f}".replace("-", "\u2212")


def quantity_text(quantity: int | None) -> str:
    """A number of shares, with a real minus sign where it is short."""
    return UNKNOWN if quantity is None else f"{quantity:,}".replace("-", "\u2212")


def position_rows(positions: Iterable[Holding]) -> tuple[Row, ...]:
    """Symbol, quantity, average price."""
    return tuple(
        Row(
            (each.symbol, quantity_text(each.quantity), figure(each.average_price)), key=each.symbol
        )
        for each in positions
    )


def open_rows(facts: TradingFacts) -> tuple[Row, ...]:
    """Order, symbol, side, quantity, price, state; those of unknown outcome first."""
    unknown = tuple(_open_row(order, "unknown") for order in facts.unknown or ())
    return (*unknown, *(_open_row(order, "working") for order in facts.working or ()))


def _open_row(order: OpenOrder, outcome: str) -> Row:
    word, mood = _OUTCOMES[outcome]
    what = (order.symbol, order.side, quantity_text(order.quantity), figure(order.price))
    return Row((order.order_id[:6], *what, word), mood, order.order_id)


def order_rows(orders: Iterable[OrderLine], now: datetime) -> tuple[Row, ...]:
    """Time, order, symbol, side, quantity, price, outcome, reason in words."""
    return tuple(_order_row(order, now) for order in orders)


def _order_row(order: OrderLine, now: datetime) -> Row:
    word, mood = _OUTCOMES.get(order.outcome, (order.outcome.capitalize(), Mood.PLAIN))
    cells = (
        time_text(order.when, now),
        order.order_id[:6],
        order.symbol,
        order.side,
        quantity_text(order.quantity),
        figure(order.price),
        word,
        order.message or order.reason.replace("_", " "),
    )
    return Row(cells, mood, order.order_id)


def history_rows(
    events: Iterable[SessionEvent], now: datetime, records: Iterable[HistoryEntry] = ()
) -> tuple[Row, ...]:
    """Time, event, lateness, the session from then on, by whom or what.

    `records` is TraderAdmin's own history: it knows who released, the orchestrator only that it
    was done.
    """
    known = tuple(records)
    return tuple(_event_row(event, now, known) for event in events)


def _event_row(event: SessionEvent, now: datetime, records: tuple[HistoryEntry, ...]) -> Row:
    word, mood = _EVENTS[event.kind]
    by = _BY.get(event.by, event.by)
    record = _record_of(event, records)
    if record is not None:
        by = f"{record.who}: {record.reason}" if record.reason else record.who
    late = "" if event.late is None else lateness_text(event.late)
    cells = (time_text(event.at, now), word, late, event.reason, by)
    return Row(cells, mood, event.at.isoformat())


def _record_of(event: SessionEvent, records: tuple[HistoryEntry, ...]) -> HistoryEntry | None:
    """What an operator did that the orchestrator noticed."""
    wanted = _RECORDED.get(event.kind)
    near = [
        record
        for record in records
        if record.event is wanted and abs(record.when - event.at) <= _NEAR
    ]
    return min(near, key=lambda record: abs(record.when - event.at), default=None)


def time_text(at: datetime, now: datetime) -> str:
    """An instant of a table whose heading says UTC: "16:52:17", with its date if not of today."""
    return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M:%S}"


def lateness_text(seconds: float) -> str:
    """How late an edge was followed: "4 ms", "1.2 s"."""
    return f"{seconds * 1000:.0f} ms" if abs(seconds) < 1 else seconds_text(seconds)
