"""Positions, working orders and the day's figures, all derived from the order log's records."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Self

from traderadmin.orchestrator.days import Days
from traderadmin.orchestrator.orders import Order, Outcome, Reason, Record, Side

_REMEMBERED = 10_000
_KEPT = 2_000
"""Decisions that a checkpoint keeps: a sender asks again within seconds, not days."""
_RECENT = 20
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Position:
    """Shares held of one symbol; negative when short. `average_price` is what they cost each."""

    quantity: int
    average_price: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a symbol's position may become: as it is, and once all working orders are filled."""

    held: int
    most: int
    least: int


class Book:
    """Applies records in their order. Not thread-safe: the ledger guards it."""

    def __init__(self) -> None:
        self._positions: dict[str, Position] = {}
        self._working: dict[str, Record] = {}
        self._unknown: set[str] = set()
        self._decisions: OrderedDict[str, Record] = OrderedDict()
        self._recent: OrderedDict[str, Record] = OrderedDict()
        self._accepted_at: deque[datetime] = deque()
        self._days = Days()
        self._paid = 0.0

    @property
    def positions(self) -> dict[str, Position]:
        """A copy: symbol to position, the flat ones left out."""
        return dict(self._positions)

    @property
    def working(self) -> tuple[Order, ...]:
        """Accepted orders that wait for their fill, oldest first; the unknown ones too."""
        return tuple(record.order for record in self._working.values())

    @property
    def unknown(self) -> tuple[Order, ...]:
        """Orders of which nobody knows what became of them, oldest first."""
        return tuple(order for order in self.working if order.order_id in self._unknown)

    @property
    def unknown_count(self) -> int:
        """How many those are."""
        return len(self._unknown)

    @property
    def recent(self) -> tuple[Record, ...]:
        """What last became of the last few orders, oldest first."""
        return tuple(self._recent.values())

    @property
    def accepted_today(self) -> int:
        """Orders accepted since 00:00 UTC, less those that were not sent or not taken."""
        return self._days.today.accepted

    @property
    def refused_today(self) -> dict[Reason, int]:
        """Orders refused since 00:00 UTC, by reason."""
        return dict(self._days.today.refused)

    @property
    def realised_today(self) -> float:
        """What positions closed since 00:00 UTC earned, less commissions; negative is a loss."""
        return self._days.today.realised

    def copy(self, *, whole: bool = False) -> "Book":
        """A copy for reading figures; only a whole one remembers decisions."""
        other = Book()
        other._positions = dict(self._positions)
        other._working = dict(self._working)
        other._unknown = set(self._unknown)
        other._recent = self._recent.copy()
        other._days = self._days.copy()
        other._paid = self._paid
        if whole:
            other._decisions = self._decisions.copy()
            other._accepted_at = self._accepted_at.copy()
        return other

    def to_json(self) -> dict[str, Any]:
        """Everything `from_json` needs; of the decisions only the last ones."""
        return {
            "positions": {
                symbol: [position.quantity, position.average_price]
                for symbol, position in self._positions.items()
            },
            "working": [record.to_json() for record in self._working.values()],
            "unknown": sorted(self._unknown),
            "decisions": [record.to_json() for record in self._last_decisions()],
            "recent": [record.to_json() for record in self._recent.values()],
            "accepted_at": [when.isoformat() for when in self._accepted_at],
            "days": self._days.to_json(),
            "paid": self._paid,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        book = cls()
        book._positions = {
            symbol: Position(int(quantity), float(price))
            for symbol, (quantity, price) in data["positions"].items()
        }
        working = [Record.from_json(item) for item in data["working"]]
        book._working = {record.order.order_id: record for record in working}
        book._unknown = {str(name) for name in data["unknown"]}
        records = [Record.from_json(item) for item in data["decisions"]]
        book._decisions = OrderedDict((record.order.signal_id, record) for record in records)
        recent = [Record.from_json(item) for item in data["recent"]]
        book._recent = OrderedDict((record.order.order_id, record) for record in recent)
        book._accepted_at = deque(datetime.fromisoformat(when) for when in data["accepted_at"])
        book._days = Days.from_json(data["days"])
        book._paid = float(data["paid"])
        return book

    def _last_decisions(self) -> Iterable[Record]:
        first = max(0, len(self._decisions) - _KEPT)
        return islice(self._decisions.values(), first, None)

    def cash(self, starting: float) -> float:
        """What is left of `starting` after all fills."""
        return starting - self._paid

    def decision_on(self, signal_id: str) -> Record | None:
        """What was decided on a signal before."""
        return self._decisions.get(signal_id)

    def accepted_in_a_minute(self, number: int, now: datetime) -> bool:
        """Whether at least `number` orders were accepted in the minute before `now`."""
        if number > len(self._accepted_at):
            return False
        return now - _MINUTE < self._accepted_at[-number] <= now

    def acceptance_of(self, order_id: str) -> Record | None:
        """How an order was accepted that waits for its end; None where it does not."""
        return self._working.get(order_id)

    def exposure(self, symbol: str) -> Exposure:
        """How far a symbol's position may go with the orders that work."""
        position = self._positions.get(symbol)
        held = position.quantity if position else 0
        working = [order for order in self.working if order.symbol == symbol]
        bought = sum(order.quantity for order in working if order.side is Side.BUY)
        sold = sum(order.quantity for order in working if order.side is Side.SELL)
        return Exposure(held, held + bought, held - sold)

    def reduces(self, order: Order) -> bool:
        """Whether an order brings a position nearer to 0, whatever of the working ones is filled.

        That makes it an exit; nothing its sender says does.
        """
        exposure = self.exposure(order.symbol)
        if order.side is Side.SELL:
            return exposure.held > 0 and exposure.least - order.quantity >= 0
        return exposure.held < 0 and exposure.most + order.quantity <= 0

    def symbols(self) -> set[str]:
        """Symbols that are held or may soon be."""
        return set(self._positions) | {order.symbol for order in self.working}

    def roll(self, now: datetime) -> None:
        """Look at the figures of the day of `now`."""
        self._days.roll(now)

    def apply(self, record: Record) -> None:
        """Take one more record of the log."""
        self._remember(record)
        match record.outcome:
            case Outcome.FILLED:
                self._fill(record)
            case Outcome.UNKNOWN:
                if record.order.order_id in self._working:
                    self._unknown.add(record.order.order_id)
            case Outcome.WORKING:
                self._unknown.discard(record.order.order_id)
            case Outcome.ACCEPTED:
                self._accept(record)
            case Outcome.WITHDRAWN | Outcome.REJECTED:
                self._end(record.order)
                self._days.roll(record.when).accepted -= 1
                self._refuse(record)
            case Outcome.REFUSED:
                self._refuse(record)

    def _remember(self, record: Record) -> None:
        self._recent[record.order.order_id] = record
        while len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def _decide(self, record: Record) -> None:
        self._decisions[record.order.signal_id] = record
        while len(self._decisions) > _REMEMBERED:
            self._decisions.popitem(last=False)

    def _refuse(self, record: Record) -> None:
        self._decide(record)
        if record.refusal is not None:
            self._days.roll(record.when).refused[record.refusal.reason] += 1

    def _accept(self, record: Record) -> None:
        self._decide(record)
        self._days.roll(record.when).accepted += 1
        self._accepted_at.append(record.when)
        while self._accepted_at and self._accepted_at[0] <= record.when - _MINUTE:
            self._accepted_at.popleft()
        if record.working:
            self._working[record.order.order_id] = record

    def _end(self, order: Order) -> None:
        self._working.pop(order.order_id, None)
        self._unknown.discard(order.order_id)

    def _fill(self, record: Record) -> None:
        order = record.order
        self._end(order)
        shares = order.side.sign * order.quantity
        self._paid += shares * record.price + record.commission
        before = self._positions.get(order.symbol, Position(0, 0.0))
        after, earned = _moved(before, shares, record.price)
        self._days.roll(record.when).realised += earned - record.commission
        if after.quantity:
            self._positions[order.symbol] = after
        else:
            self._positions.pop(order.symbol, None)


def _moved(before: Position, shares: int, price: float) -> tuple[Position, float]:
    """The position after `shares` more (or less), and what the closed part earned."""
    total = before.quantity + shares
    if before.quantity * shares >= 0:
        cost = abs(before.quantity) * before.average_price + abs(shares) * price
        return Position(total, cost / abs(total) if total else 0.0), 0.0
    closed = min(abs(before.quantity), abs(shares))
    direction = 1 if before.quantity > 0 else -1
    earned = direction * closed * (price - before.average_price)
    turned = abs(shares) > abs(before.quantity)
    return Position(total, price if turned else before.average_price), earned
