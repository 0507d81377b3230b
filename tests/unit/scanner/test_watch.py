"""The watch: which moves are signals, and what happens to those that get no answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from traderadmin.errors import TraderAdminError
from traderadmin.scanner.client import Answer
from traderadmin.scanner.settings import (
    FeedKind,
    FeedSettings,
    ScannerSettings,
    SymbolSettings,
)
from traderadmin.scanner.watch import PriceWatch

AAPL = SymbolSettings("AAPL", 1.0, 100, 100.0, enabled=True)
MSFT = SymbolSettings("MSFT", 1.0, 50, 100.0, enabled=True)


@dataclass
class Prices:
    """A feed that gives what it is told."""

    next: dict[str, float] = field(default_factory=dict)
    label: str = "prices"

    def step(self, symbols: tuple[SymbolSettings, ...]) -> Mapping[str, float]:
        return {row.symbol: self.next[row.symbol] for row in symbols if row.symbol in self.next}


@dataclass
class Client:
    """An orchestrator that accepts, refuses, or is away."""

    posted: list[Mapping[str, Any]] = field(default_factory=list)
    away: str = ""
    accepts: bool = True

    def post(self, signal: Mapping[str, Any]) -> Answer:
        self.posted.append(signal)
        if self.away:
            raise TraderAdminError("Away", self.away)
        return Answer(self.accepts, "" if self.accepts else "above a limit")


@dataclass
class Desk:
    """A watch with all it needs."""

    clock: FakeClock = field(default_factory=FakeClock)
    prices: Prices = field(default_factory=Prices)
    client: Client = field(default_factory=Client)
    cooldown: float = 0.0
    log_orders: bool = True
    rows: tuple[SymbolSettings, ...] = (AAPL,)

    def __post_init__(self) -> None:
        self.watch = PriceWatch(self.clock)

    def look(self, price: float, symbol: str = "AAPL") -> None:
        self.prices.next[symbol] = price
        settings = ScannerSettings(
            FeedSettings(FeedKind.RANDOM_WALK, None, 1),
            1.0,
            self.cooldown,
            self.rows,
            self.log_orders,
        )
        self.watch.look(settings, self.prices, self.client)
        self.clock.advance(1.0)

    @property
    def sides(self) -> list[str]:
        return [signal["side"] for signal in self.client.posted]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_that_a_move_beyond_the_threshold_since_the_last_signal_is_a_signal(desk: Desk) -> None:
    for price in (100.0, 100.99, 101.0, 101.5, 102.02, 101.5, 100.9):
        desk.look(price)
    assert desk.sides == ["buy", "buy", "sell"]
    first = desk.client.posted[0]
    assert (first["symbol"], first["quantity"], first["price"]) == ("AAPL", 100, 101.0)
    assert first["created"] == "2026-11-23T16:52:12.000Z"
    assert len({signal["signal_id"] for signal in desk.client.posted}) == 3


def test_that_the_next_signal_waits_for_the_cooldown(desk: Desk) -> None:
    desk.cooldown = 3.0
    for price in (100.0, 102.0, 104.0, 106.0, 108.0):
        desk.look(price)
    assert [signal["price"] for signal in desk.client.posted] == [102.0, 108.0]


def test_that_a_refused_signal_is_counted_and_not_repeated(desk: Desk) -> None:
    desk.client.accepts = False
    desk.look(100.0)
    desk.look(102.0)
    desk.look(102.0)
    figures = desk.watch.figures()["AAPL"]
    assert (figures.sent, figures.accepted, figures.refused) == (1, 0, 1)
    assert len(desk.client.posted) == 1


def test_that_an_unanswered_signal_is_asked_again_under_its_id_at_the_price_of_then(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.client.away = "The orchestrator does not answer."
    desk.look(100.0)
    desk.look(102.0)
    desk.look(103.0)
    assert caplog.text.count("does not answer") == 1
    assert desk.watch.last_error == "The orchestrator does not answer."
    desk.client.away = ""
    desk.look(104.0)
    assert [signal["price"] for signal in desk.client.posted] == [102.0, 103.0, 104.0]
    assert len({signal["signal_id"] for signal in desk.client.posted}) == 1
    assert desk.watch.figures()["AAPL"].sent == 1
    told = desk.watch.last_error
    assert not told


def test_that_a_move_that_turned_meanwhile_is_another_signal(desk: Desk) -> None:
    desk.client.away = "away"
    desk.look(100.0)
    desk.look(102.0)
    desk.look(98.0)
    assert desk.sides == ["buy", "sell"]
    assert len({signal["signal_id"] for signal in desk.client.posted}) == 2


@pytest.mark.parametrize("log_orders", [True, False])
def test_that_answers_are_logged_where_orders_are_to_be(
    desk: Desk, caplog: pytest.LogCaptureFixture, log_orders: bool
) -> None:
    desk.log_orders = log_orders
    desk.look(100.0)
    desk.look(102.0)
    assert ("accepted  AAPL  buy 100 @ 102.00" in caplog.text) is log_orders


def test_that_an_absent_orchestrator_is_not_asked_for_every_symbol(desk: Desk) -> None:
    desk.rows = (AAPL, MSFT)
    desk.client.away = "away"
    desk.prices.next = {"AAPL": 100.0, "MSFT": 100.0}
    desk.look(100.0)
    desk.prices.next["MSFT"] = 105.0
    desk.look(105.0)
    assert len(desk.client.posted) == 1


def test_that_a_price_that_does_not_come_is_no_move(desk: Desk) -> None:
    desk.look(100.0)
    del desk.prices.next["AAPL"]
    desk.look(100.0, "MSFT")
    assert desk.client.posted == []
