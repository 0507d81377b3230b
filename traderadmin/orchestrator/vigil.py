"""Looks at the time several times a second, and at those who should have done so."""

import threading

from traderadmin.clock import Clock
from traderadmin.orchestrator.clockwatch import ClockWatch
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.service.logs import logger

LEVEL_CHECK_SECONDS = 0.25

_log = logger("session")


class Vigil:
    """The level check: what the scheduler misses is right a moment later all the same."""

    def __init__(
        self,
        session: TradingSession,
        latch: HaltLatch,
        edges: EdgeKeeper,
        watch: ClockWatch,
        clock: Clock,
    ) -> None:
        self._session = session
        self._latch = latch
        self._edges = edges
        self._watch = watch
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="level-check", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether somebody still looks."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> None:
        """Set the flag, plan the next edge, start anew what died."""
        stepped = self._watch.look() is not None
        self._session.evaluate(Cause.LEVEL_CHECK)
        self._edges.supervise()
        self._edges.plan()
        if stepped:
            self._edges.wake()
        self._latch.store()

    def _run(self) -> None:
        while not self._clock.wait(self._stopping, LEVEL_CHECK_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - logged with its trace; the next look must happen
                _log.exception("a level check failed")
