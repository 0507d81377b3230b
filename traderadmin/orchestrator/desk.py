"""The trading desk: state lock, ledger and broker; open once this process holds the state."""

import threading
from datetime import datetime
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.faults import NO_FAULTS, Faults
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.paper import PaperBroker
from traderadmin.orchestrator.permits import Permits
from traderadmin.orchestrator.session import TradingSession
from traderadmin.orchestrator.settings import OrchestratorSettings
from traderadmin.orchestrator.settling import Settling
from traderadmin.orchestrator.statelock import StateLock
from traderadmin.service.logs import logger

_TEND_SECONDS = 0.5
_PATIENCE_SECONDS = 0.002
_LONGEST_STOP_SECONDS = 20.0
"""Draining at a stop leaves time within the usual grace period of 30 s, whatever the settings."""
_WAITING = "no valid configuration was loaded yet"

_log = logger("state")


class Desk:
    """Opens the gate as soon as the state folder is this process's and its log was read.

    While it is open it sees to it that every order that was sent comes to a known end: before
    the session may open again, the broker has answered for each that was out when it closed.
    """

    def __init__(
        self,
        state_dir: Path,
        session: TradingSession,
        permits: Permits,
        gate: Gate,
        clock: Clock,
        faults: Faults = NO_FAULTS,
    ) -> None:
        """Take the parts; `faults` are what goes wrong at the paper broker, in tests."""
        self._state_dir = state_dir
        self._session = session
        self._permits = permits
        self._gate = gate
        self._clock = clock
        self._faults = faults
        self._state_lock = StateLock(state_dir)
        self._lock = threading.Lock()
        self._settings: OrchestratorSettings | None = None
        self._ledger: Ledger | None = None
        self._broker: PaperBroker | None = None
        self._settling: Settling | None = None
        self._draining = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="state", daemon=True)
        self._problem = _WAITING
        session.open_only_if(self._why_not_open)

    @property
    def problem(self) -> str:
        """Why this process does not trade on the state folder; empty when it does."""
        return self._problem

    @property
    def holds_state(self) -> bool:
        """Whether the state folder is this process's, so that it may write there."""
        return self._state_lock.is_held

    @property
    def is_tended(self) -> bool:
        """Whether somebody still follows orders to their end."""
        return self._thread.is_alive()

    @property
    def note(self) -> str:
        """What was wrong with the order log when it was opened."""
        return self._ledger.note if self._ledger else ""

    def follow(self, settings: OrchestratorSettings) -> None:
        """Use these settings from the next order on; the first ones let the desk open."""
        with self._lock:
            self._settings = settings
            if self._broker is not None:
                self._broker.follow(settings.broker)
        self._try_open()

    def start(self) -> None:
        """Stand by until it is open, where it is not; tend it from then on."""
        self._thread.start()

    def stop(self) -> None:
        """Let orders in flight finish for as long as the settings say, give the state up."""
        self._stopping.set()
        self._thread.join()
        with self._lock:
            broker, ledger, settings = self._broker, self._ledger, self._settings
        if broker is not None and settings is not None and self._settling is not None:
            drain = self._permits.close(min(settings.drain_seconds, _LONGEST_STOP_SECONDS))
            broker.stop()
            self._settling.doubt(drain.unresolved)
        if ledger is not None:
            ledger.close()
        self._state_lock.release()

    def book(self, now: datetime) -> Book | None:
        """The book as of `now`, for reading figures; None until the desk is open."""
        ledger = self._ledger
        return ledger.copy(now) if ledger is not None else None

    def _run(self) -> None:
        while not self._clock.wait(self._stopping, _TEND_SECONDS):
            try:
                if self._ledger is None:
                    self._try_open()
                elif self._keeps(self._ledger):
                    self._tend()
            except TraderAdminError as error:
                _log.error("%s It is tried again.", error.message)
            except Exception:  # noqa: BLE001 - logged with its trace; orders must be followed on
                _log.exception("orders could not be followed")

    def _keeps(self, ledger: Ledger) -> bool:
        """Whether what is recorded will be found again. Where it would not, nobody trades."""
        problem = ""
        try:
            ledger.keep_in_place()
        except TraderAdminError as error:
            problem = f"{error.title}. {error.message}"
        with self._lock:
            if problem != self._problem:
                self._tell(problem)
        return not problem

    def _tend(self) -> None:
        """Ask about orders that are out for too long; once the session closed, doubt them."""
        broker, settling, settings = self._broker, self._settling, self._settings
        if broker is None or settling is None or settings is None:
            return
        closed = not self._session.is_trading_session_active
        if closed and not self._draining:
            self._permits.begin_draining()
        self._draining = closed
        late = self._permits.overdue(settings.drain_seconds)
        if closed:
            settling.doubt(late)
        settling.ask(broker, late)

    def _why_not_open(self) -> str | None:
        ledger = self._ledger
        if ledger is None:
            return None
        count = max(self._permits.in_doubt, ledger.unknown)
        if not count:
            return None
        return f"the broker has not told yet what became of {count} order{'s' * (count > 1)}"

    def _try_open(self) -> None:
        with self._lock:
            if self._ledger is not None or self._stopping.is_set():
                return
            try:
                problem = self._open()
            except TraderAdminError as error:
                problem = f"{error.title}. {error.message}"
            self._tell(problem)

    def _tell(self, problem: str) -> None:
        """Why nobody trades here; where nothing stands against it, the session may open."""
        if problem and problem not in {self._problem, _WAITING}:
            _log.error("%s Orders are refused.", problem)
        self._problem = problem
        self._session.bar(problem.rstrip(".") or None)

    def _open(self) -> str:
        settings = self._settings
        if settings is None:
            return _WAITING
        if not self._state_lock.acquire():
            return f"standing by: another orchestrator trades on {self._state_dir}."
        ledger = Ledger.open(self._state_dir, self._clock.now())
        settling = Settling(ledger, self._permits, self._clock, patience=_PATIENCE_SECONDS)
        try:
            broker = PaperBroker(
                self._state_dir, settings.broker, self._clock, settling.take, self._faults
            )
        except TraderAdminError:
            ledger.close()
            raise
        left = [order.order_id for order in ledger.copy(self._clock.now()).working]
        self._permits.adopt(left)
        broker.start()
        settling.ask(broker, left)
        self._ledger, self._broker, self._settling = ledger, broker, settling
        self._gate.open(ledger, broker)
        return ""
