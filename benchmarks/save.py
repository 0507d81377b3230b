"""A save through the store (backup, replace, read back) against a bare durable replace."""

import os
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, in_turn
from traderadmin.clock import SystemClock
from traderadmin.contract.revision import revision_of
from traderadmin.resources import template_bytes
from traderadmin.store.directory import ConfigDirectory

clock = SystemClock()


def bare_save(folder: Path, content: bytes) -> float:
    """Write, fsync and rename a file, fsync its folder; milliseconds."""
    path = folder / "bare.toml"
    path.write_bytes(content)
    started = clock.monotonic()
    temporary = folder / "bare.tmp"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return (clock.monotonic() - started) * 1000


def store_save(folder: Path, content: bytes) -> float:
    """The keeper's one request in a folder of its own; milliseconds."""
    own = Path(tempfile.mkdtemp(dir=folder))
    store = ConfigDirectory(own, clock)
    store.create(content)
    changed = content + b"# changed\n"
    started = clock.monotonic()
    store.replace(changed, expected=revision_of(content))
    return (clock.monotonic() - started) * 1000


def measure(pairs: int) -> list[Figure]:
    """Take the pairs on the file system that `build/` is on, where fsync is real."""
    content = template_bytes()
    root = Path(__file__).resolve().parents[1] / "build"
    root.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = Path(name)
        taken = in_turn(
            lambda: store_save(folder, content), lambda: bare_save(folder, content), 3 * pairs
        )
    return [taken.figure("save with backup", "ms", "write, fsync, rename, fsync folder")]
