"""The trading session: the flag `is_trading_session_active`, why it is so, and since when."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.schedule import Schedule, current_window, next_edge

_DAY = timedelta(days=1)


class Cause(StrEnum):
    """What made the session look at the time."""

    START = "start"
    RELOAD = "reload"
    SCHEDULER = "scheduler"
    LEVEL_CHECK = "level check"
    ORDER = "order"
    STATE = "state"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class SessionChange:
    """The flag, or the reason for it, changed.

    Attributes:
        before: the kind of session it was.
        edge: the edge of the schedule that was passed; None where something else changed it.
        late: seconds from that edge until the flag followed.
    """

    status: SessionStatus
    cause: Cause
    flag_changed: bool
    before: SessionKind
    edge: datetime | None = None
    late: float | None = None


class Latch(Protocol):
    """The halt latch, as the session asks it."""

    def reason(self) -> str | None:
        """Why trading is halted; None when it is not."""
        ...


Listener = Callable[[SessionChange], None]


@dataclass(frozen=True, slots=True)
class _Verdict:
    active: bool
    kind: SessionKind
    reason: str
    next_edge: datetime | None = None
    opens_next: bool = False


class TradingSession:
    """Flag = halted ? false : enabled ? is_active(schedule, now) : the value it had.

    Thread-safe. Until a schedule is followed, and after `close`, the flag is false.
    """

    def __init__(self, clock: Clock, latch: Latch) -> None:
        self._clock = clock
        self._latch = latch
        self._lock = threading.RLock()
        self._listeners: tuple[Listener, ...] = ()
        self._schedule: Schedule | None = None
        self._held = False
        self._held_words = "since start"
        self._ended = False
        self._barred: str | None = None
        self._since = clock.now()
        self._verdict = _Verdict(
            False, SessionKind.SCHEDULE_CLOSED, "closed: no valid configuration was loaded yet"
        )

    @property
    def is_trading_session_active(self) -> bool:
        """The flag as it was last set; `evaluate` asks the time again."""
        return self._verdict.active

    @property
    def schedule(self) -> Schedule | None:
        """The schedule that is followed."""
        return self._schedule

    def status(self) -> SessionStatus:
        """The flag with its reason, as last set."""
        with self._lock:
            return self._status()

    def subscribe(self, listener: Listener) -> None:
        """Tell `listener` of each change, in the thread that made it, after the fact."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

    def follow(self, schedule: Schedule, cause: Cause) -> None:
        """Follow `schedule` from now on.

        With the schedule off the flag keeps its value; a start sets it to `initially_active`.
        """
        with self._lock:
            verdict, before = self._verdict, self._schedule
            if before is not None:
                self._set(self._clock.now())  # an edge just passed belongs to the old schedule
            if not schedule.enabled:
                if cause is Cause.START:
                    self._held = schedule.initially_active
                elif before is None or before.enabled:
                    self._held = self._verdict.active
                    self._held_words = f"since {self._clock.now():%H:%M} UTC"
            self._schedule = schedule
            change = self._turn(verdict, cause)
        self._tell(change)

    def evaluate(self, cause: Cause) -> bool:
        """Ask the latch and the time, set the flag, tell the listeners; the flag."""
        with self._lock:
            change = self._turn(self._verdict, cause)
            active = self._verdict.active
        self._tell(change)
        return active

    def bar(self, because: str | None) -> None:
        """Keep the session closed whatever else is so; None lets it be as it would be."""
        with self._lock:
            if not self._ended:
                self._barred = because
        self.evaluate(Cause.STATE)

    def close(self, because: str) -> None:
        """Close for good: once this returned, `evaluate` never answers true again."""
        with self._lock:
            self._ended, self._barred = True, because
        self.evaluate(Cause.STOP)

    def _turn(self, before: _Verdict, cause: Cause) -> SessionChange | None:
        """Set the flag; what changed since `before`, if anything did."""
        now = self._clock.now()
        self._set(now)
        after = self._verdict
        same = (before.active, before.kind) == (after.active, after.kind)
        if cause in {Cause.STATE, Cause.STOP}:
            same = before.reason == after.reason
        if same and cause is not Cause.START:
            return None
        passed = before.next_edge if before.next_edge and before.next_edge <= now else None
        late = (now - passed).total_seconds() if passed else None
        turned = before.active != after.active
        return SessionChange(self._status(), cause, turned, before.kind, passed, late)

    def _tell(self, change: SessionChange | None) -> None:
        if change is not None:
            for listener in self._listeners:
                listener(change)

    def _set(self, now: datetime) -> None:
        verdict = self._judge(now)
        if verdict.active != self._verdict.active:
            self._since = now
        self._verdict = verdict

    def _judge(self, now: datetime) -> _Verdict:
        halted = self._latch.reason()
        schedule = self._schedule
        edge = next_edge(schedule, now) if schedule is not None and schedule.enabled else None
        upcoming = (edge.at, edge.opens) if edge is not None else (None, False)
        if self._barred is not None:
            return _Verdict(False, SessionKind.SCHEDULE_CLOSED, f"closed: {self._barred}")
        if halted is not None:
            return _Verdict(False, SessionKind.HALTED, halted, *upcoming)
        if schedule is None:
            return _Verdict(
                False, SessionKind.SCHEDULE_CLOSED, "closed: no valid configuration was loaded yet"
            )
        if not schedule.enabled:
            kind = SessionKind.OFF_OPEN if self._held else SessionKind.OFF_CLOSED
            word = "open" if self._held else "closed"
            return _Verdict(self._held, kind, f"schedule off: {word} {self._held_words}")
        window = current_window(schedule, now)
        if window is not None:
            reason = f"open until {window.stop:%H:%M} UTC"
            return _Verdict(True, SessionKind.OPEN, reason, *upcoming)
        return _Verdict(
            False, SessionKind.SCHEDULE_CLOSED, _closed_until(upcoming[0], now), *upcoming
        )

    def _status(self) -> SessionStatus:
        verdict = self._verdict
        return SessionStatus(
            active=verdict.active,
            kind=verdict.kind,
            reason=verdict.reason,
            since=self._since,
            next_edge=verdict.next_edge,
            opens_next=verdict.opens_next,
        )


def _closed_until(edge: datetime | None, now: datetime) -> str:
    if edge is None:
        return "closed"
    form = "%H:%M UTC" if edge - now < _DAY else "%a %Y-%m-%d %H:%M UTC"
    return f"closed until {edge.strftime(form)}"
