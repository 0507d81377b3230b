"""`python -m benchmarks`: measure, print a table, write `build/bench.json`."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Iterator

from rich.console import Console

from benchmarks.figures import Figure
from benchmarks.idle import IDLE_VARIABLE
from benchmarks.report import report, wide_console

SUITES = ("start", "form", "keys", "apply", "gap", "save", "session")
"""Modules of this package, each with a function `measure(pairs)`."""


def run(names: list[str], pairs: int, console: Console) -> Iterator[Figure]:
    """Measure the named suites one after the other."""
    for name in names:
        console.print(f"[dim]Measuring {name} …[/dim]")
        measure: Callable[[int], list[Figure]]
        measure = importlib.import_module(f"benchmarks.{name}").measure
        yield from measure(pairs)


def main() -> int:
    """Measure what was asked for; the exit code says whether everything could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    parser.add_argument("--pairs", type=int, default=7, help="pairs of each figure (default 7)")
    parser.add_argument(
        "--idle",
        type=float,
        metavar="SECONDS",
        help="how long session looks at an idle service (default 120)",
    )
    options = parser.parse_args()
    if options.idle is not None:
        os.environ[IDLE_VARIABLE] = str(options.idle)
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    console = wide_console()
    figures = list(run(options.suites or list(SUITES), options.pairs, console))
    report(figures, options.pairs, console, "bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
