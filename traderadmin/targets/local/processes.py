"""Processes of this machine, told apart for good: a pid together with when it started."""

import os
import signal
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil
from typing_extensions import override

from traderadmin.targets.local.specs import SPAWN_VARIABLE


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process; `start` makes it unique over pid reuse, clock steps and reboots."""

    pid: int
    start: str

    @override
    def __str__(self) -> str:
        """Pid and start in one."""
        return f"{self.pid}@{self.start}"


@dataclass(frozen=True, slots=True)
class _Facts:
    start: str
    zombie: bool
    parent: int


class Processes:
    """Looks at processes, signals them, and reaps those that are our children. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: dict[ProcessId, int] = {}
        self._gone: set[ProcessId] = set()

    def identify(self, pid: int) -> ProcessId | None:
        """The process that has `pid` now, a zombie too; None when there is none."""
        facts = _facts(pid)
        return None if facts is None else ProcessId(pid, facts.start)

    def is_alive(self, process: ProcessId) -> bool:
        """Whether it still runs. A zombie does not; one that is our child is reaped."""
        facts = _facts(process.pid)
        if facts is None or facts.start != process.start:
            return False
        if facts.zombie:
            if facts.parent == os.getpid():
                self._reap(process)
            return False
        return True

    def left_of(self, process: ProcessId, spawn: str) -> tuple[ProcessId, ...]:
        """The process, or where it ended those of its session that it left behind."""
        if self.is_alive(process):
            return (process,)
        with self._lock:
            if process in self._gone:
                return ()
        # The kernel keeps a pid from reuse while a session bears it, so members are ours; the
        # spawn id is asked all the same, before anything might be signalled.
        left = tuple(
            member
            for pid in psutil.pids()
            if _session(pid) == process.pid
            and (member := self.identify(pid)) is not None
            and self.is_alive(member)
            and _spawn_id(pid) == spawn
        )
        if not left:
            with self._lock:
                self._gone.add(process)
        return left

    def find(self, spawn: str) -> ProcessId | None:
        """The process that carries the spawn id `spawn`: a look at every process of ours.

        The service itself leads its session, and is preferred to what it started.
        """
        carriers = [pid for pid in psutil.pids() if pid and _spawn_id(pid) == spawn]
        for pid in sorted(carriers, key=lambda pid: (_session(pid) != pid, pid)):
            found = self.identify(pid)
            if found is not None and self.is_alive(found):
                return found
        return None

    def exit_code(self, process: ProcessId) -> int | None:
        """How it ended, negative for a signal; None when it was not our child, or still runs."""
        self.is_alive(process)
        with self._lock:
            return self._codes.get(process)

    def signal(self, process: ProcessId, number: int) -> bool:
        """Signal this very process and no other of its pid; False when it is gone.

        Raises: PermissionError when it belongs to somebody else.
        """
        try:
            descriptor = os.pidfd_open(process.pid) if hasattr(os, "pidfd_open") else None
        except ProcessLookupError:
            return False
        except PermissionError:
            raise
        except OSError:
            descriptor = None  # a kernel without pidfd
        try:
            # The descriptor is bound to whoever had the pid when it was opened. If the recorded
            # process has it now, it had it then.
            if not self.is_alive(process):
                return False
            if descriptor is None:
                os.kill(process.pid, number)
            else:
                signal.pidfd_send_signal(descriptor, number)
        except ProcessLookupError:
            return False
        finally:
            if descriptor is not None:
                os.close(descriptor)
        return True

    def _reap(self, process: ProcessId) -> None:
        try:
            pid, status = os.waitpid(process.pid, os.WNOHANG)
        except ChildProcessError:
            return  # another thread was faster
        if pid == process.pid:
            with self._lock:
                self._codes[process] = os.waitstatus_to_exitcode(status)


def same_boot(process: ProcessId) -> bool:
    """Whether the machine was not restarted since this process was recorded."""
    return sys.platform != "linux" or process.start.startswith(_boot_id())


@cache
def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _facts(pid: int) -> _Facts | None:
    """What the kernel says of `pid`.

    On Linux the start is in clock ticks since boot: unlike psutil's it does not move when the
    wall clock is stepped.
    """
    if sys.platform != "linux":
        return _facts_by_psutil(pid)
    try:
        content = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): the name, in brackets, may hold anything; state is field 3, starttime field 22.
    fields = content[content.rindex(b")") + 2 :].split()
    state, parent, ticks = fields[0], int(fields[1]), fields[19].decode()
    return _Facts(f"{_boot_id()}/{ticks}", state in {b"Z", b"X"}, parent)


def _facts_by_psutil(pid: int) -> _Facts | None:
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return _Facts(f"{process.create_time():.3f}", zombie, process.ppid())
    except psutil.NoSuchProcess:
        return None


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _spawn_id(pid: int) -> str | None:
    try:
        return psutil.Process(pid).environ().get(SPAWN_VARIABLE)
    except (psutil.Error, OSError):
        return None  # gone, or somebody else's: then it is not ours
