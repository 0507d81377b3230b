"""Signals, orders, and what became of them. Frozen data only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text

_SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,9}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_MOST_SHARES = 1_000_000_000
_HIGHEST_PRICE = 1_000_000_000
"""With so many shares at most, sums of money stay far from where floats end."""

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading JSON may raise that a crash, or somebody by hand, has spoiled."""


class Side(StrEnum):
    """Buy or sell."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """What a share does to the position."""
        return 1 if self is Side.BUY else -1


class Outcome(StrEnum):
    """What a line of the order log says."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    """Accepted, and not sent after all."""
    REJECTED = "rejected"
    """Sent, and refused by the broker."""
    UNKNOWN = "unknown"
    """Sent, and nobody knows yet what became of it."""
    WORKING = "working"
    """It was unknown; now the broker says that it works."""


class Reason(StrEnum):
    """Why an order was refused, withdrawn or rejected."""

    SESSION_CLOSED = "session_closed"
    HALTED = "halted"
    STOPPING = "stopping"
    STANDBY = "standby"
    SIGNAL_TOO_OLD = "signal_too_old"
    RESTRICTED_SYMBOL = "restricted_symbol"
    MAX_ORDER_SIZE = "max_order_size"
    MAX_ORDER_VALUE = "max_order_value"
    SHORT_SALE = "short_sale"
    MAX_POSITION = "max_position"
    MAX_OPEN_POSITIONS = "max_open_positions"
    MAX_DAILY_LOSS = "max_daily_loss"
    MAX_ORDERS_PER_MINUTE = "max_orders_per_minute"
    NOT_ENOUGH_CASH = "not_enough_cash"
    NOT_RECORDED = "not_recorded"
    NOT_SENT = "not_sent"
    BROKER_REJECTED = "broker_rejected"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a scanner asks for.

    Attributes:
        signal_id: the sender's; the same id always gets the same answer.
        created: when the sender made it; None where it does not say.
    """

    signal_id: str
    symbol: str
    side: Side
    quantity: int
    price: float
    created: datetime | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a posted signal. Raises: ValueError with a sentence for its sender."""
        created = data.get("created")
        return cls(
            signal_id=_matching(data, "signal_id", _ID, "1 to 64 letters, digits or _.:-"),
            symbol=_matching(data, "symbol", _SYMBOL, "a ticker of 1 to 10 capital letters"),
            side=_side(data),
            quantity=_quantity(data),
            price=_price(data),
            created=None if created is None else _instant(created),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """An order to the broker; `order_id` is ours, unique, and the same at every try."""

    order_id: str
    signal_id: str
    symbol: str
    side: Side
    quantity: int
    price: float

    @property
    def label(self) -> str:
        """How the log shows it: `AAPL  buy 40 @ 231.18  order 7f31c2`."""
        what = f"{self.symbol:<5} {self.side} {self.quantity} @ {self.price:.2f}"
        return f"{what}  order {self.order_id[:6]}"

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `price` is the price asked for."""
        return {
            "order_id": self.order_id,
            "signal_id": self.signal_id,
            "symbol": self.symbol,
            "side": self.side.value,
            "quantity": self.quantity,
            "asked_price": self.price,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        return cls(
            order_id=str(data["order_id"]),
            signal_id=str(data["signal_id"]),
            symbol=str(data["symbol"]),
            side=Side(data["side"]),
            quantity=int(data["quantity"]),
            price=float(data["asked_price"]),
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an order is refused: a word for programs, a sentence for people."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the order log.

    Attributes:
        price: the price asked for; of a filled order, the price it was filled at.
        refusal: set where, and only where, the outcome is refused, withdrawn or rejected.
        working: of an accepted order: whether a fill is to follow.
        commission: of a filled order.
        reduces: of an accepted order: whether it was let through as an exit.
    """

    when: datetime
    outcome: Outcome
    order: Order
    price: float
    account: str
    broker: str
    refusal: Refusal | None = None
    working: bool = False
    commission: float = 0.0
    reduces: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "when": utc_text(self.when),
            "outcome": self.outcome.value,
            **self.order.to_json(),
            "price": self.price,
            "reason": self.refusal.reason.value if self.refusal else None,
            "message": self.refusal.message if self.refusal else "",
            "account": self.account,
            "broker": self.broker,
            "working": self.working,
            "commission": self.commission,
            "exit": self.reduces,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        reason = data["reason"]
        return cls(
            when=parse_utc(data["when"]),
            outcome=Outcome(data["outcome"]),
            order=Order.from_json(data),
            price=float(data["price"]),
            account=str(data["account"]),
            broker=str(data["broker"]),
            refusal=Refusal(Reason(reason), str(data["message"])) if reason else None,
            working=bool(data["working"]),
            commission=float(data["commission"]),
            reduces=bool(data.get("exit", False)),
        )


def _matching(data: Mapping[str, Any], key: str, pattern: re.Pattern[str], what: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{key} must be {what}.")
    return value


def _side(data: Mapping[str, Any]) -> Side:
    try:
        return Side(data.get("side", ""))
    except ValueError as error:
        raise ValueError("side must be buy or sell.") from error


def _quantity(data: Mapping[str, Any]) -> int:
    value = data.get("quantity")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST_SHARES:
        raise ValueError(f"quantity must be a whole number from 1 to {_MOST_SHARES}.")
    return value


def _price(data: Mapping[str, Any]) -> float:
    value = data.get("price")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("price must be a number.")  # noqa: TRY004 - all of these are ValueError
    if not 0 < value <= _HIGHEST_PRICE:
        raise ValueError(f"price must be above 0 and at most {_HIGHEST_PRICE}.")
    return float(value)


def _instant(value: object) -> datetime:
    try:
        return parse_utc(str(value))
    except ValueError as error:
        raise ValueError("created must be an ISO 8601 instant with its zone.") from error
