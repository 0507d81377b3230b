"""Figures for people and for machines: a table, and a file of JSON."""

import json
import os
import platform
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figure
from traderadmin.clock import SystemClock, utc_text

BUILD = Path(__file__).resolve().parents[1] / "build"
WIDTH = 132
"""Columns of the table where the terminal does not say more."""


def wide_console() -> Console:
    """A console on which the table fits."""
    console = Console()
    console.width = max(console.width, WIDTH)
    return console


def report(figures: list[Figure], pairs: int, console: Console, name: str) -> None:
    """Print the table, and write `build/<name>`."""
    console.print(table_of(figures))
    BUILD.mkdir(exist_ok=True)
    result = {
        "taken": utc_text(SystemClock().now()),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "pairs": pairs,
        "figures": [figure.to_json() for figure in figures],
    }
    (BUILD / name).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    console.print(f"Written to build/{name}.")


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
