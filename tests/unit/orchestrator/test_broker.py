"""The paper broker: fills after its latency, slightly worse, and never forgets an order."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import at
from traderadmin.clock import SystemClock
from traderadmin.orchestrator.broker import PaperBroker
from traderadmin.orchestrator.ledger import Ledger
from traderadmin.orchestrator.orders import Order, Outcome, Record, Side
from traderadmin.orchestrator.settings import BrokerKind, BrokerSettings

SECONDS = 10.0


def settings(latency: float) -> BrokerSettings:
    return BrokerSettings(BrokerKind.PAPER, "paper-1", 1e6, 0.01, 0.5, latency)


def accepted(number: int, side: Side = Side.BUY) -> Record:
    order = Order(f"order-{number}", f"signal-{number}", "AAPL", side, 10, 100.0)
    return Record(at(15), Outcome.ACCEPTED, order, 100.0, "paper-1", "paper", working=True)


@contextmanager
def broker(folder: Path, latency: float) -> Iterator[tuple[PaperBroker, Ledger]]:
    ledger = Ledger.open(folder, at(15))
    paper = PaperBroker(ledger, settings(latency), SystemClock())
    paper.start()
    try:
        yield paper, ledger
    finally:
        if paper._thread.is_alive():
            paper.stop(0)
        ledger.close()


def place(paper: PaperBroker, ledger: Ledger, record: Record) -> None:
    ledger.append(record)
    paper.send(record)


def quantity(ledger: Ledger) -> int:
    position = ledger.copy(at(15)).positions.get("AAPL")
    return position.quantity if position else 0


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, 100.5), (Side.SELL, 99.5)])
def test_that_an_order_is_filled_a_little_worse_with_its_commission(
    tmp_path: Path, side: Side, price: float
) -> None:
    with broker(tmp_path, 0.0) as (paper, ledger):
        place(paper, ledger, accepted(1, side))
        wait_until(lambda: quantity(ledger), SECONDS, "the fill")
        book = ledger.copy(at(15))
        assert book.positions["AAPL"].average_price == price
        assert book.cash(0.0) == pytest.approx(-side.sign * 10 * price - 0.1)
        assert book.working == ()


def test_that_orders_due_within_the_drain_are_filled_and_the_rest_named(tmp_path: Path) -> None:
    with broker(tmp_path, 0.1) as (paper, ledger):
        place(paper, ledger, accepted(1))
        paper.follow(settings(60.0))
        place(paper, ledger, accepted(2))
        assert paper.stop(5.0) == ("order-2",)
        assert quantity(ledger) == 10
    with broker(tmp_path, 0.0) as (_, ledger):
        wait_until(lambda: quantity(ledger) == 20, SECONDS, "the order to be taken up again")


@pytest.mark.expects_log_errors
def test_that_a_fill_that_cannot_be_recorded_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, real = threading.Event(), os.fsync

    def once_full(descriptor: int) -> None:
        if not failed.is_set():
            failed.set()
            raise OSError(28, "No space left on device")
        real(descriptor)

    with broker(tmp_path, 0.0) as (paper, ledger):
        ledger.append(accepted(1))
        monkeypatch.setattr(os, "fsync", once_full)
        paper.send(accepted(1))
        wait_until(lambda: quantity(ledger) == 10, SECONDS, "the fill")
        assert failed.is_set()
        assert ledger.copy(at(15)).positions["AAPL"].quantity == 10


def test_that_many_orders_are_each_filled_once(tmp_path: Path) -> None:
    with broker(tmp_path, 0.0) as (paper, ledger):
        for number in range(200):
            place(paper, ledger, accepted(number))
        wait_until(lambda: quantity(ledger) == 2000, SECONDS, "all fills")
        assert paper.stop(1.0) == ()
        assert quantity(ledger) == 2000
