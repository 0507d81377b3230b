"""A program of the tests: applies a configuration on a cluster and stops itself on the way.

Arguments: the saved target as a JSON file, the new file, when to stop, and the signal that does
it ("KILL", "STOP"). It stops at a step's end ("save:finished"), once a service was scaled to 0 and
before the next one is ("pause:scanner"), or with the request to replace the file just about to be
sent ("request"). An apply that gets to its end exits as the command line would, and prints its
headline.
"""

import json
import os
import signal
import sys
from pathlib import Path

from typing_extensions import override

from tests.cluster.scene import TIMEOUTS
from traderadmin.clock import SystemClock
from traderadmin.targets.kubernetes.keeper.client import KeeperClient
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import Replaced, ServiceState
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import (
    ApplyEvent,
    ApplyFailedError,
    ServiceChanged,
    StepFinished,
)

REQUEST = "request"


class Stop:
    """Where this process stops, once, and how."""

    def __init__(self, place: str, how: signal.Signals) -> None:
        self._place = place
        self._how = how
        self._is_done = False

    def at(self, place: str) -> None:
        """Stop here if this is the place."""
        if place == self._place and not self._is_done:
            self._is_done = True
            os.kill(os.getpid(), self._how)

    def watch(self, event: ApplyEvent) -> None:
        """Stop if the event is the place."""
        match event:
            case StepFinished(step):
                self.at(f"{step.value}:finished")
            case ServiceChanged(step, name, ServiceState(wanted=0)):
                self.at(f"{step.value}:{name}")


class StoppingKeeper(KeeperClient):
    """Stops when everything was checked and only the request remains to be sent."""

    def __init__(self, keeper: KeeperClient, stop: Stop) -> None:
        vars(self).update(vars(keeper))  # the same session
        self._stop = stop

    @override
    def replace_config(self, content: bytes, *, expected: str, fence: int) -> Replaced:
        self._stop.at(REQUEST)
        return super().replace_config(content, expected=expected, fence=fence)


def main() -> int:
    """Apply, and stop on the way; the exit code."""
    saved = SavedTarget.from_json(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    content = Path(sys.argv[2]).read_bytes()
    stop = Stop(sys.argv[3], signal.Signals[f"SIG{sys.argv[4]}"])
    clock = SystemClock()
    target = KubernetesTarget(saved, clock)
    target._keeper = StoppingKeeper(target._keeper, stop)
    backend = Backend(target, clock, who=lambda: target.who, emit=stop.watch, timeouts=TIMEOUTS)
    backend.connect()
    try:
        result = backend.save_configuration_and_restart(content, reason="to be cut short")
    except ApplyFailedError as error:
        result = error.result
    finally:
        backend.close()
    sys.stdout.write(f"{result.headline}\n")
    return result.outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())
