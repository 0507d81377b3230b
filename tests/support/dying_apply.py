"""A program of the tests: applies a configuration and kills itself on the way.

Arguments: the config directory, the new file, "real" or "tiny" services, and when to die: the
number of an event, or a step and a service ("pause:orchestrator": when that service was first seen
in that step).
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.tiny_service import tiny
from traderadmin.clock import SystemClock
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.local.specs import DEFAULT_SPECS
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent, ServiceChanged
from traderadmin.workflow.timeouts import Timeouts

SPECS = {"real": DEFAULT_SPECS, "tiny": (tiny("scanner", 10), tiny("orchestrator", 20))}
TIMEOUTS = Timeouts(pause=20, resume=20, verify=20)


def ignore(_: ApplyEvent) -> None:
    """Nobody watches."""


def backend(
    config_dir: Path, services: str, emit: Callable[[ApplyEvent], None] = ignore
) -> Backend:
    """A connected backend on real or tiny services."""
    clock = SystemClock()
    target = LocalTarget(LocalPaths.under(config_dir), clock, SPECS[services], 5.0)
    made = Backend(target, clock, who="a tester", emit=emit, timeouts=TIMEOUTS)
    made.connect()
    return made


def main() -> None:
    """Apply, and die on the way."""
    config_dir, new, services, when = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]
    seen = 0

    def watch(event: ApplyEvent) -> None:
        nonlocal seen
        seen += 1
        place = f"{event.step.value}:{event.name}" if isinstance(event, ServiceChanged) else ""
        if when in {str(seen), place}:
            os.kill(os.getpid(), signal.SIGKILL)

    backend(config_dir, services, watch).save_configuration_and_restart(
        new.read_bytes(), reason="to die"
    )


if __name__ == "__main__":
    main()
