"""The session's gate: its check, durable orders through it, and whether closing holds."""

import logging
import os
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks.figures import Figure, in_turn
from benchmarks.session_time import SetClock, measure_time
from traderadmin.clock import SystemClock
from traderadmin.config.loader import load, with_defaults
from traderadmin.config.schema import load_schema
from traderadmin.orchestrator.gate import Gate
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Side, Signal
from traderadmin.orchestrator.paper import PaperBroker
from traderadmin.orchestrator.permits import Permit, Permits
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.orchestrator.settings import OrchestratorSettings
from traderadmin.orchestrator.settling import Settling
from traderadmin.resources import template_bytes

CHECKS = 20_000
ORDERS = 2_000
ATTEMPTS = 1_000_000
ATTACKERS = 16
ROUNDS = 20
_LINE = b"x" * 330 + b"\n"
"""As long as a line of the order log."""

clock = SystemClock()


def settings() -> OrchestratorSettings:
    """Those of the template, with limits that no benchmark reaches."""
    schema = load_schema(None)
    values = with_defaults(load(template_bytes(), schema).values, schema)
    own = OrchestratorSettings.from_values(values)
    return replace(
        own,
        limits=replace(own.limits, max_position=10**9, max_order_size=10**9),
        broker=replace(own.broker, starting_cash=1e15, fill_latency_seconds=0.0),
        max_orders_per_minute=10**9,
        log_orders=False,
    )


def open_session(state_dir: Path) -> TradingSession:
    """A session in mid-window, with its halt record looked for on disk."""
    session = TradingSession(SetClock(datetime(2026, 11, 23, 15, tzinfo=UTC)), HaltLatch(state_dir))
    session.follow(settings().schedule, Cause.START)
    return session


def per_call(call: Callable[[], object], count: int) -> float:
    """Nanoseconds a call."""
    started = clock.monotonic()
    for _ in range(count):
        call()
    return (clock.monotonic() - started) / count * 1e9


def check(folder: Path, pairs: int) -> list[Figure]:
    """The gate's question to the session, with the look for a halt record."""
    session, lock = open_session(folder), threading.Lock()

    def ask_session() -> None:
        session.evaluate(Cause.ORDER)

    def take_lock() -> None:
        with lock:
            pass

    taken = in_turn(
        lambda: per_call(ask_session, CHECKS), lambda: per_call(take_lock, CHECKS), pairs
    )
    return [taken.figure("the gate's check", "ns", "a bare threading.Lock")]


def in_threads(count: int, work: Callable[[], None]) -> float:
    """Seconds until `work` is done in each of `count` threads that begin together."""
    begin = threading.Barrier(count + 1)

    def run() -> None:
        begin.wait()
        work()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = clock.monotonic()
    for thread in threads:
        thread.join()
    return clock.monotonic() - started


def through_the_gate(root: Path, threads: int) -> float:
    """Orders a second that are accepted, on disk, and with the broker."""
    folder = Path(tempfile.mkdtemp(dir=root))
    session = open_session(folder)
    permits = Permits(session, clock)
    ledger = Ledger.open(folder, clock.now())
    settling = Settling(ledger, permits, clock, patience=0.002)  # as the desk does
    broker = PaperBroker(folder, settings().broker, clock, settling.take)
    broker.start()
    gate = Gate(session, permits, clock)
    gate.follow(settings())
    gate.open(ledger, broker)

    numbers = count()

    def press() -> None:
        for _ in range(ORDERS // threads):
            gate.submit(Signal(f"signal-{next(numbers)}", "AAPL", Side.BUY, 1, 100.0))

    seconds = in_threads(threads, press)
    drain = permits.close(30.0)
    broker.stop()
    ledger.close()
    assert drain.drained
    return ORDERS / seconds


def bare_appends(root: Path, threads: int) -> float:
    """Lines a second that are appended with an fsync each, under one lock."""
    descriptor = os.open(root / f"bare-{threads}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    lock = threading.Lock()

    def press() -> None:
        for _ in range(ORDERS // threads):
            with lock:
                os.write(descriptor, _LINE)
                os.fsync(descriptor)

    seconds = in_threads(threads, press)
    os.close(descriptor)
    return ORDERS / seconds


def orders(root: Path, pairs: int) -> list[Figure]:
    """Durable orders against bare durable lines; the paper broker fills each meanwhile."""
    figures = []
    for threads in (1, 8):
        taken = in_turn(
            lambda: through_the_gate(root, threads),  # noqa: B023 - called at once
            lambda: bare_appends(root, threads),  # noqa: B023
            pairs,
        )
        name = f"durable orders, {threads} thread{'s' * (threads > 1)} (more is better)"
        figures.append(taken.figure(name, "/s", "bare append + fsync under a lock"))
    return figures


def closing(folder: Path) -> list[Figure]:
    """Permits that were given, or let an order be sent, after `close` had returned."""
    session, given_late = open_session(folder), 0
    share = ATTEMPTS // ROUNDS // ATTACKERS
    lasted = []
    for _ in range(ROUNDS):
        permits, closed = Permits(session, clock), threading.Event()
        late: list[str] = []
        in_flight, numbers = threading.Event(), count()

        def press(
            numbers: Iterator[int] = numbers,
            permits: Permits = permits,
            closed: threading.Event = closed,
            late: list[str] = late,
            in_flight: threading.Event = in_flight,
        ) -> None:
            for _ in range(share):
                order_id, knew = f"order-{next(numbers)}", closed.is_set()
                answer = permits.ask(order_id, exits_pass=False, is_exit=False)
                if isinstance(answer, Permit):
                    in_flight.set()
                    late.extend([order_id] * knew)
                    knew = closed.is_set()
                    if permits.begin_sending(answer) is None and knew:
                        late.append(order_id)
                    permits.resolve(order_id)

        def close(
            permits: Permits = permits,
            closed: threading.Event = closed,
            in_flight: threading.Event = in_flight,
        ) -> None:
            in_flight.wait()
            started = clock.monotonic()
            permits.stop()
            closed.set()
            lasted.append((clock.monotonic() - started) * 1000)

        closer = threading.Thread(target=close)
        closer.start()
        in_threads(ATTACKERS, press)
        closer.join()
        given_late += len(late)
    name = f"permits after close returned, {ATTEMPTS} attempts, {ATTACKERS} threads"
    return [
        Figure(name, "", float(given_late), aim=0),
        Figure("closing admission against them", "ms", statistics.median(lasted)),
    ]


def measure(pairs: int) -> list[Figure]:
    """Take all figures; files are on the file system of `build/`, where fsync is real."""
    logging.getLogger("traderadmin").setLevel(logging.CRITICAL)
    root = Path(__file__).resolve().parents[1] / "build"
    root.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = Path(name)
        return [
            *check(folder, pairs),
            *orders(folder, pairs),
            *closing(folder),
            *measure_time(),
        ]
