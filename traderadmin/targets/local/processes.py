"""Processes of this machine, told apart for good: a pid together with when it started."""

import os
import signal
import threading
from dataclasses import dataclass

from typing_extensions import override

from traderadmin.targets.local.kernel import (
    all_pids,
    boot_id,
    carries,
    facts_of,
    session_of,
)
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


class Processes:
    """Looks at processes, signals them, and reaps those that are our children. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: dict[ProcessId, int] = {}
        self._gone: set[ProcessId] = set()

    def identify(self, pid: int) -> ProcessId | None:
        """The process that has `pid` now, a zombie too; None when there is none."""
        facts = facts_of(pid)
        return None if facts is None else ProcessId(pid, facts.start)

    def is_alive(self, process: ProcessId) -> bool:
        """Whether it still runs. A zombie does not; one that is our child is reaped."""
        facts = facts_of(process.pid)
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
            for pid in all_pids()
            if session_of(pid) == process.pid
            and (member := self.identify(pid)) is not None
            and self.is_alive(member)
            and carries(pid, SPAWN_VARIABLE, spawn)
        )
        if not left:
            with self._lock:
                self._gone.add(process)
        return left

    def find(self, spawn: str) -> ProcessId | None:
        """The process that carries the spawn id `spawn`: a look at every process of ours.

        The service itself leads its session, and is preferred to what it started.
        """
        carriers = [pid for pid in all_pids() if carries(pid, SPAWN_VARIABLE, spawn)]
        for pid in sorted(carriers, key=lambda pid: (session_of(pid) != pid, pid)):
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
    return process.start.startswith(boot_id())
