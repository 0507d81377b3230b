"""A session, a gate and a ledger on a clock that only tests move."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import BrokerError, OrderState, Report
from traderadmin.orchestrator.gate import Decision, Gate
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.notifications import NotificationSettings
from traderadmin.orchestrator.orders import Order, Side, Signal
from traderadmin.orchestrator.permits import Permits
from traderadmin.orchestrator.session import Cause, TradingSession
from traderadmin.orchestrator.settings import (
    BrokerKind,
    BrokerSettings,
    OrchestratorSettings,
    RiskLimits,
)
from traderadmin.orchestrator.settling import Settling
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
    exits_when_closed=False,
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
    """Fills every order at once at its own price, unless it is told to fail."""

    settling: Settling
    sent: list[str] = field(default_factory=list)
    fails_with: TraderAdminError | None = None
    knows: dict[str, OrderState] = field(default_factory=dict)

    def send(self, order: Order, account: str) -> None:
        assert account == SETTINGS.broker.account
        self.sent.append(order.order_id)
        if self.fails_with is not None:
            raise self.fails_with
        self.settling.take([Report(order.order_id, OrderState.FILLED, order.price)])

    def state_of(self, order_id: str) -> Report:
        if order_id not in self.knows:
            raise BrokerError("Silent", "The broker does not answer.")
        return Report(order_id, self.knows[order_id], 100.0)


@dataclass
class Trading:
    """Everything an order meets."""

    clock: FakeClock
    latch: FakeLatch
    session: TradingSession
    permits: Permits
    gate: Gate
    settling: Settling
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
def hasty_threads() -> Iterator[None]:
    """The interpreter changes between threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


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
    permits = Permits(session, clock)
    settling = Settling(ledger, permits, clock)
    gate, broker = Gate(session, permits, clock), InstantBroker(settling)
    gate.follow(SETTINGS)
    gate.open(ledger, broker)
    yield Trading(clock, latch, session, permits, gate, settling, ledger, broker, tmp_path)
    ledger.close()
