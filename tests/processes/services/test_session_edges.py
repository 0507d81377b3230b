"""The session at the edges of its schedule, in processes that start just before them."""

import json
import re
from collections.abc import Callable

import pytest

from tests.processes.services.conftest import CONFIG
from tests.support.service_process import (
    FAKETIME,
    ServicePlace,
    ServiceProcess,
    faked_time,
    orchestrator,
    orchestrator_with_test_clock,
)
from tests.support.waiting import wait_until

pytestmark = pytest.mark.processes

Start = Callable[[ServicePlace, str], ServiceProcess]
EDGE_SECONDS = 15.0


def shipped_under_faketime(place: ServicePlace, instant: str) -> ServiceProcess:
    return orchestrator(place, faked_time(instant.replace("T", " ")))


def composed(place: ServicePlace, instant: str) -> ServiceProcess:
    return orchestrator_with_test_clock(place, f"{instant}Z")


def composed_without_level_check(place: ServicePlace, instant: str) -> ServiceProcess:
    return orchestrator_with_test_clock(place, f"{instant}Z", level_check=False)


def without_level_check_under_faketime(place: ServicePlace, instant: str) -> ServiceProcess:
    return ServiceProcess(
        place,
        "tests.support.orchestrator_with_test_clock",
        {"TEST_LEVEL_CHECK": "no", **faked_time(instant.replace("T", " "))},
    )


needs_faketime = pytest.mark.skipif(not FAKETIME.exists(), reason="libfaketime is not installed")
starts = pytest.mark.parametrize(
    "start",
    [
        pytest.param(shipped_under_faketime, marks=needs_faketime),
        pytest.param(without_level_check_under_faketime, marks=needs_faketime),
        composed,
        composed_without_level_check,
    ],
)
either_clock = pytest.mark.parametrize(
    "start", [pytest.param(shipped_under_faketime, marks=needs_faketime), composed]
)
scheduler_alone = pytest.mark.parametrize(
    "start",
    [
        pytest.param(without_level_check_under_faketime, marks=needs_faketime),
        composed_without_level_check,
    ],
)


@starts
def test_that_trading_stops_by_itself_at_the_stop_time(place: ServicePlace, start: Start) -> None:
    place.write_config(CONFIG)
    with start(place, "2026-11-23T19:59:57") as service:
        assert service.is_active()
        assert service.signal().data["outcome"] == "accepted"

        wait_until(lambda: not service.is_active(), EDGE_SECONDS, "the session to close")

        assert service.status().now.strftime("%H:%M") == "20:00"
        assert service.signal().data["reason"] == "session_closed"
        assert [line["outcome"] for line in place.orders()] == ["accepted", "filled", "refused"]


@starts
def test_that_trading_starts_by_itself_at_the_start_time(place: ServicePlace, start: Start) -> None:
    place.write_config(CONFIG)
    with start(place, "2026-11-23T13:29:57") as service:
        assert not service.is_active()
        assert service.signal().data["reason"] == "session_closed"

        wait_until(service.is_active, EDGE_SECONDS, "the session to open")

        assert service.status().now.strftime("%H:%M") == "13:30"
        assert service.signal().data["outcome"] == "accepted"


@scheduler_alone
def test_that_the_scheduler_alone_turns_the_flag_in_time(place: ServicePlace, start: Start) -> None:
    place.write_config(CONFIG)
    with start(place, "2026-11-23T19:59:58") as service:
        wait_until(lambda: not service.is_active(), EDGE_SECONDS, "the session to close")
        edge = service.status().facts["last_edge"]
        assert (edge["by"], edge["opened"]) == ("scheduler", False)
        assert 0 <= edge["late_seconds"] < 1
        wait_until(
            lambda: service.status().facts["planned_edge"] == "2026-11-24T13:30:00.000Z",
            EDGE_SECONDS,
            "the next edge to be planned, which follows the flag",
        )


def log_over_the_stop(place: ServicePlace, environment: dict[str, str]) -> list[str]:
    """The lines that an orchestrator writes from a little before its stop until after it."""
    place.write_config(CONFIG)
    with ServiceProcess(
        place,
        "tests.support.orchestrator_with_test_clock",
        {"TEST_CLOCK_START": "2026-11-23T19:59:57Z", **environment},
    ) as service:
        wait_until(lambda: "next edge: open" in service.log, EDGE_SECONDS, "the session to close")
        return service.log.splitlines()


def test_that_an_edge_is_one_line_for_people_with_its_lateness(place: ServicePlace) -> None:
    (line,) = [line for line in log_over_the_stop(place, {}) if "ms late" in line]
    assert re.fullmatch(
        r"20:00:0\d\.\d{3}  INFO  session +closed until 13:30 UTC "
        r"\(by the (scheduler|level check), \d+\.\d ms late\)",
        line,
    )


def test_that_an_edge_is_one_object_for_a_collector_with_its_lateness(place: ServicePlace) -> None:
    log = log_over_the_stop(place, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    (edge,) = [line for line in map(json.loads, log) if "late_seconds" in line]
    assert (edge["event"], edge["active"]) == ("closed", False)
    assert edge["edge"].startswith("2026-11-23T20:00:00")
    assert 0 <= edge["late_seconds"] < 2


@either_clock
@pytest.mark.parametrize("initially", [True, False])
@pytest.mark.parametrize("edge", ["13:29:59", "19:59:59"])
def test_that_nothing_happens_at_an_edge_while_the_schedule_is_off(
    place: ServicePlace, start: Start, initially: bool, edge: str
) -> None:
    off = f"enabled = false\ninitially_active = {str(initially).lower()}"
    place.write_config(CONFIG.replace("enabled = true", off))
    with start(place, f"2026-11-23T{edge}") as service:
        before = service.status()

        wait_until(
            lambda: service.status().now.second in range(1, 30), EDGE_SECONDS, "the edge to pass"
        )

        after = service.status()
        assert before.session is not None
        assert after.session is not None
        assert before.session.active == after.session.active == initially
        assert before.session.since == after.session.since
        assert after.session.next_edge is None
        assert (service.signal().data["outcome"] == "accepted") == initially


@either_clock
def test_that_a_start_and_a_restart_in_mid_window_trade_at_once(
    place: ServicePlace, start: Start
) -> None:
    place.write_config(CONFIG)
    for instant in ("2026-11-23T15:00:00", "2026-11-23T19:00:00"):
        with start(place, instant) as service:
            status = service.status()
            assert status.session is not None
            assert status.session.active
            assert status.session.reason == "open until 20:00 UTC"
            assert service.signal().data["outcome"] == "accepted"
            assert service.terminate() == 0
    with start(place, "2026-11-23T20:00:01") as service:
        assert not service.is_active()
        assert service.status().facts["positions"]["AAPL"]["quantity"] == 20
