"""An entry point of the tests: the orchestrator's own parts, composed with a clock of ours.

TEST_CLOCK_START is the UTC instant at which the clock starts (the machine's time when unset);
TEST_LEVEL_CHECK=no leaves the level check out; TEST_FAULTS is a JSON object of what goes wrong at
the paper broker.
"""

import json
import os
import sys
import threading
from datetime import datetime, timedelta

from traderadmin.clock import SystemClock, parse_utc
from traderadmin.orchestrator.app import compose
from traderadmin.orchestrator.faults import Faults
from traderadmin.service.runtime import Service, run
from traderadmin.service.settings import ServiceSettings


class AheadClock:
    """The machine's clock, some time ahead of it."""

    def __init__(self, ahead: timedelta) -> None:
        self._machine = SystemClock()
        self._ahead = ahead

    def now(self) -> datetime:
        return self._machine.now() + self._ahead

    def monotonic(self) -> float:
        return self._machine.monotonic()

    def wait(self, event: threading.Event, timeout: float) -> bool:
        return self._machine.wait(event, timeout)


def _compose() -> Service:
    start = os.environ.get("TEST_CLOCK_START")
    ahead = parse_utc(start) - SystemClock().now() if start else timedelta(0)
    return compose(
        ServiceSettings.from_environment(os.environ),
        AheadClock(ahead),
        level_check=os.environ.get("TEST_LEVEL_CHECK") != "no",
        ahead=ahead,
        faults=Faults(**json.loads(os.environ.get("TEST_FAULTS", "{}"))),
    )


if __name__ == "__main__":
    sys.exit(run(_compose))
