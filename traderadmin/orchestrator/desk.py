"""The trading desk: state lock, ledger and broker; open once this process holds the state."""

import threading
from datetime import datetime
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.broker import PaperBroker
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.session import TradingSession
from traderadmin.orchestrator.settings import OrchestratorSettings
from traderadmin.orchestrator.statelock import StateLock
from traderadmin.service.logs import logger

_RETRY_SECONDS = 0.5
_WAITING = "no valid configuration was loaded yet"

_log = logger("state")


class Desk:
    """Opens the gate as soon as the state folder is this process's and its log was read."""

    def __init__(self, state_dir: Path, session: TradingSession, gate: Gate, clock: Clock) -> None:
        self._state_dir = state_dir
        self._session = session
        self._gate = gate
        self._clock = clock
        self._state_lock = StateLock(state_dir)
        self._lock = threading.Lock()
        self._settings: OrchestratorSettings | None = None
        self._ledger: Ledger | None = None
        self._broker: PaperBroker | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._stand_by, name="state", daemon=True)
        self._problem = _WAITING
        self._told = ""

    @property
    def problem(self) -> str:
        """Why this process does not trade on the state folder; empty when it does."""
        return self._problem

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
        self._gate.follow(settings)
        self._try_open()

    def start(self) -> None:
        """Stand by until it is open, where it is not."""
        self._thread.start()

    def stop(self) -> None:
        """Let orders in flight finish for as long as the settings say, give the state up."""
        self._stopping.set()
        self._thread.join()
        with self._lock:
            broker, ledger, settings = self._broker, self._ledger, self._settings
        if broker is not None and settings is not None:
            left = broker.stop(settings.drain_seconds)
            if left:
                _log.warning("given up while still at work: order %s", ", ".join(left))
        if ledger is not None:
            ledger.close()
        self._state_lock.release()

    def book(self, now: datetime) -> Book | None:
        """The book as of `now`, for reading figures; None until the desk is open."""
        ledger = self._ledger
        return ledger.copy(now) if ledger is not None else None

    def _stand_by(self) -> None:
        while self._problem and not self._clock.wait(self._stopping, _RETRY_SECONDS):
            self._try_open()

    def _try_open(self) -> None:
        with self._lock:
            if not self._problem or self._stopping.is_set():
                return
            try:
                self._problem = self._open()
            except TraderAdminError as error:
                self._problem = f"{error.title}. {error.message}"
            problem = self._problem
        if problem and problem not in {self._told, _WAITING}:
            _log.error("%s Orders are refused.", problem)
        self._told = problem
        self._session.bar(problem.rstrip(".") or None)

    def _open(self) -> str:
        settings = self._settings
        if settings is None:
            return _WAITING
        if not self._state_lock.acquire():
            return f"standing by: another orchestrator trades on {self._state_dir}."
        ledger = Ledger.open(self._state_dir, self._clock.now())
        broker = PaperBroker(ledger, settings.broker, self._clock)
        broker.start()
        self._ledger, self._broker = ledger, broker
        self._gate.open(ledger, broker)
        return ""
