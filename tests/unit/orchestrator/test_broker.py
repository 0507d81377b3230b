"""The paper broker: fills after its latency, slightly worse, and never forgets an order."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.broker import BrokerError, OrderRejectedError, OrderState, Report
from traderadmin.orchestrator.faults import NO_FAULTS, Faults
from traderadmin.orchestrator.orders import Order, Side
from traderadmin.orchestrator.paper import PaperBroker
from traderadmin.orchestrator.paperbook import PAPER_FILE
from traderadmin.orchestrator.settings import BrokerKind, BrokerSettings

SECONDS = 10.0


def settings(latency: float) -> BrokerSettings:
    return BrokerSettings(BrokerKind.PAPER, "paper-1", 1e6, 0.01, 0.5, latency)


def order(number: int, side: Side = Side.BUY) -> Order:
    return Order(f"order-{number}", f"signal-{number}", "AAPL", side, 10, 100.0)


class Ear:
    """Listens to a broker; perhaps not at first."""

    def __init__(self) -> None:
        self.heard: list[Report] = []
        self.deaf_for = 0

    def __call__(self, reports: Sequence[Report]) -> None:
        if self.deaf_for:
            self.deaf_for -= 1
            raise TraderAdminError("Deaf", "The report cannot be taken.")
        self.heard += reports

    @property
    def ids(self) -> list[str]:
        return [report.order_id for report in self.heard]


@contextmanager
def broker(
    folder: Path, latency: float, faults: Faults = NO_FAULTS, *, deaf_for: int = 0
) -> Iterator[tuple[PaperBroker, Ear]]:
    ear = Ear()
    ear.deaf_for = deaf_for
    paper = PaperBroker(folder, settings(latency), SystemClock(), ear, faults)
    paper.start()
    try:
        yield paper, ear
    finally:
        paper.stop()


@pytest.mark.parametrize(("side", "price"), [(Side.BUY, 100.5), (Side.SELL, 99.5)])
def test_that_an_order_is_filled_a_little_worse_with_its_commission(
    tmp_path: Path, side: Side, price: float
) -> None:
    with broker(tmp_path, 0.0) as (paper, ear):
        paper.send(order(1, side), "paper-1")
        wait_until(lambda: ear.heard, SECONDS, "the fill")
        assert ear.heard == [Report("order-1", OrderState.FILLED, price, 0.1)]
        assert paper.state_of("order-1") == ear.heard[0]


def test_that_an_order_that_works_when_the_broker_ends_is_filled_after_the_next_start(
    tmp_path: Path,
) -> None:
    with broker(tmp_path, 60.0) as (paper, ear):
        paper.send(order(1), "paper-1")
        assert paper.state_of("order-1").state is OrderState.WORKING
        assert paper.state_of("order-2").state is OrderState.NEVER_ARRIVED
    with broker(tmp_path, 0.0) as (_, ear):
        wait_until(lambda: ear.ids == ["order-1"], SECONDS, "the order to be taken up again")
    with broker(tmp_path, 0.0) as (paper, ear):
        assert paper.state_of("order-1").state is OrderState.FILLED
        assert ear.heard == []


def test_that_the_same_order_sent_again_makes_no_second_one(tmp_path: Path) -> None:
    with broker(tmp_path, 0.0) as (paper, ear):
        for number in (1, 1, 2):
            paper.send(order(number), "paper-1")
        wait_until(lambda: "order-2" in ear.ids, SECONDS, "the fills")
        paper.send(order(1), "paper-1")
        paper.send(order(3), "paper-1")
        wait_until(lambda: "order-3" in ear.ids, SECONDS, "the third fill")
        assert sorted(ear.ids) == ["order-1", "order-2", "order-3"]


@pytest.mark.expects_log_errors
def test_that_a_report_that_cannot_be_taken_is_told_again(tmp_path: Path) -> None:
    with broker(tmp_path, 0.0, deaf_for=1) as (paper, ear):
        paper.send(order(1), "paper-1")
        wait_until(lambda: ear.heard, SECONDS, "the fill")
        assert (ear.ids, ear.deaf_for) == (["order-1"], 0)


@pytest.mark.expects_log_errors
def test_that_what_its_book_cannot_keep_is_not_taken_or_filled_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, full = os.write, threading.Event()

    def write(descriptor: int, content: bytes) -> int:
        return real(descriptor, content[:5] if full.is_set() else content)

    with broker(tmp_path, 0.3) as (paper, ear):
        monkeypatch.setattr(os, "write", write)
        paper.send(order(1), "paper-1")
        full.set()
        with pytest.raises(OrderRejectedError):
            paper.send(order(2), "paper-1")
        wait_until(
            lambda: full.is_set() and not paper._due[0].at > SystemClock().monotonic(),
            SECONDS,
            "the fill to be due",
        )
        full.clear()
        wait_until(lambda: ear.ids == ["order-1"], SECONDS, "the fill")
        assert paper.state_of("order-2").state is OrderState.NEVER_ARRIVED
    assert len((tmp_path / PAPER_FILE).read_bytes().splitlines()) == 2


def test_that_many_orders_are_each_filled_once(tmp_path: Path) -> None:
    with broker(tmp_path, 0.0) as (paper, ear):
        for number in range(200):
            paper.send(order(number), "paper-1")
        wait_until(lambda: len(ear.heard) == 200, SECONDS, "all fills")
        assert len(set(ear.ids)) == 200


@pytest.mark.parametrize("end", [b'{"received": {"order', b"\xff", b"[]\n"])
def test_that_a_line_of_its_book_that_makes_no_sense_is_left_out(
    tmp_path: Path, end: bytes
) -> None:
    with broker(tmp_path, 60.0) as (paper, _):
        paper.send(order(1), "paper-1")
    with (tmp_path / PAPER_FILE).open("ab") as file:
        file.write(end)
    with broker(tmp_path, 60.0) as (paper, _):
        assert paper.state_of("order-1").state is OrderState.WORKING
        paper.send(order(2), "paper-1")
    with broker(tmp_path, 0.0) as (_, ear):
        wait_until(lambda: len(ear.ids) == 2, SECONDS, "both fills")


def test_that_faults_strike_the_orders_they_are_said_to(tmp_path: Path) -> None:
    lost = Faults(lost_order=1.0)
    with broker(tmp_path, 0.0, lost) as (paper, _), pytest.raises(BrokerError):
        paper.send(order(1), "paper-1")
    with broker(tmp_path, 0.0, Faults(rejected=1.0)) as (paper, _):
        with pytest.raises(OrderRejectedError):
            paper.send(order(1), "paper-1")
        assert paper.state_of("order-1").state is OrderState.NEVER_ARRIVED
    with broker(tmp_path, 0.0, Faults(lost_answer=1.0, lost_report=1.0)) as (paper, ear):
        with pytest.raises(BrokerError):
            paper.send(order(1), "paper-1")
        wait_until(
            lambda: paper.state_of("order-1").state is OrderState.FILLED, SECONDS, "the fill"
        )
        assert ear.heard == []
    with broker(tmp_path, 0.0, Faults(silent=1.0)) as (paper, _), pytest.raises(BrokerError):
        paper.state_of("order-1")


def test_that_faults_of_a_seed_strike_the_same_orders_again() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(lost_report=0.5, seed=seed)
        return [faults.loses_report(f"order-{number}") for number in range(50)]

    assert struck(1) == struck(1) != struck(2)
    assert 10 < sum(struck(1)) < 40
