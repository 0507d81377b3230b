"""What the operating system tells of processes: /proc on Linux, psutil elsewhere.

On Linux a start is counted in clock ticks since boot: unlike psutil's it does not move when the
wall clock is stepped.
"""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

if sys.platform != "linux":
    import psutil


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A process as the kernel knows it; `start` is unique for its pid over reuse and reboots."""

    start: str
    zombie: bool
    parent: int


def facts_of(pid: int) -> ProcessFacts | None:
    """What is known of the process that has `pid` now; None when there is none."""
    if sys.platform != "linux":
        try:
            process = psutil.Process(pid)
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return ProcessFacts(f"{process.create_time():.3f}", zombie, process.ppid())
        except psutil.NoSuchProcess:
            return None
    try:
        content = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): the name, in brackets, may hold anything; state is field 3, starttime field 22.
    fields = content[content.rindex(b")") + 2 :].split()
    start = f"{boot_id()}/{fields[19].decode()}"
    return ProcessFacts(start, fields[0] in {b"Z", b"X"}, int(fields[1]))


def all_pids() -> tuple[int, ...]:
    """Every process there is."""
    if sys.platform != "linux":
        return tuple(psutil.pids())
    return tuple(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def session_of(pid: int) -> int | None:
    """The session of a process; None when that cannot be learnt."""
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def carries(pid: int, variable: str, value: str) -> bool:
    """Whether a process was started with `variable=value` in its environment.

    One that is gone, or somebody else's, does not.
    """
    if sys.platform != "linux":
        try:
            return psutil.Process(pid).environ().get(variable) == value
        except (psutil.Error, OSError):
            return False
    try:
        content = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return f"{variable}={value}".encode() in content.split(b"\0")


def holders_of(path: Path) -> tuple[int, ...]:
    """Processes of ours that have the file at `path` open; none where that cannot be learnt."""
    if sys.platform != "linux":
        return ()
    found = []
    for pid in all_pids():
        try:
            if any(entry.readlink() == path for entry in Path(f"/proc/{pid}/fd").iterdir()):
                found.append(pid)
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return tuple(pid for pid in found if pid != os.getpid())


@cache
def boot_id() -> str:
    """Names this boot of the machine; empty where the system has no such name."""
    if sys.platform != "linux":
        return ""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
