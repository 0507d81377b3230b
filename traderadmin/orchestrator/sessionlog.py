"""What the session went through: one line of the log, and one event of its history, each."""

from collections import Counter
from typing import Any

from traderadmin.clock import utc_text
from traderadmin.contract.session import SessionEvent, SessionEventKind
from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.session import Cause, SessionChange
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.service.logs import logger

_log = logger("session")


class SessionLog:
    """Listens to the session, and counts the edges that were passed since the start."""

    def __init__(self, history: SessionHistory) -> None:
        self._history = history
        self._started = False
        self.edges: Counter[SessionEventKind] = Counter()
        self.last_edge: SessionEvent | None = None

    def on_session(self, change: SessionChange) -> None:
        """The session changed."""
        self._started = self._started or change.cause is not Cause.STATE
        kind = _kind(change) if self._started else None  # its start tells what it found
        if kind is not None:
            self._keep(kind, change)
        facts: dict[str, Any] = {
            "event": kind.value if kind else "session",
            "active": change.status.active,
            "by": change.cause.value,
        }
        if change.edge is not None and change.late is not None:
            facts |= {"edge": utc_text(change.edge), "late_seconds": round(change.late, 6)}
        _log.info("%s%s", change.status.reason, _how(change), extra={"facts": facts})

    def _keep(self, kind: SessionEventKind, change: SessionChange) -> None:
        passed = change.flag_changed and kind in _EDGES
        event = SessionEvent(
            kind=kind,
            at=change.at,
            reason=change.status.reason,
            by=change.cause.value,
            edge=change.edge if passed else None,
            late=change.late if passed else None,
        )
        self._history.add(event)
        if event.edge is not None:
            self.edges[kind] += 1
            self.last_edge = event


_EDGES = frozenset({SessionEventKind.OPENED, SessionEventKind.CLOSED})


def _kind(change: SessionChange) -> SessionEventKind | None:
    """What happened, as people see it; None for what only changed words."""
    now, before = change.status.kind, change.before
    if change.cause is Cause.START:
        return SessionEventKind.STARTED
    if change.cause is Cause.STOP:
        return SessionEventKind.STOPPED
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
