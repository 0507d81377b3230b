"""A session, a gate and a ledger on a clock that only tests move."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from traderadmin.orchestrator.gate import Decision, Gate
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.notifications import NotificationSettings
from traderadmin.orchestrator.orders import Outcome, Record, Side, Signal
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.orchestrator.settings import (
    BrokerKind,
    BrokerSettings,
    OrchestratorSettings,
    RiskLimits,
)
from traderadmin.schedule import Schedule

WEEKDAYS = Schedule(True, time(13, 30), time(20), frozenset(range(5)))
LIMITS = RiskLimits(
    max_order_size=500,
    max_position=2000,
    max_open_positions=10,
    max_daily_loss=2500.0,
    max_order_value=None,
    currency="USD",
    allow_short=False,
    restricted_symbols=frozenset(),
)
SETTINGS = OrchestratorSettings(
    schedule=WEEKDAYS,
    limits=LIMITS,
    broker=BrokerSettings(BrokerKind.PAPER, "paper-1", 1e9, 0.0, 0.0, 0.0),
    drain_seconds=1.0,
    signal_max_age_seconds=10.0,
    max_orders_per_minute=1000,
    log_orders=True,
    notifications=NotificationSettings(frozenset(), (), None, None, None),
)


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 23) -> datetime:
    """An instant in the week of Monday, 2026-11-23."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@dataclass
class FakeLatch:
    """A halt latch without a file."""

    why: str | None = None

    def reason(self) -> str | None:
        return self.why


@dataclass
class InstantBroker:
    """Fills every order at once at its own price."""

    ledger: Ledger
    sent: list[str] = field(default_factory=list)

    def send(self, record: Record) -> None:
        self.sent.append(record.order.order_id)
        self.ledger.append(replace(record, outcome=Outcome.FILLED, working=False))


@dataclass
class Trading:
    """Everything an order meets."""

    clock: FakeClock
    latch: FakeLatch
    session: TradingSession
    gate: Gate
    ledger: Ledger
    broker: InstantBroker
    state_dir: Path
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    def submit(
        self,
        side: Side = Side.BUY,
        quantity: int = 10,
        price: float = 100.0,
        symbol: str = "AAPL",
        signal_id: str | None = None,
        created: datetime | None = None,
    ) -> Decision:
        name = signal_id or f"signal-{next(self._numbers)}"
        return self.gate.submit(Signal(name, symbol, side, quantity, price, created))

    def limit(self, **changes: Any) -> None:
        """Trade under other limits from now on."""
        limits = replace(LIMITS, **changes)
        self.gate.follow(replace(SETTINGS, limits=limits))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(at(15))


@pytest.fixture
def latch() -> FakeLatch:
    return FakeLatch()


@pytest.fixture
def session(clock: FakeClock, latch: FakeLatch) -> TradingSession:
    return TradingSession(clock, latch)


@pytest.fixture
def trading(
    clock: FakeClock, latch: FakeLatch, session: TradingSession, tmp_path: Path
) -> Iterator[Trading]:
    session.follow(WEEKDAYS, Cause.START)
    ledger = Ledger.open(tmp_path, clock.now())
    gate, broker = Gate(session, clock), InstantBroker(ledger)
    gate.follow(SETTINGS)
    gate.open(ledger, broker)
    yield Trading(clock, latch, session, gate, ledger, broker, tmp_path)
    ledger.close()
