"""The paper broker: fills each order after a while, slightly worse, and keeps books of its own."""

import heapq
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import OrderRejectedError, OrderState, Report
from traderadmin.orchestrator.faults import NO_FAULTS, Faults
from traderadmin.orchestrator.orders import Order
from traderadmin.orchestrator.paperbook import PaperBook
from traderadmin.orchestrator.settings import BrokerSettings
from traderadmin.service.logs import logger

_PERCENT = 100
_RETRY_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 3600.0
_MOST_AT_ONCE = 64

Listener = Callable[[Sequence[Report]], None]

_log = logger("broker")


@dataclass(order=True, slots=True)
class _Due:
    at: float
    number: int
    order: Order = field(compare=False)


class PaperBroker:
    """Simulates a broker beyond this process: it knows nothing of ours but the orders it was sent.

    Its book outlives the process, so orders that work when the process ends are filled later.
    """

    def __init__(
        self,
        state_dir: Path,
        settings: BrokerSettings,
        clock: Clock,
        listener: Listener,
        faults: Faults = NO_FAULTS,
    ) -> None:
        """Take up the orders that still work.

        Args:
            state_dir: where its book is.
            settings: how it fills.
            clock: decides when it fills.
            listener: is told what became of orders; where it raises TraderAdminError it is told
                again after a second.
            faults: what goes wrong; only tests hand any in.

        Raises: TraderAdminError when its book cannot be used.
        """
        self._settings = settings
        self._clock = clock
        self._listener = listener
        self._faults = faults
        self._book = PaperBook(state_dir)
        self._lock = threading.Lock()
        self._due: list[_Due] = []
        self._untold: list[Report] = []
        self._numbers = count()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)
        for order in self._book.working:
            self._fill_later(order)
        if self._due:
            _log.warning("%d orders still worked at the last stop and go on", len(self._due))

    def start(self) -> None:
        """Begin to fill."""
        self._thread.start()

    def follow(self, settings: BrokerSettings) -> None:
        """Use these settings for the orders to come."""
        with self._lock:
            self._settings = settings

    def send(self, order: Order, account: str) -> None:
        """Take an order; one that it has already makes no second one.

        Raises: OrderRejectedError when its book cannot be written.
        """
        self._faults.before_arrival(order.order_id)
        with self._lock:
            if self._book.report_on(order.order_id) is None:
                self._receive(order, account)
        self._wake.set()
        self._faults.after_arrival(order.order_id)

    def state_of(self, order_id: str) -> Report:
        """What it knows of an order."""
        self._faults.before_answer()
        with self._lock:
            known = self._book.report_on(order_id)
        return known or Report(order_id, OrderState.NEVER_ARRIVED)

    def stop(self) -> None:
        """Fill nothing more, end; what was filled and could not be told is found by asking."""
        self._stopping.set()
        self._wake.set()
        self._thread.join()
        self._book.close()

    def _receive(self, order: Order, account: str) -> None:
        try:
            self._book.receive(order, account)
        except TraderAdminError as error:
            raise OrderRejectedError(error.title, error.message, error.hint) from error
        self._fill_later(order)

    def _fill_later(self, order: Order) -> None:
        at = self._clock.monotonic() + self._settings.fill_latency_seconds
        heapq.heappush(self._due, _Due(at, next(self._numbers), order))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            wait = self._step()
            if wait > 0 and not self._stopping.is_set():
                self._clock.wait(self._wake, wait)

    def _step(self) -> float:
        """Fill what is due and tell of it; seconds to wait."""
        try:
            until = self._fill_due()
            told = [r for r in self._untold if not self._faults.loses_report(r.order_id)]
            if told:
                self._listener(told)
        except TraderAdminError as error:
            _log.error("%s It is tried again.", error.message)
            # New orders wake it too, but must not make it try without end.
            self._clock.wait(self._stopping, _RETRY_SECONDS)
            return 0.0
        self._untold.clear()
        return until

    def _fill_due(self) -> float:
        """Fill what is due; seconds until the next one is. Raises: TraderAdminError."""
        with self._lock:
            now = self._clock.monotonic()
            while self._due and self._due[0].at <= now and len(self._untold) < _MOST_AT_ONCE:
                self._untold.append(self._fill(self._due[0].order))
                heapq.heappop(self._due)
            return max(self._due[0].at - now, 0.0) if self._due else _LONGEST_WAIT_SECONDS

    def _fill(self, order: Order) -> Report:
        settings = self._settings
        worse = order.side.sign * settings.slippage_percent / _PERCENT
        report = Report(
            order.order_id,
            OrderState.FILLED,
            price=round(order.price * (1 + worse), 6),
            commission=round(order.quantity * settings.commission_per_share, 6),
        )
        self._book.execute(report)
        return report
