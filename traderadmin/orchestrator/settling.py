"""Follows sent orders to their end: takes the broker's reports, and asks where none comes."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import Broker, BrokerError, OrderState, Report
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Outcome, Reason, Record, Refusal
from traderadmin.orchestrator.permits import Permits
from traderadmin.service.logs import logger

_NEVER_ARRIVED = Refusal(Reason.NOT_SENT, "it never reached the broker")

_never = threading.Event()
_log = logger("broker")


class Settling:
    """Records what became of orders, each end once, whoever tells of it and how often."""

    def __init__(
        self, ledger: Ledger, permits: Permits, clock: Clock, *, patience: float = 0.0
    ) -> None:
        """Take the parts.

        Args:
            ledger: where ends are recorded.
            permits: are told of ends.
            clock: dates them.
            patience: seconds for which a report may wait for the fsync of another record. Nobody
                waits for a report, and each order makes one.
        """
        self._patience = patience
        self._ledger = ledger
        self._permits = permits
        self._clock = clock
        self._silent = False

    def take(self, reports: Sequence[Report]) -> None:
        """The broker reports. Raises: TraderAdminError when not all of it could be recorded."""
        now = self._clock.now()
        staged: list[tuple[int, Record]] = []
        with self._ledger.book(now) as book:
            for report in reports:
                accepted = book.acceptance_of(report.order_id)
                if accepted is None:
                    _log.debug("the end of order %s is on record already", report.order_id)
                elif report.state is not OrderState.WORKING:
                    ended = replace(_ended(accepted, report), when=now)
                    staged.append((self._ledger.stage(ended), ended))
        if staged and self._patience:
            self._clock.wait(_never, self._patience)
        failures = []
        for number, record in staged:
            try:
                self._ledger.settle(number)
            except TraderAdminError as error:
                failures.append(error)
                continue
            self._permits.resolve(record.order.order_id)
            _log_end(record)
        if failures:
            raise failures[0]

    def doubt(self, order_ids: Iterable[str]) -> None:
        """Record that nobody knows what became of these orders; what ended meanwhile is left."""
        doubted = []
        now = self._clock.now()
        with self._ledger.book(now) as book:
            known = {order.order_id for order in book.unknown}
            for order_id in order_ids:
                accepted = book.acceptance_of(order_id)
                if accepted is not None and order_id not in known:
                    unknown = replace(accepted, when=now, outcome=Outcome.UNKNOWN, working=False)
                    doubted.append((order_id, self._ledger.stage(unknown)))
        for order_id, number in doubted:
            try:
                self._ledger.settle(number)
            except TraderAdminError as error:
                _log.error("%s", error.message)
            _log.warning("the outcome of order %s is unknown", order_id)

    def ask(self, broker: Broker, order_ids: Iterable[str]) -> None:
        """Ask the broker what became of these orders, and of all whose outcome is unknown."""
        with self._ledger.book(self._clock.now()) as book:
            asked = dict.fromkeys((*order_ids, *(order.order_id for order in book.unknown)))
        for order_id in asked:
            if not self._permits.may_be_asked_about(order_id):
                continue
            try:
                report = broker.state_of(order_id)
                if report.state is OrderState.WORKING:
                    self._confirm(order_id)
                else:
                    self.take((report,))
            except BrokerError as error:
                if not self._silent:
                    _log.error("%s It is asked again.", error.message)
                self._silent = True
                return
            except TraderAdminError as error:
                _log.error("%s It is tried again.", error.message)
                return
        self._silent = False

    def _confirm(self, order_id: str) -> None:
        now = self._clock.now()
        number = None
        with self._ledger.book(now) as book:
            accepted = book.acceptance_of(order_id)
            if accepted is not None and any(o.order_id == order_id for o in book.unknown):
                works = replace(accepted, when=now, outcome=Outcome.WORKING, working=False)
                number = self._ledger.stage(works)
        if number is not None:
            self._ledger.settle(number)
            _log.info("order %s works, says the broker", order_id)
        self._permits.confirm(order_id)


def _ended(accepted: Record, report: Report) -> Record:
    ended = replace(accepted, working=False)
    match report.state:
        case OrderState.FILLED:
            return replace(
                ended,
                outcome=Outcome.FILLED,
                price=report.price,
                commission=report.commission,
            )
        case OrderState.NEVER_ARRIVED:
            return replace(ended, outcome=Outcome.WITHDRAWN, refusal=_NEVER_ARRIVED)
        case _:
            refusal = Refusal(Reason.BROKER_REJECTED, report.message or "the broker rejected it")
            return replace(ended, outcome=Outcome.REJECTED, refusal=refusal)


def _log_end(record: Record) -> None:
    order = record.order
    if record.outcome is Outcome.FILLED:
        filled = f"{order.symbol:<5} {order.side} {order.quantity} @ {record.price:.2f}"
        _log.info("filled    %s  order %s", filled, order.order_id[:6])
    elif record.refusal is not None:
        _log.warning("%-9s order %s: %s", record.outcome, order.order_id, record.refusal.message)
