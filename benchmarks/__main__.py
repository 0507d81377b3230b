"""`python -m benchmarks`: measure, print a table, write `build/bench.json`."""

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure
from traderadmin.clock import SystemClock, utc_text

BUILD = Path(__file__).resolve().parents[1] / "build"
SUITES = ("start", "form", "keys", "apply", "gap", "save")
"""Modules of this package, each with a function `measure(pairs)`."""
WIDTH = 132
"""Columns of the table where the terminal does not say more."""


def run(names: list[str], pairs: int, console: Console) -> Iterator[Figure]:
    """Measure the named suites one after the other."""
    for name in names:
        console.print(f"[dim]Measuring {name} …[/dim]")
        measure: Callable[[int], list[Figure]]
        measure = importlib.import_module(f"benchmarks.{name}").measure
        yield from measure(pairs)


def table_of(figures: list[Figure]) -> Table:
    """The figures, one a line."""
    table = Table(title="TraderAdmin, medians unless a line says otherwise", title_style="bold")
    table.add_column("figure")
    for heading in ("ours", "yardstick", "ratio", "aim", ""):
        table.add_column(heading, justify="right")
    table.add_column("yardstick is")
    verdicts = {True: "[green]reached[/green]", False: "[red]missed[/red]", None: ""}
    for figure in figures:
        aim = ""
        if figure.aim is not None:
            aim = f"≤ {figure.aim:g}×" if figure.relative else f"≤ {figure.aim:g} {figure.unit}"
        table.add_row(
            figure.name,
            f"{figure.ours:.2f} {figure.unit}",
            "" if figure.yardstick is None else f"{figure.yardstick:.2f} {figure.unit}",
            "" if figure.ratio is None else f"{figure.ratio:.2f}×",
            aim,
            verdicts[figure.reached],
            figure.against,
        )
    return table


def main() -> int:
    """Measure what was asked for; the exit code says whether everything could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    parser.add_argument("--pairs", type=int, default=7, help="pairs of each figure (default 7)")
    options = parser.parse_args()
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    console = Console()
    console.width = max(console.width, WIDTH)
    figures = list(run(options.suites or list(SUITES), options.pairs, console))
    console.print(table_of(figures))
    BUILD.mkdir(exist_ok=True)
    result = {
        "taken": utc_text(SystemClock().now()),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "pairs": options.pairs,
        "figures": [figure.to_json() for figure in figures],
    }
    (BUILD / "bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    console.print("Written to build/bench.json.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
