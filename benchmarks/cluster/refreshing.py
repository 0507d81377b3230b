"""What a look at the cluster costs, and whether 100 of them keep memory."""

import gc
import statistics

import psutil

from benchmarks.figures import Figure
from tests.cluster.scene import Scene
from traderadmin.clock import SystemClock

clock = SystemClock()
REFRESHES = 100
MEGABYTE = 1e6


def measure(place: Scene, pairs: int) -> list[Figure]:
    """Snapshots in a row; `pairs` of them warm up."""
    process = psutil.Process()
    for _ in range(pairs):
        place.backend.snapshot()
    gc.collect()
    before = process.memory_info().rss
    samples = []
    for _ in range(REFRESHES):
        started = clock.monotonic()
        place.backend.snapshot()
        samples.append((clock.monotonic() - started) * 1000)
    gc.collect()
    grown = (process.memory_info().rss - before) / MEGABYTE
    return [
        Figure("a look at everything", "ms", statistics.median(samples), samples=tuple(samples)),
        Figure(f"memory kept by {REFRESHES} looks", "MB", grown, aim=1.0),
    ]
