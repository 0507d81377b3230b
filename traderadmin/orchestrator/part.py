"""What the orchestrator adds to the shared runtime: session, scheduler, gate, desk."""

import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from traderadmin.clock import Clock
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.status import SessionStatus
from traderadmin.orchestrator.desk import Desk
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.facts import Facts
from traderadmin.orchestrator.figures import metrics_of
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.notices import Notices
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.orchestrator.settings import OrchestratorSettings
from traderadmin.orchestrator.signals import SignalDoor
from traderadmin.orchestrator.vigil import Vigil
from traderadmin.service.http import Route
from traderadmin.service.metrics import Metric

_STOPPING = "the service is stopping"


@dataclass(frozen=True, slots=True)
class Organs:
    """The parts of an orchestrator, composed; `vigil` None leaves the level check out."""

    session: TradingSession
    latch: HaltLatch
    gate: Gate
    desk: Desk
    edges: EdgeKeeper
    vigil: Vigil | None
    facts: Facts
    history: SessionHistory
    notices: Notices
    door: SignalDoor


class OrchestratorPart:
    """The orchestrator's work, under the runtime that serves and reloads it."""

    name = ORCHESTRATOR

    def __init__(self, organs: Organs, clock: Clock) -> None:
        self._organs = organs
        self._clock = clock
        self._started = False
        organs.session.subscribe(self._on_change)

    @property
    def routes(self) -> tuple[Route, ...]:
        """`POST /signals`."""
        return (self._organs.door.route(),)

    @property
    def signals(self) -> Mapping[signal.Signals, Callable[[], None]]:
        """SIGUSR1 halts."""
        return {signal.SIGUSR1: self._halt}

    def take(self, values: Mapping[str, Any]) -> None:
        """Put a configuration in force as a whole. Raises: TraderAdminError."""
        settings = OrchestratorSettings.from_values(values)
        cause = Cause.RELOAD if self._started else Cause.START
        organs = self._organs
        organs.notices.follow(settings.notifications)
        organs.desk.follow(settings)
        organs.gate.follow(settings, lambda: organs.session.follow(settings.schedule, cause))
        organs.edges.plan()

    def refused(self, problem: str) -> None:
        """Tell people that a new file is not in force."""
        self._organs.notices.on_config_error(problem)

    def start(self) -> None:
        """Begin to trade, to check the level, and to wait for edges."""
        self._started = True
        self._organs.notices.start()
        self._organs.desk.start()
        self._organs.history.start()
        self._organs.edges.start()
        if self._organs.vigil is not None:
            self._organs.vigil.start()

    def stop_taking_work(self) -> None:
        """Close the gate and the session."""
        self._organs.gate.close()
        self._organs.session.close(_STOPPING)

    def finish(self) -> None:
        """Let orders in flight finish, end every thread."""
        if self._organs.vigil is not None:
            self._organs.vigil.stop()
        self._organs.edges.stop()
        self._organs.history.stop()  # while the state folder is still this process's
        self._organs.desk.stop()
        self._organs.notices.stop()

    def not_ready(self) -> str:
        """Why it does not trade."""
        organs = self._organs
        if self._started and organs.vigil is not None and not organs.vigil.is_alive:
            return "The session is no longer checked; see the log."
        if self._started and not organs.desk.is_tended:
            return "Orders are no longer followed to their end; see the log."
        return organs.desk.problem

    def session(self) -> SessionStatus:
        """The trading session."""
        return self._organs.session.status()

    def facts(self) -> Mapping[str, Any]:
        """Positions, orders, schedule, edges, history, clock."""
        now, organs = self._clock.now(), self._organs
        return {
            **organs.facts.of(organs.desk.book(now), organs.session.schedule, now),
            "standby": organs.desk.problem,
            "orders_note": organs.desk.note,
            "sent_outside_window": organs.gate.sent_outside,
        }

    def metrics(self) -> Iterable[Metric]:
        """Session, orders, edges."""
        organs = self._organs
        return metrics_of(
            organs.desk.book(self._clock.now()),
            organs.session.status(),
            organs.gate,
            organs.facts,
            standby=bool(organs.desk.problem),
        )

    def _halt(self) -> None:
        self._organs.latch.halt("SIGUSR1", self._clock.now())
        self._organs.session.evaluate(Cause.SIGNAL)

    def _on_change(self, _: SessionChange) -> None:
        self._organs.edges.plan()
