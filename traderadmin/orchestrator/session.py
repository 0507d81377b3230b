"""The trading session: the flag `is_trading_session_active`, why it is so, and since when."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from traderadmin.clock import Clock
from traderadmin.contract.status import SessionKind, SessionStatus
from traderadmin.orchestrator.verdict import NOT_LOADED, Outlook, Verdict, closed, schedule_off
from traderadmin.schedule import Schedule
from traderadmin.service.logs import logger

_log = logger("session")


class Cause(StrEnum):
    """What made the session look at the time."""

    START = "start"
    RELOAD = "reload"
    SCHEDULER = "scheduler"
    LEVEL_CHECK = "level check"
    ORDER = "order"
    SIGNAL = "signal"
    STATE = "state"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class SessionChange:
    """The flag, or the reason for it, changed.

    Attributes:
        before: the kind of session it was.
        at: when the session looked at the time.
        edge: the edge of the schedule that was passed; None where something else changed it.
        late: seconds from that edge until the flag followed.
    """

    status: SessionStatus
    cause: Cause
    flag_changed: bool
    before: SessionKind
    at: datetime
    edge: datetime | None = None
    late: float | None = None


class Latch(Protocol):
    """The halt latch, as the session asks it."""

    def reason(self) -> str | None:
        """Why trading is halted; None when it is not."""
        ...


Listener = Callable[[SessionChange], None]


Guard = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """The session at the instant it was asked: for an order, which is dated by that instant.

    Attributes:
        exits: whether an order that reduces a position could be let through though closed.
    """

    active: bool
    at: datetime
    kind: SessionKind
    reason: str
    exits: bool


def _nothing() -> str | None:
    """The guard of a session that may always open."""
    return None


class TradingSession:
    """Flag = halted ? false : enabled ? is_active(schedule, now) : the value it had.

    Thread-safe. Until a schedule is followed, and after `close`, the flag is false.
    """

    def __init__(self, clock: Clock, latch: Latch) -> None:
        self._clock = clock
        self._latch = latch
        self._lock = threading.RLock()
        self._listeners: tuple[Listener, ...] = ()
        self._untold: deque[SessionChange] = deque()
        self._telling = threading.Lock()
        self._outlook: Outlook | None = None
        self._guard: Guard = _nothing
        self._held = False
        self._held_words = "since start"
        self._ended = False
        self._barred: str | None = None
        self._since = clock.now()
        self._verdict = Verdict(False, SessionKind.SCHEDULE_CLOSED, NOT_LOADED)

    @property
    def is_trading_session_active(self) -> bool:
        """The flag as it was last set; `evaluate` asks the time again."""
        return self._verdict.active

    @property
    def schedule(self) -> Schedule | None:
        """The schedule that is followed."""
        outlook = self._outlook
        return outlook.schedule if outlook is not None else None

    def status(self) -> SessionStatus:
        """The flag with its reason, as last set."""
        with self._lock:
            return self._status()

    def subscribe(self, listener: Listener) -> None:
        """Tell `listener` of each change, in the order they were made, after the fact.

        It is told by a thread that made a change, before that goes on, and must make none itself.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)

    def open_only_if(self, guard: Guard) -> None:
        """Ask `guard`, whenever the session is about to open, what stands against it.

        It is asked with the session's lock held, and must take none that may wait for it.
        """
        with self._lock:
            self._guard = guard

    def follow(self, schedule: Schedule, cause: Cause) -> None:
        """Follow `schedule` from now on.

        With the schedule off the flag keeps its value; a start sets it to `initially_active`.
        """
        with self._lock:
            verdict, before = self._verdict, self.schedule
            if before is not None:
                self._set(self._clock.now())  # an edge just passed belongs to the old schedule
            if not schedule.enabled:
                if cause is Cause.START:
                    self._held = schedule.initially_active
                elif before is None or before.enabled:
                    self._held = self._verdict.active
                    self._held_words = f"since {self._clock.now():%H:%M} UTC"
            self._outlook = Outlook(schedule)
            turned = self._turn(verdict, cause, self._clock.now())
        if turned:
            self._tell()

    def evaluate(self, cause: Cause) -> bool:
        """Ask the latch and the time, set the flag, tell the listeners; the flag."""
        return self.ask(cause).active

    def ask(self, cause: Cause) -> Answer:
        """As `evaluate`; the flag with the instant it holds for, and why."""
        with self._lock:
            now = self._clock.now()
            turned = self._turn(self._verdict, cause, now)
            verdict = self._verdict
        if turned:
            self._tell()
        return Answer(verdict.active, now, verdict.kind, verdict.reason, verdict.exits)

    def is_outside(self) -> bool:
        """Whether the schedule is followed and it is outside its windows now."""
        with self._lock:
            outlook = self._outlook
            if outlook is None or not outlook.schedule.enabled:
                return False
            return not outlook.at(self._clock.now()).active

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

    def _turn(self, before: Verdict, cause: Cause, now: datetime) -> bool:
        """Set the flag as of `now`; whether something changed since `before`, to be told."""
        self._set(now)
        after = self._verdict
        same = (before.active, before.kind) == (after.active, after.kind)
        if cause in {Cause.STATE, Cause.STOP}:
            same = before.reason == after.reason
        if same and cause is not Cause.START:
            return False
        passed = before.next_edge if before.next_edge and before.next_edge <= now else None
        late = (now - passed).total_seconds() if passed else None
        turned = before.active != after.active
        self._untold.append(
            SessionChange(self._status(), cause, turned, before.kind, now, passed, late)
        )
        return True

    def _tell(self) -> None:
        """Tell all that was not told yet: a thread may be overtaken on its way here."""
        with self._telling:
            while self._untold:
                change = self._untold.popleft()
                for listener in self._listeners:
                    try:
                        listener(change)
                    except Exception:  # noqa: BLE001 - logged with its trace
                        # A defect of one must keep neither the others in the dark nor a close
                        # from going on; the flag was set before anybody was told.
                        _log.exception("a listener of the session failed")

    def _set(self, now: datetime) -> None:
        verdict = self._judge(now)
        if verdict.active != self._verdict.active:
            self._since = now
        self._verdict = verdict

    def _judge(self, now: datetime) -> Verdict:
        if self._barred is not None:
            return closed(self._barred)
        outlook = self._outlook
        follows = outlook is not None and outlook.schedule.enabled
        said = outlook.at(now) if outlook is not None and follows else None
        halted = self._latch.reason()
        if halted is not None:
            edge, opens = (said.next_edge, said.opens_next) if said else (None, False)
            return Verdict(False, SessionKind.HALTED, halted, edge, opens)
        if outlook is None:
            return Verdict(False, SessionKind.SCHEDULE_CLOSED, NOT_LOADED)
        wanted = said or schedule_off(held=self._held, since=self._held_words)
        if wanted.active and not self._verdict.active:
            why = self._guard()
            if why is not None:
                return replace(closed(why), next_edge=wanted.next_edge)
        return wanted

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
