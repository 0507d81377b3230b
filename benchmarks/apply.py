"""An apply's own time, from the call to its result, where services stop and start at once."""

import os
import statistics
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, in_turn
from benchmarks.instant import InstantTarget
from benchmarks.save import bare_save
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.resources import template_bytes
from traderadmin.workflow.backend import Backend

clock = SystemClock()
STEPS = ("check", "lock", "pause", "save", "resume", "verify", "record")


def apply_once(folder: Path, content: bytes) -> tuple[float, dict[str, float]]:
    """One apply in a folder of its own; milliseconds, in all and of each step."""
    own = Path(tempfile.mkdtemp(dir=folder))
    backend = Backend(InstantTarget(own, content, clock), clock, who="benchmark")
    backend.load()
    changed = content.replace(b"max_order_size = 500", b"max_order_size = 400")
    assert changed != content
    started = clock.monotonic()
    result = backend.save_configuration_and_restart(changed, reason="benchmark")
    taken = (clock.monotonic() - started) * 1000
    assert result.outcome is Outcome.DONE
    assert (own / "config.toml").read_bytes() == changed
    return taken, {step: seconds * 1000 for step, seconds in result.entry.steps}


def measure(pairs: int) -> list[Figure]:
    """Take the pairs on the file system of `build/`; tell also where the time goes."""
    content = template_bytes()
    root = Path(__file__).resolve().parents[1] / "build"
    root.mkdir(exist_ok=True)
    steps: list[dict[str, float]] = []

    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = Path(name)

        def ours() -> float:
            taken, parts = apply_once(folder, content)
            steps.append(parts)
            return taken

        taken = in_turn(ours, lambda: bare_save(folder, content), 3 * pairs)
        os.sync()
    figures = [
        taken.figure(
            "apply, services stop and start at once",
            "ms",
            "write, fsync, rename, fsync folder",
            aim=100,
        )
    ]
    for step in STEPS:
        values = tuple(parts[step] for parts in steps if step in parts)
        if values:
            figures.append(Figure(f"  {step}", "ms", statistics.median(values), samples=values))
    return figures
