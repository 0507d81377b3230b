"""The broker as a port, and the paper broker: fills each order after a while, slightly worse."""

import heapq
import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Order, Outcome, Record
from traderadmin.orchestrator.settings import BrokerSettings
from traderadmin.service.logs import logger

_PERCENT = 100
_RETRY_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 3600.0

_log = logger("broker")


class Broker(Protocol):
    """Where accepted orders go."""

    def send(self, record: Record) -> None:
        """Take an order that was recorded as accepted and working; returns at once."""
        ...


@dataclass(order=True, slots=True)
class _Due:
    at: float
    number: int
    order: Order = field(compare=False)
    account: str = field(compare=False)


class PaperBroker:
    """Fills orders at the signal's price plus slippage, `fill_latency` later, in the ledger."""

    def __init__(self, ledger: Ledger, settings: BrokerSettings, clock: Clock) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._due: list[_Due] = []
        self._numbers = count()
        self._wake = threading.Event()
        self._draining_until: float | None = None
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    def start(self) -> None:
        """Begin to fill; orders that worked when the last process ended go on working."""
        with self._ledger.book(self._clock.now()) as book:
            left = book.working
        for order in left:
            self._enqueue(order, self._settings.account)
        if left:
            _log.warning("%d orders still worked at the last stop and go on", len(left))
        self._thread.start()

    def follow(self, settings: BrokerSettings) -> None:
        """Use these settings for the orders to come."""
        with self._lock:
            self._settings = settings

    def send(self, record: Record) -> None:
        """Take an accepted order."""
        self._enqueue(record.order, record.account)

    def stop(self, seconds: float) -> tuple[str, ...]:
        """Fill what is due within `seconds`, end; the ids of the orders that still work."""
        with self._lock:
            self._draining_until = self._clock.monotonic() + seconds
        self._wake.set()
        self._thread.join()
        with self._lock:
            return tuple(due.order.order_id for due in sorted(self._due))

    def _enqueue(self, order: Order, account: str) -> None:
        with self._lock:
            at = self._clock.monotonic() + self._settings.fill_latency_seconds
            heapq.heappush(self._due, _Due(at, next(self._numbers), order, account))
        self._wake.set()

    def _run(self) -> None:
        while True:
            self._wake.clear()
            wait = self._step()
            if wait is None:
                return
            if wait > 0:
                self._clock.wait(self._wake, wait)

    def _step(self) -> float | None:
        """Fill at most one order; seconds to wait, None to end."""
        with self._lock:
            now, until = self._clock.monotonic(), self._draining_until
            if until is not None and (not self._due or now >= until or self._due[0].at > until):
                return None
            if not self._due:
                return _LONGEST_WAIT_SECONDS
            if self._due[0].at > now:
                return self._due[0].at - now
            due = heapq.heappop(self._due)
            settings = self._settings
        if self._fill(due, settings):
            return 0.0
        with self._lock:
            due.at = self._clock.monotonic() + _RETRY_SECONDS
            heapq.heappush(self._due, due)
        return 0.0

    def _fill(self, due: _Due, settings: BrokerSettings) -> bool:
        order = due.order
        worse = order.side.sign * settings.slippage_percent / _PERCENT
        record = Record(
            when=self._clock.now(),
            outcome=Outcome.FILLED,
            order=order,
            price=round(order.price * (1 + worse), 6),
            account=due.account,
            broker=settings.kind.value,
            commission=round(order.quantity * settings.commission_per_share, 6),
        )
        try:
            self._ledger.append(record)
        except TraderAdminError as error:
            _log.error("%s It is tried again.", error.message)
            return False
        filled = f"{order.symbol:<5} {order.side} {order.quantity} @ {record.price:.2f}"
        _log.info("filled    %s  order %s", filled, order.order_id[:6])
        return True
