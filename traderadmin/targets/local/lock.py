"""The apply lock: a file lock that dies with its process, and the journal it guards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from traderadmin.clock import Clock
from traderadmin.contract.journal import Journal
from traderadmin.errors import LockHeldError, NotFoundError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.directory import ConfigDirectory
from traderadmin.store.journal import JournalFile
from traderadmin.store.locking import FileLock, is_locked
from traderadmin.store.tail import last_lines
from traderadmin.targets.states import LockState

LOCK_FILE = "apply.lock"
_PATIENCE = 0.25
"""Long enough to outlast those who only look whether the lock is held."""
_TITLE = "The configuration is locked"


class LocalApplyLock:
    """The apply lock, held; `number` is what the store compares with its fence."""

    def __init__(
        self, lock: FileLock, journal: JournalFile, directory: ConfigDirectory, number: int
    ) -> None:
        self._lock = lock
        self._journal = journal
        self._directory = directory
        self.number = number

    def confirm(self) -> None:
        """As `ApplyLock.confirm`."""
        if not self._lock.holds() or self._directory.fence() > self.number:
            message = "The apply lock was lost, so nothing more may be changed here."
            raise LockHeldError(_TITLE, message, "Reload, and see who else changes things.")

    def write(self, journal: Journal) -> None:
        """As `ApplyLock.write`."""
        self.confirm()
        self._journal.write(journal)

    def finish(self) -> None:
        """As `ApplyLock.finish`."""
        self.confirm()
        self._journal.remove()
        self._lock.release(remove=True)

    def release(self) -> None:
        """Give the lock up and leave the journal."""
        self._lock.release(remove=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True)
class LockLook:
    """The lock's state, and why its journal cannot be read, if so."""

    state: LockState
    problem: TraderAdminError | None = None

    @property
    def note(self) -> str:
        """The problem and what to do about it, in sentences; empty without one."""
        return f"{self.problem.message} {self.problem.hint}" if self.problem else ""


class ApplyLocks:
    """Takes and looks at the apply lock of one config directory."""

    def __init__(self, folder: Path, directory: ConfigDirectory, clock: Clock) -> None:
        self._path = folder / LOCK_FILE
        self._journal = JournalFile(folder)
        self._directory = directory
        self._clock = clock

    def take(self, journal: Journal) -> LocalApplyLock:
        """As `Target.lock`."""
        with self._acquired(journal.who) as lock:
            if self._journal.read() is not None:
                message = "A change of the configuration began here and was never ended."
                hint = "Recover it first: undo it, or finish it."
                raise LockHeldError("A change is unfinished", message, hint)
            held = LocalApplyLock(lock, self._journal, self._directory, self._directory.fence())
            held.write(journal)
            return held

    def take_over(self) -> tuple[LocalApplyLock, Journal]:
        """As `Target.take_over`."""
        with self._acquired("a recovery") as lock:
            journal = self._journal.read()
            if journal is None:
                message = "There is no unfinished change of the configuration."
                raise NotFoundError("Nothing to recover", message)
            number = self._directory.fence() + 1
            self._directory.raise_fence(number)
            return LocalApplyLock(lock, self._journal, self._directory, number), journal

    def state(self) -> LockState:
        """The lock's state. Raises: TraderAdminError, also for an orphan that cannot be read."""
        look = self.look()
        if look.problem is not None and not look.state.held:
            raise look.problem
        return look.state

    def look(self) -> LockLook:
        """Who applies and what is unfinished; disturbs nobody. Raises: TraderAdminError."""
        held = self._is_held()
        journal, problem = self._read_journal()
        if not held and (journal is not None or problem):
            # Somebody may have begun between the two looks: a live author's journal is no orphan.
            held = self._is_held()
            journal, problem = self._read_journal()
        return LockLook(LockState(held, self._holder() if held else "", journal), problem)

    @contextmanager
    def _acquired(self, who: str) -> Iterator[FileLock]:
        """The lock, given up again only if the block fails. Raises: LockHeldError."""
        lock = self._acquire(who)
        try:
            yield lock
        except BaseException:
            lock.release(remove=True)
            raise

    def _acquire(self, who: str) -> FileLock:
        lock = FileLock(self._path)
        try:
            if lock.acquire(self._clock, _PATIENCE):
                lock.write_note(f"{who}, process {os.getpid()}")
                return lock
        except OSError as error:
            lock.release()
            message = f"{self._path} cannot be locked: {wording.reason(error)}."
            raise TraderAdminError(_TITLE, message, wording.hint(error)) from error
        holder = self._holder()
        message = f"Somebody else changes it now: {holder or 'another process'}."
        raise LockHeldError(_TITLE, message, "Wait until that has ended, then try again.")

    def _is_held(self) -> bool:
        try:
            return is_locked(self._path)
        except OSError as error:
            title = "The apply lock cannot be read"
            message = f"{self._path} cannot be read: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error

    def _holder(self) -> str:
        try:
            lines = last_lines(self._path, 1)
        except OSError:
            return ""  # it only names somebody
        return lines[0].decode(errors="replace") if lines else ""

    def _read_journal(self) -> tuple[Journal | None, TraderAdminError | None]:
        try:
            return self._journal.read(), None
        except TraderAdminError as error:
            return None, error
