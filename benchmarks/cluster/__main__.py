"""`python -m benchmarks.cluster`: measure on a real cluster; `build/bench-cluster.json`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.cluster import applying, refreshing, share, starting
from benchmarks.figures import Figure
from benchmarks.report import report, wide_console
from tests.cluster.clusters import running_cluster
from tests.cluster.deploying import deployed
from tests.cluster.scene import scene


def main() -> int:
    """Measure everything in one namespace; the exit code says whether that was possible."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="pairs of each figure (default 7)")
    pairs = parser.parse_args().pairs
    console = wide_console()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name, running_cluster() as cluster:
        folder = Path(name)
        with deployed(cluster, "bench") as kubectl, scene(cluster, kubectl, folder) as place:
            for part in (applying, share, refreshing, starting):
                console.print(f"[dim]Measuring {part.__name__.rpartition('.')[2]} …[/dim]")
                figures += part.measure(place, pairs)
    report(figures, pairs, console, "bench-cluster.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
