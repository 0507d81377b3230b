"""Positions, working orders and the day's figures, all derived from the order log's records."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Self

from traderadmin.orchestrator.orders import Order, Outcome, Reason, Record, Side

_REMEMBERED = 10_000
_KEPT = 500
"""Decisions that a checkpoint keeps: a sender asks again within seconds, not days."""
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
        self._working: dict[str, Order] = {}
        self._decisions: OrderedDict[str, Record] = OrderedDict()
        self._accepted_at: deque[datetime] = deque()
        self._day: date | None = None
        self._accepted_today = 0
        self._refused_today: Counter[Reason] = Counter()
        self._realised_today = 0.0
        self._paid = 0.0

    @property
    def positions(self) -> dict[str, Position]:
        """A copy: symbol to position, the flat ones left out."""
        return dict(self._positions)

    @property
    def working(self) -> tuple[Order, ...]:
        """Accepted orders that wait for their fill, oldest first."""
        return tuple(self._working.values())

    @property
    def accepted_today(self) -> int:
        """Orders accepted since 00:00 UTC."""
        return self._accepted_today

    @property
    def refused_today(self) -> dict[Reason, int]:
        """Orders refused since 00:00 UTC, by reason."""
        return dict(self._refused_today)

    @property
    def realised_today(self) -> float:
        """What positions closed since 00:00 UTC earned, less commissions; negative is a loss."""
        return self._realised_today

    def copy(self) -> "Book":
        """A copy for reading figures; it does not remember decisions."""
        other = Book()
        other._positions = dict(self._positions)
        other._working = dict(self._working)
        other._day = self._day
        other._accepted_today = self._accepted_today
        other._refused_today = self._refused_today.copy()
        other._realised_today = self._realised_today
        other._paid = self._paid
        return other

    def to_json(self) -> dict[str, Any]:
        """Everything `from_json` needs; of the decisions only the last ones."""
        return {
            "positions": {
                symbol: [position.quantity, position.average_price]
                for symbol, position in self._positions.items()
            },
            "working": [order.to_json() for order in self._working.values()],
            "decisions": [record.to_json() for record in self._last_decisions()],
            "accepted_at": [when.isoformat() for when in self._accepted_at],
            "day": self._day.isoformat() if self._day else None,
            "accepted_today": self._accepted_today,
            "refused_today": {reason.value: n for reason, n in self._refused_today.items()},
            "realised_today": self._realised_today,
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
        orders = [Order.from_json(item) for item in data["working"]]
        book._working = {order.order_id: order for order in orders}
        records = [Record.from_json(item) for item in data["decisions"]]
        book._decisions = OrderedDict((record.order.signal_id, record) for record in records)
        book._accepted_at = deque(datetime.fromisoformat(when) for when in data["accepted_at"])
        book._day = date.fromisoformat(data["day"]) if data["day"] else None
        book._accepted_today = int(data["accepted_today"])
        book._refused_today = Counter({Reason(r): int(n) for r, n in data["refused_today"].items()})
        book._realised_today = float(data["realised_today"])
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

    def accepted_within_a_minute(self, now: datetime) -> int:
        """Orders accepted in the minute before `now`."""
        return sum(1 for when in self._accepted_at if now - _MINUTE < when <= now)

    def exposure(self, symbol: str) -> Exposure:
        """How far a symbol's position may go with the orders that work."""
        position = self._positions.get(symbol)
        held = position.quantity if position else 0
        working = [order for order in self._working.values() if order.symbol == symbol]
        bought = sum(order.quantity for order in working if order.side is Side.BUY)
        sold = sum(order.quantity for order in working if order.side is Side.SELL)
        return Exposure(held, held + bought, held - sold)

    def symbols(self) -> set[str]:
        """Symbols that are held or may soon be."""
        return set(self._positions) | {order.symbol for order in self._working.values()}

    def roll(self, now: datetime) -> None:
        """Begin a new day's figures where 00:00 UTC was passed."""
        day = now.astimezone(UTC).date()
        if day != self._day:
            self._day = day
            self._accepted_today = 0
            self._refused_today.clear()
            self._realised_today = 0.0

    def apply(self, record: Record) -> None:
        """Take one more record of the log."""
        self.roll(record.when)
        if record.outcome is Outcome.FILLED:
            self._fill(record)
            return
        self._decisions[record.order.signal_id] = record
        while len(self._decisions) > _REMEMBERED:
            self._decisions.popitem(last=False)
        if record.refusal is not None:
            self._refused_today[record.refusal.reason] += 1
            return
        self._accepted_today += 1
        self._accepted_at.append(record.when)
        while self._accepted_at and self._accepted_at[0] <= record.when - _MINUTE:
            self._accepted_at.popleft()
        if record.working:
            self._working[record.order.order_id] = record.order

    def _fill(self, record: Record) -> None:
        order = record.order
        self._working.pop(order.order_id, None)
        shares = order.side.sign * order.quantity
        self._paid += shares * record.price + record.commission
        before = self._positions.get(order.symbol, Position(0, 0.0))
        after, earned = _moved(before, shares, record.price)
        self._realised_today += earned - record.commission
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
