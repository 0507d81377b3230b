"""Short ways to ask a target and the machine."""

import os
import signal
from pathlib import Path

from traderadmin.targets.local import LocalTarget
from traderadmin.targets.states import ServiceState


def state_of(target: LocalTarget, name: str) -> ServiceState:
    return next(state for state in target.services() if state.name == name)


def pid_of(target: LocalTarget, name: str) -> int:
    (instance,) = state_of(target, name).instances
    return int(instance.identity.partition("@")[0])


def runs(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return fields.rpartition(")")[2].split()[0] not in {"Z", "X"}


def exists(pid: int) -> bool:
    """Whether the kernel still knows the pid, as a zombie or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
