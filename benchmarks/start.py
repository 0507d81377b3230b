"""From launch to the first painted window, memory with it open, and the command line's start."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from benchmarks.figures import Figure, in_turn
from traderadmin.clock import SystemClock

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1e6
clock = SystemClock()
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
"""As users start it: compiled modules are kept from one start to the next."""


class Child:
    """A window in a process of its own that tells on its standard output how far it is."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._started = clock.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def milliseconds_until(self, word: str) -> float:
        """Wait for a line; the time since the launch.

        Raises:
            RuntimeError: the process ended without that line.
        """
        assert self._process.stdout
        for line in self._process.stdout:
            if line.strip() == word:
                return (clock.monotonic() - self._started) * 1000
        message = f"a window ended before it was {word}"
        raise RuntimeError(message)

    def resident(self) -> float:
        """Resident memory now, in megabytes."""
        return float(psutil.Process(self._process.pid).memory_info().rss / MEGABYTE)

    def end(self) -> None:
        """Write to its standard input, on which it ends."""
        self._process.communicate("end\n", timeout=30)


def window(module: str, sizes: list[float], *arguments: str) -> Callable[[], float]:
    """A function that opens a window once: the time to its first paint; `sizes` gets its size."""

    def once() -> float:
        child = Child(module, *arguments)
        painted = child.milliseconds_until("painted")
        child.milliseconds_until("idle")
        sizes.append(child.resident())
        child.end()
        return painted

    return once


def command(*words: str) -> Callable[[], float]:
    """A function that runs a command to its end; milliseconds."""

    def once() -> float:
        started = clock.monotonic()
        subprocess.run(words, check=True, capture_output=True, cwd=ROOT, env=ENVIRONMENT)
        return (clock.monotonic() - started) * 1000

    return once


def settled(module: str, *arguments: str) -> Callable[[], float]:
    """A function that opens a window once: its time until the form can be used."""

    def once() -> float:
        child = Child(module, *arguments)
        taken = child.milliseconds_until("settled")
        child.end()
        return taken

    return once


def median_of_last(values: Sequence[float], count: int) -> float:
    """The median without the ones that warmed up."""
    ordered = sorted(values[-count:])
    return ordered[len(ordered) // 2]


def measure(pairs: int) -> list[Figure]:
    """Windows and commands, each in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        ours: list[float] = []
        empty: list[float] = []
        blank = "benchmarks.empty_window"
        full = "benchmarks.our_window"
        opened = in_turn(window(full, ours, folder), window(blank, empty), pairs)
        usable = in_turn(settled(full, folder), settled(blank), pairs)
        python = sys.executable
        cli = in_turn(
            command(python, "-m", "traderadmin", "--version"),
            command(python, "-c", "import click"),
            pairs,
        )
    return [
        opened.figure("first painted window", "ms", "empty PySide6 window", aim=1.5, relative=True),
        usable.figure("window with the form ready", "ms", "empty PySide6 window"),
        Figure(
            "memory with the window open",
            "MB",
            median_of_last(ours, pairs),
            median_of_last(empty, pairs),
            "empty PySide6 window",
            aim=120,
            samples=tuple(ours[-pairs:]),
            yardsticks=tuple(empty[-pairs:]),
        ),
        cli.figure("traderadmin --version", "ms", "python -c 'import click'"),
    ]
