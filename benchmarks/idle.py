"""What the shipped orchestrator costs while nothing happens."""

import os
import sys
import threading
from pathlib import Path
from subprocess import DEVNULL, Popen

import psutil

from benchmarks.figures import Figure
from traderadmin.clock import SystemClock
from traderadmin.contract import names
from traderadmin.resources import template_bytes

IDLE_VARIABLE = "TRADERADMIN_BENCH_IDLE_SECONDS"
_never = threading.Event()


def idle(folder: Path) -> list[Figure]:
    """CPU and memory of the shipped orchestrator while nothing happens."""
    seconds = float(os.environ.get(IDLE_VARIABLE, "120"))
    (folder / names.CONFIG_FILE).write_bytes(template_bytes())
    environment = {
        **os.environ,
        names.CONFIG_DIR_VARIABLE: str(folder),
        names.STATE_DIR_VARIABLE: str(folder / "state"),
        names.PORT_VARIABLE: "0",
    }
    clock = SystemClock()
    with Popen(
        [sys.executable, "-m", "traderadmin.orchestrator"],
        env=environment,
        stdin=DEVNULL,
        stderr=DEVNULL,
    ) as process:
        try:
            clock.wait(_never, 5.0)
            figures = psutil.Process(process.pid)
            before, started = sum(figures.cpu_times()[:2]), clock.monotonic()
            clock.wait(_never, seconds)
            used = sum(figures.cpu_times()[:2]) - before
            share = 100 * used / (clock.monotonic() - started)
            resident = figures.memory_info().rss / 1e6
        finally:
            process.terminate()
    return [
        Figure(f"idle orchestrator, CPU over {seconds:g} s", "% core", share, aim=0.5),
        Figure("idle orchestrator, resident memory", "MB", resident),
    ]
