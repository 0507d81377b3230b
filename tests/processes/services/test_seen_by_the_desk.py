"""What a desk sees of a real orchestrator: its history over restarts, and how its clock stands."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.processes.services.conftest import needs_faketime
from tests.support.service_process import (
    ServicePlace,
    ServiceProcess,
    SteppedTime,
    orchestrator,
)
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract.names import SESSION_FILE
from traderadmin.targets.local.probe import ask
from traderadmin.targets.states import HaltState, Instance, LockState, Phase, ServiceState, Snapshot
from traderadmin.workflow.sessionnotes import session_notes
from traderadmin.workflow.tradingfacts import TradingFacts, trading_facts

pytestmark = pytest.mark.processes

SECONDS = 15.0


def looked_at(service: ServiceProcess) -> Snapshot:
    """A look as the local target takes it."""
    clock = SystemClock()
    answer = ask("orchestrator", service.port, clock)
    told = Instance("1", "process 1", clock.now(), ready=answer.ready)
    told = replace(told, status=answer.status, asked=answer.asked, sent=answer.sent)
    state = ServiceState("orchestrator", "x", 20, Phase.RUNNING, 1, 1, instances=(told,))
    return Snapshot(clock.now(), (state,), LockState(held=False), HaltState())


def facts_of(service: ServiceProcess) -> TradingFacts:
    facts = trading_facts(looked_at(service))
    assert facts is not None
    return facts


def history_of(service: ServiceProcess) -> list[str]:
    return [event.kind.value for event in facts_of(service).history or ()][::-1]


def lines_of(place: ServicePlace) -> int:
    file = place.state_dir / SESSION_FILE
    return len(file.read_bytes().splitlines()) if file.exists() else 0


def test_that_positions_orders_and_history_are_understood_and_outlive_a_kill(
    place: ServicePlace,
) -> None:
    with orchestrator(place) as service:
        service.signal(quantity=10)
        service.signal(quantity=600)
        facts = facts_of(service)
        assert [(held.symbol, held.quantity) for held in facts.positions or ()] == [("AAPL", 10)]
        refused, filled = facts.recent or ()
        assert (refused.outcome, filled.outcome) == ("refused", "filled")
        assert (facts.today.accepted, facts.today.refused) == (1, 1)
        assert (facts.working, facts.unknown, facts.unread) == ((), (), 0)
        wait_until(lambda: lines_of(place) == 1, SECONDS, "the start to be on disk")
        service.process.kill()
        service.process.wait()
    with orchestrator(place) as service:
        wait_until(lambda: len(history_of(service)) > 1, SECONDS, "the history to be read")
        assert history_of(service) == ["started", "started"]
        assert facts_of(service).position_count == 1
        assert session_notes(looked_at(service), SystemClock().now()) == ()


def test_that_only_the_one_that_trades_keeps_the_history(place: ServicePlace) -> None:
    with orchestrator(place) as first, orchestrator(place, ready=False) as second:
        wait_until(lambda: second.get("/readyz").status == 503, SECONDS, "it to answer")
        wait_until(lambda: lines_of(place) == 1, SECONDS, "the first one's start")
        (note,) = session_notes(looked_at(second), SystemClock().now())
        assert note.text.startswith("The orchestrator does not trade. Standing by: another")
        assert facts_of(second).positions is None
        first.terminate()
        second.wait_until_ready()
        wait_until(lambda: lines_of(place) == 3, SECONDS, "the second one to write")
        assert history_of(second) == ["started", "stopped", "opened"]


def test_that_a_file_that_cannot_be_written_is_reported_and_keeps_nobody_from_trading(
    place: ServicePlace,
) -> None:
    (place.state_dir / SESSION_FILE).mkdir()
    with orchestrator(place) as service:
        assert service.signal().data["outcome"] == "accepted"
        wait_until(lambda: facts_of(service).notes, SECONDS, "the failure to be told")
        (note,) = facts_of(service).notes
        assert (
            note
            == "The session\u2019s history cannot be written: Is a directory. It is tried again."
        )
        assert history_of(service) == ["started"]
        assert service.terminate() == 0


@needs_faketime
def test_that_a_clock_that_is_off_is_measured_until_it_is_right(
    place: ServicePlace, tmp_path: Path
) -> None:
    time = SteppedTime(tmp_path, SystemClock().now() + timedelta(seconds=7))
    with orchestrator(place, time.environment) as service:
        ahead = facts_of(service).clock.ahead
        assert ahead is not None
        assert 6 < ahead < 7.1
        time.set(SystemClock().now() - timedelta(hours=2))
        wait_until(lambda: facts_of(service).clock.steps == 1, SECONDS, "the step to be noticed")
        behind = facts_of(service).clock.ahead
        assert behind is not None
        assert -7201 < behind < -7190
        time.set(SystemClock().now())
        assert abs(facts_of(service).clock.ahead or 0.0) < 0.5
        wait_until(lambda: facts_of(service).clock.steps == 2, SECONDS, "the way back")
        (note,) = session_notes(looked_at(service), SystemClock().now())
        assert "clock was set twice since its start, the last time forward by 2 h" in note.text
