"""The trading session in words: what the chip at the top of the window and the CLI say."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.targets.states import HaltState, Instance, Phase, ServiceState, Snapshot
from traderadmin.workflow.reading import text

DAY_SECONDS = 86_400
_PLAIN = re.compile(r"|(open|closed) until [^,:]*:\d\d UTC")
"""A reason that only tells the next edge."""


class SessionState(StrEnum):
    """The ways of trading and of not trading, each with its own icon and colour."""

    OPEN = "open"
    SCHEDULE_CLOSED = "schedule_closed"
    HALTED = "halted"
    OFF_CLOSED = "off_closed"
    OFF_OPEN = "off_open"
    STOPPED = "stopped"
    NONE = "none"
    CONNECTING = "connecting"


@dataclass(frozen=True, slots=True)
class SessionView:
    """The session for people.

    Attributes:
        title: the state ("Open").
        detail: until when, or since whom ("until 20:00 UTC").
        countdown: "3 h 08 min left"; empty where nothing is counted down.
        reason: the orchestrator's own words ("closed: 2026-12-25"); empty where it has none.
        halt_confirmed: while halted: the orchestrator says so itself, or does not run.
    """

    state: SessionState
    title: str
    detail: str
    countdown: str = ""
    halt_confirmed: bool = False
    reason: str = ""

    @property
    def adds(self) -> str:
        """The reason where it says more than title and detail do; else empty."""
        return "" if _PLAIN.fullmatch(self.reason) else self.reason


CONNECTING = SessionView(SessionState.CONNECTING, "Connecting", "not known yet")

_OFF = {
    SessionKind.OFF_OPEN: SessionView(
        SessionState.OFF_OPEN, "Schedule off, OPEN", "will not close by itself"
    ),
    SessionKind.OFF_CLOSED: SessionView(
        SessionState.OFF_CLOSED, "Schedule off, closed", "will not open by itself"
    ),
}


def session_view(snapshot: Snapshot | None, now: datetime) -> SessionView:
    """What the session is, from the halt latch and what the orchestrator last answered."""
    if snapshot is None:
        return CONNECTING
    orchestrator = _orchestrator(snapshot)
    session = session_status(snapshot)
    if snapshot.halt.halted:
        runs = orchestrator is not None and bool(orchestrator.instances)
        confirmed = not runs or (session is not None and session.kind is SessionKind.HALTED)
        detail = _halt_text(snapshot.halt)
        return SessionView(
            state=SessionState.HALTED,
            title="Halted",
            detail=detail,
            halt_confirmed=confirmed,
            reason=f"halted {detail}{_halt_reason(snapshot.halt)}",
        )
    if session is not None:
        view = _standing_by(snapshot) or _running(session, now)
        return replace(view, reason=session.reason)
    return _not_running(orchestrator)


def session_status(snapshot: Snapshot | None) -> SessionStatus | None:
    """What the orchestrator says of the session; None when it does not answer."""
    instance = trading_instance(snapshot) if snapshot is not None else None
    return instance.status.session if instance is not None and instance.status else None


def trading_instance(snapshot: Snapshot) -> Instance | None:
    """The orchestrator whose word counts: of several that answer, the one that does not stand by.

    None where none answers.
    """
    orchestrator = _orchestrator(snapshot)
    answering = [
        instance
        for instance in (orchestrator.instances if orchestrator is not None else ())
        if instance.status is not None
    ]
    return min(answering, key=_stands_back, default=None)


def _stands_back(instance: Instance) -> tuple[bool, bool]:
    status = instance.status
    return status is None or status.session is None, stands_by(instance)


def stands_by(instance: Instance) -> bool:
    """Whether it says that it does not trade on its state folder."""
    return instance.status is not None and bool(instance.status.facts.get("standby"))


def _orchestrator(snapshot: Snapshot) -> ServiceState | None:
    return next((state for state in snapshot.services if state.name == ORCHESTRATOR), None)


def _halt_text(halt: HaltState) -> str:
    if halt.record is None:
        return "the halt record cannot be read"
    return f"by {halt.record.who} at {halt.record.when:%H:%M} UTC"


def _halt_reason(halt: HaltState) -> str:
    return f": {halt.record.reason}" if halt.record is not None and halt.record.reason else ""


def _standing_by(snapshot: Snapshot) -> SessionView | None:
    """Closed by no schedule: this orchestrator does not trade on its state folder."""
    instance = trading_instance(snapshot)
    status = instance.status if instance is not None else None
    standby = text(status.facts.get("standby")) if status is not None else ""
    if not standby:
        return None
    stands_by = standby.startswith("standing by")
    detail = "the orchestrator stands by" if stands_by else "its state cannot be used"
    return SessionView(SessionState.SCHEDULE_CLOSED, "Not trading", detail)


def _running(session: SessionStatus, now: datetime) -> SessionView:
    if session.kind in _OFF:
        return _OFF[session.kind]
    edge = session.next_edge
    if session.active:
        detail = f"until {edge_text(edge, now)}" if edge else "with no end set"
        countdown = f"{span_text((edge - now).total_seconds())} left" if edge else ""
        return SessionView(SessionState.OPEN, "Open", detail, countdown)
    if session.kind is SessionKind.HALTED:
        return SessionView(SessionState.HALTED, "Halted", "release not confirmed yet")
    detail = f"opens {edge_text(edge, now)}" if edge else session.reason
    countdown = f"in {span_text((edge - now).total_seconds())}" if edge else ""
    return SessionView(SessionState.SCHEDULE_CLOSED, "Schedule closed", detail, countdown)


def _not_running(state: ServiceState | None) -> SessionView:
    if state is None:
        return SessionView(SessionState.NONE, "No session", "no orchestrator among the services")
    match state.phase:
        case Phase.STOPPED:
            detail = "no orders are placed"
        case Phase.STARTING:
            detail = "orchestrator is starting"
        case Phase.STOPPING:
            detail = "orchestrator is stopping"
        case Phase.FAILED:
            detail = "orchestrator failed"
        case _:
            return SessionView(
                SessionState.CONNECTING, "Not known", "the orchestrator does not answer"
            )
    return SessionView(SessionState.STOPPED, "Services stopped", detail)


def edge_text(edge: datetime, now: datetime) -> str:
    """An instant near `now`: "20:00 UTC", with its day where that is not today."""
    day = "" if edge.date() == now.date() else f"{edge:%a} "
    return f"{day}{edge:%H:%M} UTC"


def span_text(seconds: float) -> str:
    """A span to count down: "3 h 08 min", "2 d 4 h", "under a minute"."""
    minutes = max(0, int(seconds)) // 60
    if seconds >= DAY_SECONDS:
        return f"{minutes // 1440} d {minutes % 1440 // 60} h"
    if minutes >= 60:  # noqa: PLR2004 - an hour
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min" if minutes else "under a minute"
