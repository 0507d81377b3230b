"""What the tables of the Services tab hold, and what they say when they hold nothing. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from traderadmin.contract.history import HistoryEntry
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.sessionview import SessionState, session_view
from traderadmin.workflow.tradingfacts import TradingFacts, trading_facts
from traderadmin.workflow.tradingwords import (
    Row,
    figure,
    history_rows,
    open_rows,
    order_rows,
    position_rows,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        numeric: figures stand under each other, at the right.
        wide: takes the room that is left, and wraps; the others are as wide as what they hold.
        tells: has the colour of the row's mood.
    """

    title: str
    numeric: bool = False
    wide: bool = False
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A table with its heading.

    Attributes:
        aside: a figure beside the heading.
        empty: what is said in place of rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    aside: str = ""
    empty: str = ""


_POSITIONS = (Column("Symbol"), Column("Quantity", numeric=True), Column("Average price", True))
_ORDER = (
    Column("Order"),
    Column("Symbol"),
    Column("Side"),
    Column("Quantity", numeric=True),
    Column("Price", numeric=True),
)
_OUT = (*_ORDER, Column("State", tells=True))
_RECENT = (Column("UTC"), *_ORDER, Column("Outcome", tells=True), Column("Reason", wide=True))
_HISTORY = (
    Column("UTC"),
    Column("Event", tells=True),
    Column("Late", numeric=True),
    Column("The session from then on", wide=True),
    Column("By", wide=True),
)


@dataclass(frozen=True, slots=True)
class TradingBlocks:
    """Positions, the orders that are out, and the last decisions."""

    positions: Block
    out: Block
    recent: Block


def trading_blocks(snapshot: Snapshot | None, now: datetime) -> TradingBlocks:
    """The tables of positions and orders."""
    facts = trading_facts(snapshot)
    unknown = _unknown(snapshot, facts, now)
    known = facts or TradingFacts(started=now)
    realised = known.realised_today
    return TradingBlocks(
        positions=Block(
            "Positions",
            _POSITIONS,
            position_rows(known.positions or ()),
            aside="" if realised is None else f"Realised today: {figure(realised)}",
            empty=unknown if known.positions is None else "No position is open.",
        ),
        out=Block(
            "Orders that are out",
            _OUT,
            open_rows(known),
            empty=unknown if known.working is None else "No order is working.",
        ),
        recent=Block(
            "Recent orders",
            _RECENT,
            order_rows(known.recent or (), now),
            empty=unknown if known.recent is None else "No order was decided on yet.",
        ),
    )


def history_block(
    snapshot: Snapshot | None, now: datetime, records: Iterable[HistoryEntry]
) -> Block:
    """The table of what the session went through; `records` is TraderAdmin's own history."""
    facts = trading_facts(snapshot)
    history = facts.history if facts is not None else None
    return Block(
        "Session history",
        _HISTORY,
        history_rows(history or (), now, records),
        empty=_unknown(snapshot, facts, now) if history is None else "Nothing happened yet.",
    )


def _unknown(snapshot: Snapshot | None, facts: TradingFacts | None, now: datetime) -> str:
    """Why something is not known."""
    if facts is not None:
        if facts.standby:
            return "Not known: this orchestrator does not trade."
        return "Not known: the orchestrator does not tell."
    if snapshot is None:
        return "Not known yet."
    state = session_view(snapshot, now).state
    if state is SessionState.NONE:
        return "Not known: there is no orchestrator among the services."
    if state is SessionState.STOPPED:
        return "Not known while the orchestrator does not run."
    return "Not known: the orchestrator does not answer."
