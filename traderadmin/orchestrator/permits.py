"""Permits: what an order needs to be sent, and which orders are out on one."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from traderadmin.clock import Clock
from traderadmin.contract.status import SessionKind
from traderadmin.orchestrator.orders import Reason, Refusal
from traderadmin.orchestrator.session import Answer, Cause, TradingSession

_STOPPING = Refusal(Reason.STOPPING, "the service is stopping")
_LAPSED = Refusal(Reason.SESSION_CLOSED, "it was not sent before the session's drain time ended")


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send one order; `given` is the instant at which the session was asked.

    Attributes:
        exit: it reduces a position, and may pass a closed session where the settings say so.
    """

    order_id: str
    given: datetime
    exit: bool = False


@dataclass(frozen=True, slots=True)
class Drain:
    """How a close ended; `unresolved` orders were sent, and their end is not known."""

    unresolved: tuple[str, ...] = ()

    @property
    def drained(self) -> bool:
        """Whether every order came to its end in time."""
        return not self.unresolved


class _Stage(Enum):
    PERMITTED = auto()
    BEING_SENT = auto()
    SENT = auto()
    WORKING = auto()
    """Sent, and the broker said since the session closed that it works."""


@dataclass(slots=True)
class _Out:
    stage: _Stage
    asked: float


class Permits:
    """Gives permits while the session is active, and knows every order that is out on one.

    Thread-safe. `close` linearizes admission: giving a permit and closing exclude each other, so
    once it returned no permit is given, and one given before no longer lets anything be sent.
    """

    def __init__(self, session: TradingSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._lock = threading.Lock()
        self._closed_at: float | None = None
        self._out: dict[str, _Out] = {}
        self._idle = threading.Event()
        self._idle.set()

    def ask(self, order_id: str, *, exits_pass: bool, is_exit: bool) -> Permit | Refusal:
        """A permit for an order, or why there is none.

        Args:
            order_id: the order's.
            exits_pass: whether the settings let exits pass a closed session.
            is_exit: whether this one is an exit, by the positions.
        """
        with self._lock:
            if self._closed_at is not None:
                return _STOPPING
            answer = self._session.ask(Cause.ORDER)
            if not _passes(answer, is_exit=is_exit and exits_pass):
                return _refusal(answer)
            self._out[order_id] = _Out(_Stage.PERMITTED, self._clock.monotonic())
            self._idle.clear()
            return Permit(order_id, answer.at, exit=is_exit and exits_pass)

    def begin_sending(self, permit: Permit) -> Refusal | None:
        """Check a permit again, just before its order is sent; why it must not be.

        From a None on the order counts as sent, whatever happens to the sender.
        """
        with self._lock:
            out = self._out.get(permit.order_id)
            if self._closed_at is not None:
                return _STOPPING
            if out is None:
                return _LAPSED
            answer = self._session.ask(Cause.ORDER)
            if not _passes(answer, is_exit=permit.exit):
                return _refusal(answer)
            out.stage = _Stage.BEING_SENT
            return None

    def sent(self, order_id: str) -> None:
        """The order left our hands; from now on the broker may be asked about it."""
        self._move(order_id, _Stage.SENT)

    def confirm(self, order_id: str) -> None:
        """The broker says that it works: its outcome is open, but nothing about it is unknown."""
        self._move(order_id, _Stage.WORKING)

    def adopt(self, order_ids: Iterable[str]) -> None:
        """Orders of an earlier process are out still."""
        with self._lock:
            for order_id in order_ids:
                self._out[order_id] = _Out(_Stage.SENT, self._clock.monotonic())
            self._settle_idle()

    def resolve(self, order_id: str) -> None:
        """The order came to its end."""
        with self._lock:
            self._out.pop(order_id, None)
            self._settle_idle()

    def may_be_asked_about(self, order_id: str) -> bool:
        """Whether the broker's answer about an order counts: not while it is still being sent."""
        with self._lock:
            out = self._out.get(order_id)
            return out is None or out.stage in {_Stage.SENT, _Stage.WORKING}

    def begin_draining(self) -> None:
        """The session closed: give every order that is out its time from now on."""
        with self._lock:
            now = self._clock.monotonic()
            for out in self._out.values():
                out.asked = now
                if out.stage is _Stage.WORKING:
                    out.stage = _Stage.SENT

    def overdue(self, seconds: float) -> tuple[str, ...]:
        """Orders that were sent, or last named here, over `seconds` ago and have no end.

        A permit that old whose order is not being sent lapses.
        """
        with self._lock:
            now = self._clock.monotonic()
            late = [name for name, out in self._out.items() if now - out.asked > seconds]
            return self._end_permits(late, now)

    @property
    def in_doubt(self) -> int:
        """How many orders are out of which the broker did not say that they work."""
        return sum(out.stage is not _Stage.WORKING for out in tuple(self._out.values()))

    def stop(self) -> None:
        """Give no permit any more; once this returned none given before lets anything be sent."""
        with self._lock:
            if self._closed_at is None:
                self._closed_at = self._clock.monotonic()

    def close(self, seconds: float) -> Drain:
        """`stop`, and wait for the orders that are out until `seconds` after it first was."""
        self.stop()
        gone = self._clock.monotonic() - (self._closed_at or 0.0)
        return self.drain(max(0.0, seconds - gone))

    def drain(self, seconds: float) -> Drain:
        """Wait for the orders that are out; those not yet being sent lapse at the deadline."""
        self._clock.wait(self._idle, seconds)
        with self._lock:
            return Drain(self._end_permits(list(self._out), self._clock.monotonic()))

    def _end_permits(self, order_ids: Iterable[str], now: float) -> tuple[str, ...]:
        """Those of the orders that are, or may be, at the broker; the permits of others end."""
        left = []
        for order_id in order_ids:
            out = self._out[order_id]
            out.asked = now
            if out.stage is _Stage.PERMITTED:
                del self._out[order_id]
            else:
                left.append(order_id)
        self._settle_idle()
        return tuple(left)

    def _move(self, order_id: str, stage: _Stage) -> None:
        with self._lock:
            if (out := self._out.get(order_id)) is not None:
                out.stage = stage
                out.asked = self._clock.monotonic()

    def _settle_idle(self) -> None:
        if self._out:
            self._idle.clear()
        else:
            self._idle.set()


def _passes(answer: Answer, *, is_exit: bool) -> bool:
    return answer.active or (is_exit and answer.exits)


def _refusal(answer: Answer) -> Refusal:
    halted = answer.kind is SessionKind.HALTED
    return Refusal(Reason.HALTED if halted else Reason.SESSION_CLOSED, answer.reason)
