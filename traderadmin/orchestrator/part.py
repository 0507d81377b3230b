"""What the orchestrator adds to the shared runtime: session, scheduler, gate, desk."""

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from traderadmin.clock import Clock, utc_text
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.status import SessionStatus
from traderadmin.orchestrator.desk import Desk
from traderadmin.orchestrator.facts import facts_of, metrics_of
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.notices import Notices
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession
from traderadmin.orchestrator.settings import OrchestratorSettings
from traderadmin.orchestrator.signals import SignalDoor
from traderadmin.service.http import Route
from traderadmin.service.logs import logger
from traderadmin.service.metrics import Metric
from traderadmin.service.token import SignalToken

if TYPE_CHECKING:
    from traderadmin.orchestrator.scheduler import SessionScheduler

LEVEL_CHECK_SECONDS = 0.25
_STOPPING = "the service is stopping"

_log = logger("session")


class OrchestratorPart:
    """The orchestrator's work, under the runtime that serves and reloads it."""

    name = ORCHESTRATOR

    def __init__(
        self,
        session: TradingSession,
        gate: Gate,
        desk: Desk,
        token: SignalToken,
        notices: Notices,
        clock: Clock,
        *,
        level_check: bool,
        ahead: timedelta,
    ) -> None:
        """Take the parts; `app.compose` says what the last two mean."""
        self._session = session
        self._gate = gate
        self._desk = desk
        self._notices = notices
        self._clock = clock
        self._level_check = level_check
        self._ahead = ahead
        self._door = SignalDoor(token, gate.submit)
        self._stopping = threading.Event()
        self._started = False
        self._checker: threading.Thread | None = None
        self._scheduler: SessionScheduler | None = None
        self._scheduling = threading.Thread(
            target=self._schedule_edges, name="scheduling", daemon=True
        )
        self._last_edge: SessionChange | None = None
        session.subscribe(self._on_change)

    @property
    def routes(self) -> tuple[Route, ...]:
        """`POST /signals`."""
        return (self._door.route(),)

    def take(self, values: Mapping[str, Any]) -> None:
        """Put a configuration in force as a whole. Raises: TraderAdminError."""
        settings = OrchestratorSettings.from_values(values)
        cause = Cause.RELOAD if self._started else Cause.START
        self._notices.follow(settings.notifications)
        self._desk.follow(settings)
        self._gate.follow(settings, lambda: self._session.follow(settings.schedule, cause))
        self._plan()

    def refused(self, problem: str) -> None:
        """Tell people that a new file is not in force."""
        self._notices.on_config_error(problem)

    def start(self) -> None:
        """Begin to trade, to check the level, and to wait for edges."""
        self._started = True
        self._notices.start()
        self._desk.start()
        if self._level_check:
            self._checker = threading.Thread(
                target=self._keep_checking, name="level-check", daemon=True
            )
            self._checker.start()
        self._scheduling.start()

    def stop_taking_work(self) -> None:
        """Close the session and the gate."""
        self._stopping.set()
        self._gate.close()
        self._session.close(_STOPPING)

    def finish(self) -> None:
        """Let orders in flight finish, end every thread."""
        self._scheduling.join()
        if self._scheduler is not None:
            self._scheduler.stop()
        if self._checker is not None:
            self._checker.join()
        self._desk.stop()
        self._notices.stop()

    def not_ready(self) -> str:
        """Why it does not trade."""
        if self._checker is not None and not self._checker.is_alive():
            return "The session is no longer checked; see the log."
        return self._desk.problem

    def session(self) -> SessionStatus:
        """The trading session."""
        return self._session.status()

    def facts(self) -> Mapping[str, Any]:
        """Positions, orders, schedule, edges."""
        now = self._clock.now()
        return {
            **facts_of(self._desk.book(now), self._session.schedule, now),
            "standby": self._desk.problem,
            "orders_note": self._desk.note,
            "planned_edge": _planned(self._scheduler),
            "last_edge": _edge(self._last_edge),
        }

    def metrics(self) -> Iterable[Metric]:
        """Session, orders, edges."""
        book = self._desk.book(self._clock.now())
        late = self._last_edge.late if self._last_edge else None
        return metrics_of(book, self._session.status(), self._gate.decided, late)

    def _schedule_edges(self) -> None:
        # Imported late, beside the service that answers already: APScheduler takes longer to
        # import than all the rest.
        from traderadmin.orchestrator.scheduler import SessionScheduler  # noqa: PLC0415

        scheduler = SessionScheduler(self._session, ahead=self._ahead)
        scheduler.start()
        self._scheduler = scheduler

    def _keep_checking(self) -> None:
        while not self._clock.wait(self._stopping, LEVEL_CHECK_SECONDS):
            self._session.evaluate(Cause.LEVEL_CHECK)
            self._plan()

    def _plan(self) -> None:
        if self._scheduler is not None and not self._stopping.is_set():
            self._scheduler.plan()

    def _on_change(self, change: SessionChange) -> None:
        if change.flag_changed and change.late is not None:
            self._last_edge = change
        _log.info("%s%s", change.status.reason, _how(change))
        self._plan()


def _how(change: SessionChange) -> str:
    if change.late is not None:
        return f" (by the {change.cause}, {change.late * 1000:.1f} ms late)"
    if change.cause is Cause.START:
        return " (in mid-window)" if change.status.kind == "open" else " (at start)"
    return ""


def _planned(scheduler: "SessionScheduler | None") -> str | None:
    at = scheduler.planned if scheduler is not None else None
    return utc_text(at) if at is not None else None


def _edge(change: SessionChange | None) -> dict[str, Any] | None:
    if change is None or change.edge is None:
        return None
    return {
        "at": utc_text(change.edge),
        "opened": change.status.active,
        "by": change.cause.value,
        "late_seconds": change.late,
    }
