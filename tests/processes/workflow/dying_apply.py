"""A program of the tests: applies a configuration and kills itself at the nth event.

Arguments: the config directory, the number of the event, the new file. Its last line on stdout is
the number of events when it was not killed.
"""

import os
import signal
import sys
from pathlib import Path

from tests.support.tiny_service import tiny
from traderadmin.clock import SystemClock
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent
from traderadmin.workflow.timeouts import Timeouts

SPECS = (tiny("scanner", 10), tiny("orchestrator", 20))
TIMEOUTS = Timeouts(pause=20, resume=20, verify=20)


def backend(config_dir: Path, emit: object = None) -> Backend:
    """A backend on tiny services."""
    clock = SystemClock()
    target = LocalTarget(LocalPaths.under(config_dir), clock, SPECS, 5.0)
    watcher = emit if callable(emit) else _ignore
    made = Backend(target, clock, who="a tester", emit=watcher, timeouts=TIMEOUTS)
    made.connect()
    return made


def _ignore(_: ApplyEvent) -> None:
    """Nobody watches."""


def main() -> None:
    """Apply, and die on the way."""
    config_dir, number, new = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    seen = 0

    def count(_: ApplyEvent) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    backend(config_dir, count).save_configuration_and_restart(new.read_bytes(), reason="to die")
    sys.stdout.write(f"{seen}\n")


if __name__ == "__main__":
    main()
