"""What the orchestrator tells of positions, orders, its history and its clock, read once.

Whatever an older service or one of another maker leaves out, or tells in another way, is None:
not known. Nothing here raises for what was answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from traderadmin.contract.session import OrderLine, SessionEvent
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.clockdifference import clock_ahead
from traderadmin.workflow.reading import count_of, instant, mapping_of, number, text, whole
from traderadmin.workflow.sessionview import trading_instance

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Holding:
    """Shares held of one symbol, negative when short."""

    symbol: str
    quantity: int | None
    average_price: float | None


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that is out: it works, or nobody knows yet what became of it."""

    order_id: str
    symbol: str
    side: str
    quantity: int | None
    price: float | None


@dataclass(frozen=True, slots=True)
class OrdersToday:
    """Decisions since 00:00 UTC; `by_reason` counts what was refused."""

    accepted: int | None = None
    refused: int | None = None
    by_reason: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The wall clock was set by `seconds`, forward where positive; `at` is what it shows since."""

    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """The orchestrator's clock.

    Attributes:
        ahead: seconds by which it is ahead of this machine's, at least; negative when behind;
            None where that cannot be told.
        steps: how often it was set since the orchestrator's start.
    """

    ahead: float | None = None
    steps: int | None = None
    last_step: ClockStep | None = None


@dataclass(frozen=True, slots=True)
class TradingFacts:
    """What the orchestrator last answered beside the session's flag. None is "not known".

    Attributes:
        started: when its process started.
        positions: by symbol.
        working: orders that wait for their fill, oldest first, without the unknown ones.
        unknown: orders of which nobody knows what became of them.
        recent: what last became of the last few orders, newest first.
        history: what the session went through, newest first.
        realised_today: earned since 00:00 UTC, in the account currency.
        window: start and stop of the window that is open by the schedule.
        standby: why this orchestrator does not trade; empty when it does, or does not say.
        notes: what was wrong with its files, in sentences.
        scheduler_alive: whether somebody waits for the next edge.
        sent_outside: orders whose sending ended after the session had closed.
        config_error: why the file on disk is not in force.
        unread: entries of all these lists that could not be understood.
    """

    started: datetime
    positions: tuple[Holding, ...] | None = None
    working: tuple[OpenOrder, ...] | None = None
    unknown: tuple[OpenOrder, ...] | None = None
    recent: tuple[OrderLine, ...] | None = None
    history: tuple[SessionEvent, ...] | None = None
    today: OrdersToday = OrdersToday()
    realised_today: float | None = None
    window: tuple[datetime, datetime] | None = None
    clock: ClockFacts = ClockFacts()
    standby: str = ""
    notes: tuple[str, ...] = ()
    scheduler_alive: bool | None = None
    scheduler_restarts: int | None = None
    sent_outside: int | None = None
    config_error: str | None = None
    position_count: int | None = None
    working_count: int | None = None
    unread: int = 0


def trading_facts(snapshot: Snapshot | None) -> TradingFacts | None:
    """What the orchestrator that trades says; None where none answers."""
    instance = trading_instance(snapshot) if snapshot is not None else None
    if instance is None or instance.status is None:
        return None
    facts = _Reader(instance.status).facts()
    return replace(facts, clock=replace(facts.clock, ahead=clock_ahead(instance)))


class _Reader:
    """Reads one answer, and counts what it does not understand."""

    def __init__(self, status: ServiceStatus) -> None:
        self._status = status
        self._facts = status.facts
        self._unread = 0

    def facts(self) -> TradingFacts:
        told = self._facts
        positions = self._positions()
        working, unknown = self._open_orders()
        recent = self._listed("recent_orders", OrderLine.from_json)
        history = self._listed("session_history", SessionEvent.from_json)
        scheduler = mapping_of(told.get("scheduler"))
        alive = scheduler.get("alive")
        out = count_of(told.get("working_orders"))
        return TradingFacts(
            started=self._status.started,
            positions=positions,
            working=working,
            unknown=unknown,
            recent=_newest_first(recent),
            history=_newest_first(history),
            today=_today(mapping_of(told.get("orders_today"))),
            realised_today=number(told.get("realised_today")),
            window=_window(mapping_of(told.get("window"))),
            clock=_clock(mapping_of(told.get("clock"))),
            standby=text(told.get("standby")),
            notes=tuple(
                note
                for note in map(text, (told.get("orders_note"), told.get("session_history_note")))
                if note
            ),
            scheduler_alive=alive if isinstance(alive, bool) else None,
            scheduler_restarts=whole(scheduler.get("restarts")),
            sent_outside=whole(told.get("sent_outside_window")),
            config_error=self._status.config_error,
            position_count=count_of(told.get("positions")),
            working_count=len(working) if working is not None else out,
            unread=self._unread,
        )

    def _positions(self) -> tuple[Holding, ...] | None:
        told = self._facts.get("positions")
        if not isinstance(told, Mapping):
            return None
        return tuple(
            Holding(
                str(symbol),
                whole(mapping_of(position).get("quantity")),
                number(mapping_of(position).get("average_price")),
            )
            for symbol, position in told.items()
        )

    def _open_orders(self) -> tuple[tuple[OpenOrder, ...] | None, tuple[OpenOrder, ...] | None]:
        """Those that work, and those of which nobody knows what became of them."""
        orders = self._listed("working", _open_order)
        ids = self._listed("unknown_orders", str)
        if orders is None:
            nameless = tuple(OpenOrder(each, "", "", None, None) for each in ids or ())
            return None, nameless if ids is not None else None
        lost = set(ids or ())
        working = tuple(order for order in orders if order.order_id not in lost)
        unknown = tuple(order for order in orders if order.order_id in lost)
        return working, unknown if ids is not None else None

    def _listed(self, key: str, read: Callable[[Any], _Item]) -> tuple[_Item, ...] | None:
        told = self._facts.get(key)
        if not isinstance(told, list | tuple):
            return None
        found = []
        for item in told:
            try:
                found.append(read(item))
            except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
                self._unread += 1
        return tuple(found)


def _newest_first(items: tuple[_Item, ...] | None) -> tuple[_Item, ...] | None:
    return items[::-1] if items is not None else None


def _open_order(told: Mapping[str, Any]) -> OpenOrder:
    return OpenOrder(
        order_id=str(told["order_id"]),
        symbol=str(told["symbol"]),
        side=str(told["side"]),
        quantity=whole(told.get("quantity")),
        price=number(told.get("price")),
    )


def _today(told: Mapping[str, Any]) -> OrdersToday:
    reasons = mapping_of(told.get("refused_by_reason"))
    counted = ((str(reason), whole(many)) for reason, many in reasons.items())
    return OrdersToday(
        accepted=count_of(told.get("accepted")),
        refused=count_of(told.get("refused")),
        by_reason=tuple((reason, many) for reason, many in counted if many is not None),
    )


def _window(told: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    start, stop = instant(told.get("start")), instant(told.get("stop"))
    return (start, stop) if start is not None and stop is not None and start < stop else None


def _clock(told: Mapping[str, Any]) -> ClockFacts:
    step = mapping_of(told.get("last_step"))
    at, seconds = instant(step.get("at")), number(step.get("seconds"))
    last = ClockStep(at, seconds) if at is not None and seconds is not None else None
    return ClockFacts(None, whole(told.get("steps")), last)
