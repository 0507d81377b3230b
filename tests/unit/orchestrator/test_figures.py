"""The figures that are scraped move with what they are of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.support.alert_rules import alerts, scraped
from tests.support.broken_trigger import BrokenTrigger
from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import Trading, at
from traderadmin.orchestrator.clockwatch import ClockWatch
from traderadmin.orchestrator.edges import EdgeKeeper
from traderadmin.orchestrator.facts import Facts
from traderadmin.orchestrator.figures import metrics_of
from traderadmin.orchestrator.halt import HaltLatch
from traderadmin.orchestrator.orders import Order
from traderadmin.orchestrator.session import Cause
from traderadmin.orchestrator.sessionhistory import SessionHistory
from traderadmin.orchestrator.sessionlog import SessionLog
from traderadmin.orchestrator.vigil import Vigil
from traderadmin.service.metrics import exposition

SECONDS = 10.0


@dataclass
class Scraper:
    """Scrapes what trades."""

    trading: Trading
    edges: EdgeKeeper
    facts: Facts
    first: str = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.text()

    def text(self) -> str:
        trading = self.trading
        book = trading.ledger.copy(trading.clock.at)
        status = trading.session.status()
        metrics = metrics_of(book, status, trading.gate, self.facts, standby=False)
        return exposition(metrics).decode()

    @property
    def figures(self) -> dict[str, float]:
        return scraped(self.text())

    @property
    def alerts(self) -> set[str]:
        return alerts(self.first, self.text())


@pytest.fixture
def scraper(trading: Trading) -> Iterator[Scraper]:
    history = SessionHistory(trading.state_dir, trading.clock, lambda: True)
    log, edges = SessionLog(history), EdgeKeeper(trading.session, timedelta(0))
    trading.session.subscribe(log.on_session)
    edges.start()
    wait_until(lambda: edges.planned, SECONDS, "the first plan")
    yield Scraper(trading, edges, Facts(log, history, edges, ClockWatch(trading.clock)))
    edges.stop()


def test_that_edges_and_their_lateness_are_counted(trading: Trading, scraper: Scraper) -> None:
    assert scraper.figures["traderadmin_session_active"] == 1
    trading.clock.at = at(20) + timedelta(milliseconds=7)
    trading.session.evaluate(Cause.SCHEDULER)
    figures = scraper.figures
    assert figures["traderadmin_session_active"] == 0
    assert figures["traderadmin_session_edges_total"] == 1
    assert figures["traderadmin_edge_lateness_seconds"] == pytest.approx(0.007)
    assert figures["traderadmin_next_edge_timestamp_seconds"] == at(13, 30, day=24).timestamp()


@pytest.mark.expects_log_errors
def test_that_an_order_is_counted_whose_sending_ended_after_the_stop(
    trading: Trading, scraper: Scraper, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = trading.broker.send

    def slowly(order: Order, account: str) -> None:
        trading.clock.at = at(20)
        send(order, account)

    trading.submit()
    assert scraper.alerts == set()
    monkeypatch.setattr(trading.broker, "send", slowly)
    assert trading.submit().refusal is None
    assert trading.gate.sent_outside == 1
    assert scraper.alerts == {"TraderAdminOrderOutsideWindow"}
    assert scraper.figures["traderadmin_orders_total"] == 2


@pytest.mark.expects_log_errors
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_that_a_dead_scheduler_and_its_restart_are_alerts(scraper: Scraper) -> None:
    scheduler = cast("Any", scraper.edges._scheduler)
    scheduler._scheduler.add_job(print, BrokenTrigger())
    wait_until(lambda: not scraper.edges.is_alive, SECONDS, "its thread to die")
    assert scraper.alerts == {"TraderAdminSchedulerDead"}
    trading = scraper.trading
    latch = HaltLatch(trading.state_dir)
    Vigil(trading.session, latch, scraper.edges, scraper.facts.watch, trading.clock).look()
    assert scraper.alerts == {"TraderAdminSchedulerRestarted"}
