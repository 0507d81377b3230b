"""How fast the session follows time: edges, a clock that is set, a new file."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path

from typing_extensions import override

from benchmarks.figures import Figure, percentile
from benchmarks.idle import idle
from traderadmin.clock import SystemClock
from traderadmin.contract import names
from traderadmin.orchestrator.app import compose
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.scheduler import SessionScheduler
from traderadmin.orchestrator.session import Cause, SessionChange, TradingSession
from traderadmin.resources import template_bytes
from traderadmin.schedule import Schedule
from traderadmin.service.runtime import Service
from traderadmin.service.settings import ServiceSettings

EDGES = 200
FLAGS = 20
_PATIENCE = 30.0
_BEFORE_EDGE = timedelta(milliseconds=80)
_SCHEDULE = Schedule(True, time(13, 30), time(20), frozenset(range(7)))
_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
_LATER = datetime(2096, 11, 19, tzinfo=UTC)
"""A Monday beyond the machine's own time, by which APScheduler waits: it has no part in this."""
_never = threading.Event()


class SetClock(SystemClock):
    """The machine's clock, set to what a benchmark wants."""

    def __init__(self, instant: datetime) -> None:
        self.ahead = timedelta(0)
        self.set(instant)

    def set(self, instant: datetime) -> None:
        """It is `instant` now, and goes on."""
        self.ahead = instant - SystemClock().now()

    @override
    def now(self) -> datetime:
        return super().now() + self.ahead


def one_edge(opens: bool, state_dir: Path) -> float:
    """Let APScheduler wait for one edge; milliseconds from the edge to the flag."""
    edge = _MONDAY + (timedelta(hours=13, minutes=30) if opens else timedelta(hours=20))
    clock = SetClock(edge - _BEFORE_EDGE)
    session = TradingSession(clock, HaltLatch(state_dir))
    session.follow(_SCHEDULE, Cause.START)
    late: list[float] = []
    turned = threading.Event()

    def on_change(change: SessionChange) -> None:
        late.append(change.late or 0.0)
        turned.set()

    session.subscribe(on_change)
    scheduler = SessionScheduler(session, ahead=clock.ahead)
    scheduler.start()
    turned.wait(_PATIENCE)
    scheduler.stop()
    return late[0] * 1000


def edges(state_dir: Path) -> list[Figure]:
    """Lateness of many edges by the scheduler alone, without the level check."""
    late = [one_edge(number % 2 == 0, state_dir) for number in range(EDGES)]
    return [
        Figure(f"edge lateness, p50 of {EDGES}", "ms", percentile(late, 50)),
        Figure(f"edge lateness, p99 of {EDGES}", "ms", percentile(late, 99), aim=20),
        Figure(f"edge lateness, max of {EDGES}", "ms", max(late)),
    ]


@contextmanager
def running(folder: Path, clock: SetClock) -> Iterator[tuple[Service, TradingSession]]:
    """A whole orchestrator in this process."""
    with redirect_stderr(StringIO()):  # its log, which is nobody's to read
        service = compose(ServiceSettings(folder, folder / "state", port=0), clock)
    service.start()
    try:
        yield service, service._part._organs.session  # type: ignore[attr-defined]  # noqa: SLF001
    finally:
        service.stop()


def follows(session: TradingSession, active: bool) -> float:
    """Wait until the flag is `active`; milliseconds since now."""
    clock = SystemClock()
    started = clock.monotonic()
    while session.is_trading_session_active is not active:
        clock.wait(_never, 0.001)
        if clock.monotonic() - started > _PATIENCE:
            return _PATIENCE * 1000
    return (clock.monotonic() - started) * 1000


def flags(folder: Path) -> list[Figure]:
    """Time to the right flag after the clock was set by hours, and after a new file."""
    config = folder / names.CONFIG_FILE
    config.write_bytes(template_bytes())
    clock = SetClock(_LATER + timedelta(hours=15))
    steps, reloads = [], []
    with running(folder, clock) as (_, session):
        for number in range(FLAGS):
            inside = bool(number % 2)
            clock.set(_LATER + timedelta(hours=15 if inside else 4))
            steps.append(follows(session, inside))
    clock.set(_LATER + timedelta(hours=15))
    with running(folder, clock) as (_, session):
        for number in range(FLAGS):
            inside = bool(number % 2)
            stop = b'"20:00"' if inside else b'"14:00"'
            fresh = folder / "fresh"
            fresh.write_bytes(template_bytes().replace(b'"20:00"', stop))
            fresh.replace(config)
            reloads.append(follows(session, inside))
    return [
        Figure(f"right flag after a clock step, max of {FLAGS}", "ms", max(steps), aim=1000),
        Figure(f"right flag after a new file, max of {FLAGS}", "ms", max(reloads), aim=1000),
    ]


def measure_time() -> list[Figure]:
    """All of these."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("edges", "flags", "idle"):
            (folder / part).mkdir()
        return [*edges(folder / "edges"), *flags(folder / "flags"), *idle(folder / "idle")]
