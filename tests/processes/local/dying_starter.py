"""Starts a service and is killed by itself at a chosen point of the start. Run as a program.

Arguments: the config directory, and `before` or `after` the start of the process.
"""

import os
import signal
import sys
from pathlib import Path

from tests.support.tiny_service import tiny
from traderadmin.clock import SystemClock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.targets.local import LocalPaths, LocalTarget, spawn
from traderadmin.targets.port import Patience


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Start, and die."""
    folder, when = sys.argv[1:]
    start = spawn.start

    def start_and_die(plan: spawn.Plan) -> int:
        if when == "after":
            start(plan)
        _die()
        return 0

    spawn.start = start_and_die
    target = LocalTarget(LocalPaths.under(Path(folder)), SystemClock(), (tiny("scanner", 10),))
    target.resume("scanner", ReplicaRecord(1, OPERATOR), Patience(10.0))


if __name__ == "__main__":
    main()
