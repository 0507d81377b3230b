"""The one door every order passes: session, limits, the log, and the session once more."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import Broker, BrokerError, OrderRejectedError
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.limits import refusal_of
from traderadmin.orchestrator.orders import Order, Outcome, Reason, Record, Refusal, Signal
from traderadmin.orchestrator.permits import Permit, Permits
from traderadmin.orchestrator.session import TradingSession
from traderadmin.orchestrator.settings import BrokerKind, OrchestratorSettings
from traderadmin.service.logs import logger

_log = logger("gate")


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a signal.

    Attributes:
        repeated: it was decided on before, and this is that answer again.
        recorded: whether the decision is in the order log.
    """

    order: Order
    refusal: Refusal | None
    repeated: bool = False
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class _Judged:
    """A decision on its way to the disk, and what it needs from then on."""

    record: Record
    number: int
    permit: Permit | None
    ledger: Ledger
    broker: Broker


def _ignore(_: Decision) -> None:
    """What nobody wants to be told."""


class Gate:
    """Turns signals into orders while the session is active and the limits are held.

    Thread-safe. Orders are decided one after the other, each on the book the last one left; they
    go to disk together, and each is sent only if its permit is still good by then.
    """

    def __init__(
        self,
        session: TradingSession,
        permits: Permits,
        clock: Clock,
        decided: Callable[[Decision], None] = _ignore,
    ) -> None:
        """Take the session and the permits that are asked, and who is told of new decisions."""
        self._session = session
        self._permits = permits
        self._clock = clock
        self._lock = threading.Lock()
        self._settings: OrchestratorSettings | None = None
        self._ledger: Ledger | None = None
        self._broker: Broker | None = None
        self._tell = decided
        self._decided: Counter[tuple[Outcome, str]] = Counter()
        self._outside = 0

    @property
    def decided(self) -> Counter[tuple[Outcome, str]]:
        """Decisions since the start by outcome and reason; a copy."""
        with self._lock:
            return self._decided.copy()

    @property
    def sent_outside(self) -> int:
        """Orders whose sending ended outside a window, since the start: there should be none."""
        return self._outside

    def follow(
        self, settings: OrchestratorSettings, swap: Callable[[], None] = lambda: None
    ) -> None:
        """Hold orders against these settings from the next one on.

        Args:
            settings: in force from now on.
            swap: puts the rest of the same configuration in force; no order is decided on
                meanwhile, so none meets half of the old one and half of the new.
        """
        with self._lock:
            self._settings = settings
            swap()

    def open(self, ledger: Ledger, broker: Broker) -> None:
        """Trade on `ledger` from now on; before that every order is refused."""
        with self._lock:
            self._ledger, self._broker = ledger, broker

    def close(self) -> None:
        """Refuse every order: once this returned none is permitted any more, and none sent."""
        self._permits.stop()

    def submit(self, signal: Signal) -> Decision:
        """Decide on a signal, record the decision, send the order where it passed."""
        with self._lock:
            judged = self._judge(signal)
            settings = self._settings
        decision = self._carry_out(judged) if isinstance(judged, _Judged) else judged
        if decision.repeated and not self._is_on_record(signal.signal_id):
            return self.submit(signal)  # the first decision could not be recorded
        if settings is None or settings.log_orders:
            _log_decision(decision)
        if not decision.repeated:
            reason = decision.refusal.reason.value if decision.refusal else ""
            outcome = Outcome.REFUSED if decision.refusal else Outcome.ACCEPTED
            with self._lock:
                self._decided[outcome, reason] += 1
            self._tell(decision)
        return decision

    def _judge(self, signal: Signal) -> "_Judged | Decision":
        order = Order(
            uuid4().hex, signal.signal_id, signal.symbol, signal.side, signal.quantity, signal.price
        )
        ledger, broker, settings = self._ledger, self._broker, self._settings
        if ledger is None or broker is None or settings is None:
            return Decision(order, self._not_open(), recorded=False)
        now = self._clock.now()
        with ledger.book(now) as book:
            before = book.decision_on(signal.signal_id)
            if before is not None:
                return Decision(before.order, before.refusal, repeated=True)
            answer = self._permits.ask(
                order.order_id,
                exits_pass=settings.exits_when_closed,
                is_exit=book.reduces(order),
            )
            permit = answer if isinstance(answer, Permit) else None
            refusal = (
                (answer if isinstance(answer, Refusal) else None)
                or _too_old(signal, settings, now)
                or refusal_of(order, book, settings, now)
            )
            if permit is not None and refusal is not None:
                self._permits.resolve(order.order_id)
                permit = None
            record = _record(order, permit.given if permit else now, refusal, settings)
            if permit is not None and permit.exit:
                record = replace(record, reduces=True)
            return _Judged(record, ledger.stage(record), permit, ledger, broker)

    def _carry_out(self, judged: _Judged) -> Decision:
        """See a decision on disk, then send its order: nothing is sent that is not on record."""
        order, permit = judged.record.order, judged.permit
        try:
            judged.ledger.settle(judged.number)
        except TraderAdminError as error:
            _log.error("%s", error.message)
            self._permits.resolve(order.order_id)
            unrecorded = Refusal(Reason.NOT_RECORDED, "it could not be recorded")
            return Decision(order, judged.record.refusal or unrecorded, recorded=False)
        if permit is None:
            return Decision(order, judged.record.refusal)
        if not judged.record.working:
            self._permits.resolve(order.order_id)
            return Decision(order, None)
        return self._send(judged, permit)

    def _send(self, judged: _Judged, permit: Permit) -> Decision:
        order = judged.record.order
        refusal = self._permits.begin_sending(permit)
        if refusal is not None:
            return self._end(judged, Outcome.WITHDRAWN, refusal)
        try:
            judged.broker.send(order, judged.record.account)
        except OrderRejectedError as error:
            rejected = Refusal(Reason.BROKER_REJECTED, error.message)
            return self._end(judged, Outcome.REJECTED, rejected)
        except BrokerError as error:
            _log.error("%s The outcome of order %s is unknown.", error.message, order.order_id)
            self._note(judged, Outcome.UNKNOWN, None)
        finally:
            self._permits.sent(order.order_id)
        if not permit.exit and self._session.is_outside():
            self._outside += 1
            _log.error("order %s was sent as the session closed", order.order_id)
        return Decision(order, None)

    def _end(self, judged: _Judged, outcome: Outcome, refusal: Refusal) -> Decision:
        """The order came to nothing; where that cannot be recorded, it is asked about later."""
        order_id = judged.record.order.order_id
        if self._note(judged, outcome, refusal):
            self._permits.resolve(order_id)
            return Decision(judged.record.order, refusal)
        self._permits.sent(order_id)  # so that it is asked about
        return Decision(judged.record.order, refusal, recorded=False)

    def _note(self, judged: _Judged, outcome: Outcome, refusal: Refusal | None) -> bool:
        """Record what became of an order, unless its end is on record already."""
        record = replace(
            judged.record,
            when=self._clock.now(),
            outcome=outcome,
            refusal=refusal,
            working=False,
        )
        with judged.ledger.book(record.when) as book:
            if book.acceptance_of(record.order.order_id) is None:
                return True
            number = judged.ledger.stage(record)
        try:
            judged.ledger.settle(number)
        except TraderAdminError as error:
            _log.error("%s Order %s: %s.", error.message, record.order.order_id, outcome)
            return False
        return True

    def _is_on_record(self, signal_id: str) -> bool:
        ledger = self._ledger
        if ledger is None:
            return False
        ledger.flush()
        with ledger.book(self._clock.now()) as book:
            return book.decision_on(signal_id) is not None

    def _not_open(self) -> Refusal:
        reason = Reason.STANDBY if self._settings is not None else Reason.SESSION_CLOSED
        return Refusal(reason, self._session.status().reason)


def _record(
    order: Order, when: datetime, refusal: Refusal | None, settings: OrchestratorSettings
) -> Record:
    return Record(
        when=when,
        outcome=Outcome.REFUSED if refusal else Outcome.ACCEPTED,
        order=order,
        price=order.price,
        account=settings.broker.account,
        broker=settings.broker.kind.value,
        refusal=refusal,
        working=refusal is None and settings.broker.kind is BrokerKind.PAPER,
    )


def _too_old(signal: Signal, settings: OrchestratorSettings, now: datetime) -> Refusal | None:
    limit = settings.signal_max_age_seconds
    if signal.created is None or now - signal.created <= timedelta(seconds=limit):
        return None
    age = (now - signal.created).total_seconds()
    return Refusal(
        Reason.SIGNAL_TOO_OLD,
        f"the signal is {age:.1f} s old, above orchestrator.signal_max_age_seconds ({limit:g})",
    )


def _log_decision(decision: Decision) -> None:
    order = decision.order
    again = " (asked again)" if decision.repeated else ""
    if decision.refusal is None:
        _log.info("accepted  %s%s", order.label, again)
    else:
        what = f"{order.symbol:<5} {order.side} {order.quantity}"
        _log.warning("refused   %s: %s%s", what, decision.refusal.message, again)
