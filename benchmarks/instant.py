"""A target whose services stop and start at once, on the real store: our own time is left."""

from pathlib import Path
from types import TracebackType
from typing import Self

from typing_extensions import override

from tests.support.fake_target import FakeTarget
from traderadmin.clock import Clock
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.journal import Journal
from traderadmin.errors import LockHeldError
from traderadmin.store.directory import ConfigDirectory
from traderadmin.store.history import History
from traderadmin.store.journal import JournalFile
from traderadmin.store.locking import FileLock
from traderadmin.targets.port import ApplyLock
from traderadmin.targets.states import ConfigFile, LockState, Replaced


class StoredLock:
    """The apply lock with its journal, both in files as the local target keeps them."""

    def __init__(self, lock: FileLock, journal: JournalFile) -> None:
        self._lock = lock
        self._journal = journal

    def confirm(self) -> None:
        """Held until it is released."""

    def write(self, journal: Journal) -> None:
        """Store the journal durably."""
        self._journal.write(journal)

    def finish(self) -> None:
        """End both."""
        self._journal.remove()
        self._lock.release(remove=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock.holds():
            self._lock.release()


class InstantTarget(FakeTarget):
    """Services in memory; configuration, backups, history, lock and journal on disk."""

    def __init__(self, folder: Path, content: bytes, clock: Clock) -> None:
        super().__init__(content, clock)
        self._store = ConfigDirectory(folder, clock)
        self._store.create(content)
        self._journal_file = JournalFile(folder)
        self._history_file = History(folder)
        self._folder = folder

    @override
    def read_config(self) -> ConfigFile:
        stored = self._store.read()
        return ConfigFile(stored.content, stored.revision, stored.modified)

    @override
    def replace_config(self, content: bytes, *, expected: str, lock: ApplyLock) -> Replaced:
        written = self._store.replace(content, expected=expected)
        self.content = content
        return Replaced(written.revision, written.backup, written.when)

    @override
    def append_history(self, entry: HistoryEntry) -> None:
        self._history_file.append(entry)

    @override
    def lock(self, journal: Journal) -> ApplyLock:
        lock = FileLock(self._folder / ".apply.lock")
        if not lock.acquire(self.clock, 1.0):
            raise LockHeldError("Held", "Somebody else applies.")
        self._journal_file.write(journal)
        return StoredLock(lock, self._journal_file)

    @override
    def lock_state(self) -> LockState:
        return LockState(held=False, journal=self._journal_file.read())
