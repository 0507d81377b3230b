"""The window's first paint on a cluster against the one on this machine's services."""

import tempfile
from pathlib import Path

from benchmarks.figures import Figure, in_turn
from benchmarks.start import window
from tests.cluster.scene import Scene
from traderadmin.targets.saved import SavedTargets

OURS = "benchmarks.our_window"


def measure(place: Scene, pairs: int) -> list[Figure]:
    """Windows in processes of their own; the cluster is asked only after the first paint."""
    with tempfile.TemporaryDirectory() as folder:
        SavedTargets(Path(folder)).put(place.saved)
        sizes: list[float] = []
        pair = in_turn(
            window(OURS, sizes, folder, place.saved.name),
            window(OURS, sizes, folder),
            pairs,
        )
    name = "first painted window on a cluster"
    return [pair.figure(name, "ms", "the same on local services", aim=1.05, relative=True)]
