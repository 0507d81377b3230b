"""The one door every order passes: session, limits, then the log, in one breath."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from traderadmin.clock import Clock
from traderadmin.contract.status import SessionKind
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import Broker
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.limits import refusal_of
from traderadmin.orchestrator.orders import Order, Outcome, Reason, Record, Refusal, Signal
from traderadmin.orchestrator.session import Cause, TradingSession
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


def _ignore(_: Decision) -> None:
    """What nobody wants to be told."""


class Gate:
    """Turns signals into orders while the session is active and the limits are held.

    Thread-safe; orders are decided one after the other, each on the book the last one left.
    """

    def __init__(
        self, session: TradingSession, clock: Clock, decided: Callable[[Decision], None] = _ignore
    ) -> None:
        """Take the session that is asked, and who is told of each new decision."""
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._settings: OrchestratorSettings | None = None
        self._ledger: Ledger | None = None
        self._broker: Broker | None = None
        self._stopping = False
        self._tell = decided
        self._decided: Counter[tuple[Outcome, str]] = Counter()

    @property
    def decided(self) -> Counter[tuple[Outcome, str]]:
        """Decisions since the start by outcome and reason; a copy."""
        with self._lock:
            return self._decided.copy()

    def follow(self, settings: OrchestratorSettings) -> None:
        """Hold orders against these settings from the next one on."""
        with self._lock:
            self._settings = settings

    def open(self, ledger: Ledger, broker: Broker) -> None:
        """Trade on `ledger` from now on; before that every order is refused."""
        with self._lock:
            self._ledger, self._broker = ledger, broker

    def close(self) -> None:
        """Refuse every order; once this returned none is accepted any more."""
        with self._lock:
            self._stopping = True

    def submit(self, signal: Signal) -> Decision:
        """Decide on a signal, record the decision, send the order where it passed."""
        with self._lock:
            decision = self._decide(signal)
            if not decision.repeated:
                reason = decision.refusal.reason.value if decision.refusal else ""
                outcome = Outcome.REFUSED if decision.refusal else Outcome.ACCEPTED
                self._decided[outcome, reason] += 1
            settings = self._settings
        if settings is None or settings.log_orders:
            _log_decision(decision)
        if not decision.repeated:
            self._tell(decision)
        return decision

    def _decide(self, signal: Signal) -> Decision:
        now = self._clock.now()
        order = Order(
            uuid4().hex, signal.signal_id, signal.symbol, signal.side, signal.quantity, signal.price
        )
        ledger, broker, settings = self._ledger, self._broker, self._settings
        if ledger is None or broker is None or settings is None:
            return Decision(order, self._not_open(), recorded=False)
        with ledger.book(now) as book:
            before = book.decision_on(signal.signal_id)
            if before is not None:
                return Decision(before.order, before.refusal, repeated=True)
            refusal = (
                self._closed()
                or _too_old(signal, settings, now)
                or refusal_of(order, book, settings, now)
                # Asked last: nothing but the write stands between this answer and the order.
                or self._closed()
            )
            return self._record(order, refusal, ledger, broker, settings)

    def _record(
        self,
        order: Order,
        refusal: Refusal | None,
        ledger: Ledger,
        broker: Broker,
        settings: OrchestratorSettings,
    ) -> Decision:
        record = Record(
            when=self._clock.now(),
            outcome=Outcome.REFUSED if refusal else Outcome.ACCEPTED,
            order=order,
            price=order.price,
            account=settings.broker.account,
            broker=settings.broker.kind.value,
            refusal=refusal,
            working=refusal is None and settings.broker.kind is BrokerKind.PAPER,
        )
        try:
            ledger.append(record)
        except TraderAdminError as error:
            _log.error("%s", error.message)
            unrecorded = Refusal(Reason.NOT_RECORDED, "it could not be recorded")
            return Decision(order, refusal or unrecorded, recorded=False)
        if record.working:
            broker.send(record)
        return Decision(order, refusal)

    def _not_open(self) -> Refusal:
        reason = Reason.STANDBY if self._settings is not None else Reason.SESSION_CLOSED
        return Refusal(reason, self._session.status().reason)

    def _closed(self) -> Refusal | None:
        if self._stopping:
            return Refusal(Reason.STOPPING, "the service is stopping")
        if self._session.evaluate(Cause.ORDER):
            return None
        status = self._session.status()
        halted = status.kind is SessionKind.HALTED
        return Refusal(Reason.HALTED if halted else Reason.SESSION_CLOSED, status.reason)


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
