"""The broker as a port: where orders go, and what may become of them there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.orders import Order


class OrderState(StrEnum):
    """What a broker says of an order."""

    WORKING = "working"
    FILLED = "filled"
    REJECTED = "rejected"
    NEVER_ARRIVED = "never_arrived"
    """It has none by that id, and will never execute one that is still under way."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an order.

    Attributes:
        price: of a filled one, each share's.
        message: of a rejected one, why.
    """

    order_id: str
    state: OrderState
    price: float = 0.0
    commission: float = 0.0
    message: str = ""


class BrokerError(TraderAdminError):
    """The broker gave no answer: whether an order arrived, or what became of it, is not known."""


class OrderRejectedError(TraderAdminError):
    """The broker did not take an order, and will not execute it."""


class Broker(Protocol):
    """Where accepted orders go. An order's end is reported to whoever composed the broker.

    An order is known by its `order_id`, which we choose: sent again it makes no second order.
    """

    def send(self, order: Order, account: str) -> None:
        """Hand an order over.

        Raises: OrderRejectedError; BrokerError when it is not known whether it arrived.
        """
        ...

    def state_of(self, order_id: str) -> Report:
        """What became of an order. Raises: BrokerError."""
        ...
