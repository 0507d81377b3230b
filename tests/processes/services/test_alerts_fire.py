"""What goes wrong at a real orchestrator sets off the alert that is meant for it, and no other."""

import json
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.processes.services.conftest import CONFIG, needs_faketime
from tests.support.alert_rules import alerts
from tests.support.service_process import (
    ServicePlace,
    ServiceProcess,
    SteppedTime,
)
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.processes, needs_faketime]

SECONDS = 15.0
IN_WINDOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


class Scraped:
    """An orchestrator under a clock that is set, and the alerts since it was ready."""

    def __init__(self, place: ServicePlace, faults: dict[str, Any]) -> None:
        self.time = SteppedTime(place.root, IN_WINDOW)
        self.service = ServiceProcess(
            place,
            "tests.support.orchestrator_with_test_clock",
            {**self.time.environment, "TEST_FAULTS": json.dumps(faults)},
        )
        self._first = self._scrape()

    def _scrape(self) -> str:
        text: str = self.service.get("/metrics").data["text"]
        return text

    def wait_for(self, *expected: str) -> None:
        """Wait until exactly these hold."""
        wanted = {f"TraderAdmin{name}" for name in expected}
        wait_until(lambda: alerts(self._first, self._scrape()) == wanted, SECONDS, str(wanted))


@pytest.fixture
def scraped(place: ServicePlace, request: pytest.FixtureRequest) -> Iterator[Scraped]:
    place.write_config(CONFIG)
    scraped = Scraped(place, getattr(request, "param", {}))
    with scraped.service:
        yield scraped


def test_that_a_halt_a_bad_file_and_a_clock_step_are_alerts(
    scraped: Scraped, place: ServicePlace
) -> None:
    scraped.wait_for()
    place.halt()
    scraped.wait_for("Halted")
    place.release()
    scraped.wait_for()
    place.write_config("[trading_schedule\n")
    scraped.wait_for("ConfigError")
    place.write_config(CONFIG)
    scraped.wait_for()
    scraped.time.set(datetime(2026, 11, 23, 21, tzinfo=UTC))
    scraped.service.reconnect()
    scraped.wait_for("ClockStep")


@pytest.mark.parametrize("scraped", [{"latency_seconds": 3.0}], indirect=True)
def test_that_an_order_on_its_way_while_the_machine_slept_over_the_stop_is_an_alert(
    scraped: Scraped,
) -> None:
    sender = threading.Thread(target=scraped.service.signal)
    sender.start()
    wait_until(
        lambda: scraped.service.status().facts["working_orders"], SECONDS, "the order to be on disk"
    )
    for _ in range(10):  # while these are answered, it gets past the last look at its permit
        scraped.service.status()
    scraped.service.process.send_signal(signal.SIGSTOP)
    scraped.time.set(datetime(2026, 11, 23, 20, 30, tzinfo=UTC))
    scraped.service.process.send_signal(signal.SIGCONT)
    sender.join()
    scraped.service.reconnect()
    scraped.wait_for("OrderOutsideWindow", "ClockStep")


@pytest.mark.parametrize(
    "scraped", [{"lost_answer": 1, "lost_report": 1, "silent": 1}], indirect=True
)
def test_that_an_order_the_broker_tells_nothing_of_is_an_alert(scraped: Scraped) -> None:
    scraped.service.signal()
    scraped.wait_for("UnknownOrders")
