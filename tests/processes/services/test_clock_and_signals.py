"""A clock that is set, a process that is put aside, signals, and a broker that says nothing."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.processes.services.conftest import ALWAYS_OPEN, CONFIG, needs_faketime
from tests.support.service_process import (
    ServicePlace,
    ServiceProcess,
    SteppedTime,
    orchestrator,
)
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock

pytestmark = pytest.mark.processes

SECONDS = 15.0


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@pytest.fixture
def time(tmp_path: Path) -> SteppedTime:
    return SteppedTime(tmp_path, at(15))


@pytest.fixture
def stepped(place: ServicePlace, time: SteppedTime) -> Iterator[ServiceProcess]:
    place.write_config(CONFIG)
    with orchestrator(place, time.environment) as service:
        yield service


def with_faults(place: ServicePlace, **faults: Any) -> ServiceProcess:
    return ServiceProcess(
        place,
        "tests.support.orchestrator_with_test_clock",
        {"TEST_FAULTS": json.dumps(faults)},
    )


def clock_of(service: ServiceProcess) -> dict[str, Any]:
    clock: dict[str, Any] = service.status().facts["clock"]
    return clock


@needs_faketime
def test_that_a_clock_set_by_hours_either_way_is_followed_at_once_and_told(
    time: SteppedTime, stepped: ServiceProcess
) -> None:
    assert stepped.signal().data["outcome"] == "accepted"
    for number, (instant, outcome) in enumerate(
        [(at(21), "refused"), (at(14), "accepted"), (at(3), "refused"), (at(19, 30), "accepted")],
        start=1,
    ):
        time.set(instant)
        stepped.reconnect()
        # The order's own check is right in the first moment, before anybody else looked.
        assert stepped.signal().data["outcome"] == outcome
        wait_until(
            lambda: clock_of(stepped)["steps"] == number,  # noqa: B023 - asked within the loop
            SECONDS,
            "the step to be told",
        )
        assert stepped.is_active() is (outcome == "accepted")
    step = clock_of(stepped)["last_step"]
    assert step["seconds"] == pytest.approx(16.5 * 3600, abs=5)
    assert "traderadmin_clock_steps_total 4.0" in stepped.get("/metrics").data["text"]
    assert stepped.log.count("the clock was set") == 4


@needs_faketime
def test_that_a_clock_set_to_just_before_the_edge_closes_on_time(
    time: SteppedTime, stepped: ServiceProcess
) -> None:
    wait_until(
        lambda: stepped.status().facts["planned_edge"], SECONDS, "the scheduler to wait for 20:00"
    )
    time.set(at(19, 59, 56))
    stepped.reconnect()
    wait_until(lambda: not stepped.is_active(), SECONDS, "the session to close")
    edge = stepped.status().facts["last_edge"]
    assert edge["at"] == "2026-11-23T20:00:00.000Z"
    assert edge["late_seconds"] < 2.0


@needs_faketime
def test_that_a_process_asleep_over_the_edge_lets_nothing_pass_when_it_runs_again(
    place: ServicePlace, time: SteppedTime, stepped: ServiceProcess
) -> None:
    assert stepped.signal().data["outcome"] == "accepted"
    stepped.process.send_signal(signal.SIGSTOP)
    time.set(at(20, 30))
    stepped.reconnect()
    stepped.process.send_signal(signal.SIGCONT)
    assert stepped.signal().data["reason"] == "session_closed"
    assert not stepped.is_active()
    stepped.process.send_signal(signal.SIGSTOP)
    time.set(at(13, 45, day=24))
    stepped.reconnect()
    stepped.process.send_signal(signal.SIGCONT)
    wait_until(stepped.is_active, SECONDS, "the session to open")
    stamps = [line["when"] for line in place.orders() if line["outcome"] == "accepted"]
    assert all("13:30" <= stamp[11:16] < "20:00" for stamp in stamps)


def test_that_sigusr1_halts_durably(place: ServicePlace) -> None:
    with orchestrator(place) as service:
        service.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: not service.is_active(), SECONDS, "the halt")
        answer = service.signal().data
        assert answer["reason"] == "halted"
        assert "halted by SIGUSR1" in answer["message"]
        service.process.kill()
        service.process.wait()
    with orchestrator(place) as service:
        assert not service.is_active()
        place.release()
        wait_until(service.is_active, SECONDS, "the release")
        kinds = [event["kind"] for event in service.status().facts["session_history"]]
        assert kinds == ["started", "halted", "started", "released"]


def test_that_a_killed_orchestrator_is_followed_by_the_one_that_stands_by(
    place: ServicePlace,
) -> None:
    with orchestrator(place) as first, orchestrator(place, ready=False) as second:
        wait_until(lambda: second.get("/readyz").status == 503, SECONDS, "it to answer")
        assert "traderadmin_standby 1.0" in second.get("/metrics").data["text"]
        first.signal(signal_id="one")
        first.process.kill()
        second.wait_until_ready()
        assert second.signal(signal_id="one").data["repeated"]
        assert second.status().facts["standby"] == ""


def test_that_lines_are_json_in_a_pod_and_tell_what_happened(place: ServicePlace) -> None:
    with orchestrator(place, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}) as service:
        place.halt()
        wait_until(lambda: not service.is_active(), SECONDS, "the halt")
        lines = [json.loads(line) for line in service.log.splitlines()]
        events = [line for line in lines if line.get("event") == "halted"]
        assert [(line["active"], line["by"]) for line in events] == [(False, "level check")]


@pytest.mark.parametrize(
    ("faults", "outcomes", "shares"),
    [
        ({"lost_answer": 1, "lost_report": 1}, ["accepted", "unknown", "filled"], 10),
        ({"lost_order": 1}, ["accepted", "unknown", "withdrawn"], 0),
        ({"rejected": 1}, ["accepted", "rejected"], 0),
    ],
)
def test_that_an_order_whose_answer_got_lost_is_settled_with_the_broker(
    place: ServicePlace, faults: dict[str, int], outcomes: list[str], shares: int
) -> None:
    with with_faults(place, **faults) as service:
        service.signal()
        wait_until(
            lambda: service.status().facts["working_orders"] == 0, SECONDS, "the order to settle"
        )
        assert [line["outcome"] for line in place.orders()] == outcomes
        held = service.status().facts["positions"].get("AAPL", {"quantity": 0})
        assert held["quantity"] == shares
        assert service.status().facts["unknown_orders"] == []


def test_that_an_unknown_order_keeps_the_next_session_closed_until_the_broker_answers(
    place: ServicePlace,
) -> None:
    with with_faults(place, lost_answer=1, lost_report=1, silent=1) as service:
        service.signal()
        assert len(service.status().facts["unknown_orders"]) == 1
        service.process.kill()
        service.process.wait()
    with with_faults(place, silent=1) as service:
        session = service.status().session
        assert session is not None
        assert not session.active
        assert session.reason == "closed: the broker has not told yet what became of 1 order"
        assert service.signal().data["reason"] == "session_closed"
        assert service.terminate() == 0
    with orchestrator(place) as service:
        assert service.is_active()
        assert service.status().facts["positions"]["AAPL"]["quantity"] == 10
    assert [line["outcome"] for line in place.orders()] == [
        "accepted",
        "unknown",
        "refused",
        "filled",
    ]


def test_that_an_order_out_when_trading_halts_is_doubted_and_then_confirmed(
    place: ServicePlace,
) -> None:
    slow = ALWAYS_OPEN.replace("fill_latency_ms = 0", "fill_latency_ms = 60000")
    place.write_config(slow + "[orchestrator]\ndrain_seconds = 0\n")
    with orchestrator(place) as service:
        service.signal()
        place.halt()
        wait_until(lambda: len(place.orders()) == 3, SECONDS, "the broker's answer")
        assert [line["outcome"] for line in place.orders()] == ["accepted", "unknown", "working"]
        place.release()
        wait_until(service.is_active, SECONDS, "the session to open")


def test_that_a_stop_is_over_within_the_grace_period_whatever_the_drain_time(
    place: ServicePlace,
) -> None:
    slow = ALWAYS_OPEN.replace("fill_latency_ms = 0", "fill_latency_ms = 60000")
    place.write_config(slow + "[orchestrator]\ndrain_seconds = 0.2\n")
    with orchestrator(place) as service:
        order_id = service.signal().data["order_id"]
        started = SystemClock().monotonic()
        assert service.terminate() == 0
        assert SystemClock().monotonic() - started < 10
        assert f"the outcome of order {order_id} is unknown" in service.log
    assert place.orders()[-1]["outcome"] == "unknown"
