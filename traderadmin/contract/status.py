"""What a service answers on `GET /status`, and what the orchestrator adds about the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from traderadmin.clock import parse_utc, utc_text


class SessionKind(StrEnum):
    """The ways of trading and of not trading, never mixed up in text or icons."""

    OPEN = "open"
    SCHEDULE_CLOSED = "schedule_closed"
    OFF_OPEN = "schedule_off_open"
    OFF_CLOSED = "schedule_off_closed"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The trading session as the orchestrator sees it.

    Attributes:
        active: the flag `is_trading_session_active`.
        kind: why it is so.
        reason: the same in words ("open until 20:00 UTC").
        since: when the flag last changed, or the start of the process.
        next_edge: the next instant at which the schedule opens or closes; None without one.
        opens_next: True where `next_edge` opens the session.
    """

    active: bool
    kind: SessionKind
    reason: str
    since: datetime
    next_edge: datetime | None = None
    opens_next: bool = False

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `is_trading_session_active` bears its public name."""
        return {
            "is_trading_session_active": self.active,
            "kind": self.kind.value,
            "reason": self.reason,
            "since": utc_text(self.since),
            "next_edge": utc_text(self.next_edge) if self.next_edge else None,
            "opens_next": self.opens_next,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises: KeyError, ValueError, TypeError."""
        edge = data.get("next_edge")
        return cls(
            active=bool(data["is_trading_session_active"]),
            kind=SessionKind(data["kind"]),
            reason=str(data["reason"]),
            since=parse_utc(data["since"]),
            next_edge=parse_utc(edge) if edge else None,
            opens_next=bool(data.get("opens_next", False)),
        )


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The answer of `/status`, the same for every service in whatever language.

    Attributes:
        config_revision: revision of the bytes the configuration *in force* was built from;
            None while no good configuration was ever loaded.
        config_error: why the file on disk is not in force; None when it is.
        facts: the service's own facts (JSON values).
    """

    service: str
    version: str
    now: datetime
    config_revision: str | None
    config_error: str | None
    started: datetime
    session: SessionStatus | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; the service's own facts stand beside the common keys."""
        common: dict[str, Any] = {
            "service": self.service,
            "version": self.version,
            "now": utc_text(self.now),
            "config_revision": self.config_revision,
            "config_error": self.config_error,
            "started": utc_text(self.started),
        }
        if self.session is not None:
            common["session"] = self.session.to_json()
        return {**self.facts, **common}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an answer. Raises: KeyError, ValueError, TypeError on one that is no status."""
        session = data.get("session")
        return cls(
            service=str(data["service"]),
            version=str(data.get("version", "")),
            now=parse_utc(data["now"]),
            config_revision=data["config_revision"],
            config_error=data["config_error"],
            started=parse_utc(data["started"]),
            session=SessionStatus.from_json(session) if session else None,
            facts={key: value for key, value in data.items() if key not in _COMMON},
        )


_COMMON = frozenset(
    {"service", "version", "now", "config_revision", "config_error", "started", "session"}
)
