"""Keeps a scheduler waiting for the next edge, whatever happens to the one before it."""

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from traderadmin.orchestrator.session import TradingSession
from traderadmin.service.logs import logger

if TYPE_CHECKING:
    from traderadmin.orchestrator.scheduler import SessionScheduler

_log = logger("scheduler")


class EdgeKeeper:
    """Starts the scheduler beside the service, notices its death, and starts it anew."""

    def __init__(self, session: TradingSession, ahead: timedelta) -> None:
        self._session = session
        self._ahead = ahead
        self._scheduler: SessionScheduler | None = None
        self._starting = self._starter()
        self._stopping = threading.Event()
        self.restarts = 0

    @property
    def planned(self) -> datetime | None:
        """The edge that is waited for."""
        return self._scheduler.planned if self._scheduler is not None else None

    @property
    def is_alive(self) -> bool:
        """Whether a scheduler waits, or is about to."""
        if self._scheduler is None:
            return self._starting.is_alive()
        return self._scheduler.is_alive

    def start(self) -> None:
        """Begin to start it; returns at once."""
        self._starting.start()

    def stop(self) -> None:
        """Wait for no edge any more."""
        self._stopping.set()
        self._starting.join()
        if self._scheduler is not None:
            self._scheduler.stop()

    def plan(self) -> None:
        """Wait for the edge that the session expects."""
        if self._scheduler is not None and not self._stopping.is_set():
            self._scheduler.plan()

    def wake(self) -> None:
        """The clock was set: whoever sleeps by it should look again."""
        if self._scheduler is not None and not self._stopping.is_set():
            self._scheduler.wake()

    def supervise(self) -> None:
        """Start it anew where it died."""
        if self.is_alive or self._stopping.is_set():
            return
        self.restarts += 1
        _log.error("the scheduler's thread died; it is started anew")
        if self._scheduler is not None:
            self._scheduler.revive()
        else:
            self._starting = self._starter()
            self._starting.start()

    def _starter(self) -> threading.Thread:
        return threading.Thread(target=self._begin, name="scheduling", daemon=True)

    def _begin(self) -> None:
        # Imported late, beside the service that answers already: APScheduler takes longer to
        # import than all the rest.
        from traderadmin.orchestrator.scheduler import SessionScheduler  # noqa: PLC0415

        scheduler = SessionScheduler(self._session, ahead=self._ahead)
        scheduler.start()
        self._scheduler = scheduler
