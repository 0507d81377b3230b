"""What the session went through: one line of the log to each change, and the last few kept."""

from collections import Counter, deque
from typing import Any

from traderadmin.contract.session import SessionEvent, SessionEventKind
from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.session import Cause, SessionChange
from traderadmin.service.logs import logger

_KEPT = 20

_log = logger("session")


class SessionLog:
    """Listens to the session."""

    def __init__(self) -> None:
        self._events: deque[SessionEvent] = deque(maxlen=_KEPT)
        self.edges: Counter[SessionEventKind] = Counter()
        self.last_edge: SessionEvent | None = None

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """The last few, oldest first."""
        return tuple(self._events)

    def on_session(self, change: SessionChange) -> None:
        """The session changed."""
        kind = _kind(change)
        facts: dict[str, Any] = {
            "event": kind.value if kind else "session",
            "active": change.status.active,
            "by": change.cause.value,
        }
        if change.edge is not None and change.late is not None:
            facts |= {"edge": change.edge.isoformat(), "late_seconds": round(change.late, 6)}
        _log.info("%s%s", change.status.reason, _how(change), extra={"facts": facts})
        if kind is None:
            return
        event = SessionEvent(
            kind=kind,
            at=change.at,
            reason=change.status.reason,
            by=change.cause.value,
            edge=change.edge if change.flag_changed else None,
            late=change.late if change.flag_changed else None,
        )
        self._events.append(event)
        if event.edge is not None:
            self.edges[kind] += 1
            self.last_edge = event


def _kind(change: SessionChange) -> SessionEventKind | None:
    """What happened, as people see it; None for what only changed words."""
    now, before = change.status.kind, change.before
    if now is SessionKind.HALTED:
        return SessionEventKind.HALTED if before is not SessionKind.HALTED else None
    if before is SessionKind.HALTED:
        return SessionEventKind.RELEASED
    if not change.flag_changed:
        return None
    return SessionEventKind.OPENED if change.status.active else SessionEventKind.CLOSED


def _how(change: SessionChange) -> str:
    if change.late is not None:
        return f" (by the {change.cause}, {change.late * 1000:.1f} ms late)"
    if change.cause is Cause.START:
        return " (in mid-window)" if change.status.kind is SessionKind.OPEN else " (at start)"
    return ""
