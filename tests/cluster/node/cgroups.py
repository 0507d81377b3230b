"""The control group that holds a node's pods, in each hierarchy of version 1 or in version 2."""

import os
import threading
from pathlib import Path

from traderadmin.clock import Clock

_ROOT = Path("/sys/fs/cgroup")
_SECONDS = 20.0


def hierarchies() -> list[Path]:
    """Where control groups are made."""
    if (_ROOT / "cgroup.controllers").exists():
        return [_ROOT]
    # Links are other names of the same hierarchy.
    return [path for path in _ROOT.iterdir() if path.is_dir() and not path.is_symlink()]


def make_cgroup(name: str) -> None:
    """Make the group `name` everywhere, with the machine's processors and memory nodes."""
    for hierarchy in hierarchies():
        group = hierarchy / name
        group.mkdir(exist_ok=True)
        for setting in ("cpuset.cpus", "cpuset.mems"):
            if (group / setting).exists() and not (_ROOT / "cgroup.controllers").exists():
                (group / setting).write_text((hierarchy / setting).read_text())


def remove_cgroup(name: str, clock: Clock) -> list[str]:
    """Remove the group and all below it; what could not be removed within some seconds."""
    deadline = clock.monotonic() + _SECONDS
    left = _remove(name)
    while left and clock.monotonic() < deadline:
        clock.wait(threading.Event(), 0.05)  # the kernel takes its time over the dead
        left = _remove(name)
    return [str(path) for path in left]


def _remove(name: str) -> list[Path]:
    left = []
    for hierarchy in hierarchies():
        for folder, _, _ in os.walk(hierarchy / name, topdown=False):
            try:
                Path(folder).rmdir()
            except OSError:
                left.append(Path(folder))
    return left
