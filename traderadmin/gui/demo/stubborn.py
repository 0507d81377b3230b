"""The orchestrator, but deaf to one SIGTERM when a file says so: for showing a failed pause."""

import os
import runpy
import signal
from collections.abc import Iterable
from pathlib import Path

VARIABLE = "TRADERADMIN_DEMO_STUBBORN"
"""Names the file that makes it overhear the next SIGTERM; it removes that file."""


def main() -> None:
    """Run the real orchestrator with a `sigwait` that overhears one signal when it is told to."""
    deaf = Path(os.environ[VARIABLE])
    wait = signal.sigwait

    def sigwait(signals: Iterable[int]) -> int:
        wanted = list(signals)
        received = wait(wanted)
        if deaf.exists():
            deaf.unlink()
            received = wait(wanted)
        return received

    signal.sigwait = sigwait  # type: ignore[assignment]  # the demo's own process
    runpy.run_module("traderadmin.orchestrator", run_name="__main__")


if __name__ == "__main__":
    main()
