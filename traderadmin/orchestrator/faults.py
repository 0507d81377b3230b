"""What may go wrong at a simulated broker. Shipped programs have no switch for any of it."""

import random
import threading
from dataclasses import dataclass, field

from traderadmin.clock import Clock, SystemClock
from traderadmin.orchestrator.broker import BrokerError, OrderRejectedError

_TITLE = "The broker does not answer"
_never = threading.Event()


@dataclass(frozen=True)
class Faults:
    """Shares of all orders, from 0 to 1, to which something happens.

    Attributes:
        rejected: not taken.
        lost_order: lost on its way; nobody knows.
        lost_answer: taken, but nobody knows.
        lost_report: filled, but never told by itself.
        silent: share of questions about an order that are not answered.
        latency_seconds: how long handing an order over takes.
        seed: makes the same choices again.
    """

    rejected: float = 0.0
    lost_order: float = 0.0
    lost_answer: float = 0.0
    lost_report: float = 0.0
    silent: float = 0.0
    latency_seconds: float = 0.0
    seed: int = 0
    clock: Clock = field(default_factory=SystemClock)
    _asked: list[int] = field(default_factory=lambda: [0])

    def before_arrival(self, order_id: str) -> None:
        """An order is on its way. Raises: OrderRejectedError, BrokerError."""
        if self.latency_seconds:
            self.clock.wait(_never, self.latency_seconds)
        if self._strikes("rejected", order_id, self.rejected):
            raise OrderRejectedError("Not taken", "The broker does not take the order.")
        if self._strikes("lost order", order_id, self.lost_order):
            raise BrokerError(_TITLE, f"The order {order_id} was sent into the void.")

    def after_arrival(self, order_id: str) -> None:
        """An order was taken. Raises: BrokerError."""
        if self._strikes("lost answer", order_id, self.lost_answer):
            raise BrokerError(_TITLE, f"It gave no answer about the order {order_id}.")

    def loses_report(self, order_id: str) -> bool:
        """Whether the report on an order gets lost."""
        return self._strikes("lost report", order_id, self.lost_report)

    def before_answer(self) -> None:
        """It was asked about an order. Raises: BrokerError."""
        if not self.silent:
            return
        self._asked[0] += 1
        if self._strikes("silent", str(self._asked[0]), self.silent):
            raise BrokerError(_TITLE, "It does not say what became of an order.")

    def _strikes(self, what: str, order_id: str, share: float) -> bool:
        """The same answer for the same order, in whatever thread and process."""
        if not share:
            return False
        chance = random.Random(f"{self.seed} {what} {order_id}")  # noqa: S311 - a simulation
        return chance.random() < share


NO_FAULTS = Faults()
