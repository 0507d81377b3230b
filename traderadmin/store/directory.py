"""The config directory: read, create and replace `config.toml`, with its backups and history."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.names import CONFIG_FILE, HISTORY_FILE, SCHEMA_FILE
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.store.atomic import (
    NotDurableError,
    Original,
    create_file,
    read_regular,
    settle_folder,
    staged,
    sweep,
)
from traderadmin.store.backups import BackupFile, Backups
from traderadmin.store.fence import Fence
from traderadmin.store.history import History
from traderadmin.store.locking import FileLock
from traderadmin.store.refusals import Refusals

LIMIT = 16 * 1024 * 1024
"""Largest `config.toml` or schema that is read, in bytes."""
LOCK_SECONDS = 5.0
"""How long a write waits for another one's to end."""
_SETTLING_POLL = 0.05


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`config.toml` as it is: bytes, revision, and when it was last modified (UTC)."""

    content: bytes
    revision: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A replace that was read back: the file's revision now, its backup's name, and when."""

    revision: str
    backup: str
    when: datetime


class ConfigDirectory:
    """One folder with `config.toml`. Safe between threads, processes and crashes.

    Args:
        folder: the folder.
        clock: names the backups.
        file: the configuration's name, where a service of another maker has one of its own.
        follow: read through symbolic links that stand in place of the configuration or schema.
    """

    def __init__(
        self, folder: Path, clock: Clock, file: str = CONFIG_FILE, *, follow: bool = True
    ) -> None:
        self._folder = folder
        self._path = folder / file
        self._lock_path = folder / f".{file}.lock"
        self._clock = clock
        self._follow = follow
        self._backups = Backups(folder, clock, file)
        self._history = History(folder)
        self._fence = Fence(folder)
        self._refusals = Refusals(self._path)

    @property
    def path(self) -> Path:
        """Where `config.toml` is."""
        return self._path

    def read(self) -> StoredFile:
        """`config.toml`. Raises: NotFoundError, TraderAdminError."""
        return self._read()[0]

    def read_settled(self, expected: str) -> StoredFile:
        """`config.toml` as it stays after a replace of `expected` whose answer was lost.

        Who replaces waits for the folder's lock so long at most; then it is done, or never will be.
        Raises: RefusedError when somebody goes on writing; as `read`.
        """
        deadline = self._clock.monotonic() + LOCK_SECONDS
        pause = threading.Event()
        while True:
            with self._locked():
                file = self.read()
            if file.revision != expected or self._clock.monotonic() >= deadline:
                return file
            self._clock.wait(pause, _SETTLING_POLL)

    def read_schema(self) -> bytes | None:
        """The folder's own `config.schema.json`; None without one. Raises: TraderAdminError."""
        path = self._folder / SCHEMA_FILE
        try:
            return read_regular(path, limit=LIMIT, follow=self._follow)[0]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refusals.schema_unreadable(path, error) from error

    def create(self, content: bytes) -> StoredFile:
        """Write the first `config.toml`, private to its owner.

        Raises: RefusedError when there is something of that name, or it cannot be written.
        """
        with self._locked():
            try:
                sweep(self._folder)
                create_file(self._path, content)
            except FileExistsError as error:
                raise self._refusals.exists() from error
            except NotDurableError as error:
                raise self._refusals.unconfirmed(error) from error
            except OSError as error:
                raise self._refusals.unwritable(error) from error
        return self.read()

    def replace(self, content: bytes, *, expected: str, fence: int = 0) -> Written:
        """Back up and atomically replace `config.toml`, then read it back; one operation.

        Args:
            content: the new bytes.
            expected: the revision the file must have now.
            fence: the holder's number; refused when a recovery raised the fence above it.

        Raises:
            RevisionConflictError: the file is not `expected`; nothing was changed.
            RefusedError: nothing was changed, and no backup was left.
            UnconfirmedError: it may or may not have been replaced; settle it by reading.
        """
        with self._locked():
            self._fence.check(fence)
            old, original = self._expect(expected)
            try:
                sweep(self._folder)
                with staged(self._path, content, like=original) as temporary:
                    backup = self._replace_with(temporary, old, original)
            except NotDurableError as error:
                raise self._refusals.unconfirmed(error) from error
            except OSError as error:
                raise self._refusals.unwritable(error) from error
            self._confirm(revision_of(content))
        return Written(revision_of(content), backup, self._clock.now())

    def fence(self) -> int:
        """The lowest holder's number that is accepted. Raises: RefusedError."""
        return self._fence.value()

    def raise_fence(self, number: int) -> None:
        """Refuse every holder with a lower number from now on. Raises: TraderAdminError."""
        with self._locked():
            self._fence.raise_to(number)

    def backups(self) -> tuple[BackupFile, ...]:
        """All backups, newest first. Raises: TraderAdminError."""
        return self._backups.list()

    def read_backup(self, name: str) -> bytes:
        """A backup's bytes. Raises: NotFoundError; RefusedError for a name that is no backup's."""
        return self._backups.read(name, limit=LIMIT)

    def history(self, limit: int) -> tuple[HistoryEntry, ...]:
        """The last `limit` lines, newest first; lines that cannot be read are left out."""
        return self._history.read(limit)

    def append_history(self, entry: HistoryEntry) -> None:
        """Add a line durably. Raises: TraderAdminError."""
        self._history.append(entry)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder's lock. Raises: RefusedError."""
        lock = FileLock(self._lock_path, shared=True)
        try:
            held = lock.acquire(self._clock, LOCK_SECONDS)
        except OSError as error:
            raise self._refusals.unwritable(error) from error
        if not held:
            raise self._refusals.busy(LOCK_SECONDS)
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> tuple[StoredFile, os.stat_result]:
        try:
            content, status = read_regular(self._path, limit=LIMIT, follow=self._follow)
        except FileNotFoundError as error:
            raise self._missing() from error
        except OSError as error:
            raise self._refusals.unreadable(error) from error
        modified = datetime.fromtimestamp(status.st_mtime, UTC)
        return StoredFile(content, revision_of(content), modified), status

    def _missing(self) -> TraderAdminError:
        """What to say of a file that is not there: of a link to nothing, or one that was lost."""
        if self._path.is_symlink():
            return self._refusals.dangling()
        try:
            backups = self._backups.list()
        except TraderAdminError:
            backups = ()  # the folder itself says why when it is used
        newest = backups[0].name if backups else ""
        return self._refusals.missing(newest, used=(self._folder / HISTORY_FILE).exists())

    def _expect(self, expected: str) -> tuple[bytes, Original]:
        """The old bytes and attributes. Raises: RevisionConflictError, RefusedError."""
        self._refuse_a_link()
        try:
            old, status = self._read()
        except NotFoundError as error:
            raise self._refusals.gone() from error
        except TraderAdminError as error:
            raise self._refusals.not_saved(error) from error
        if old.revision != expected:
            raise self._refusals.changed(old.revision, expected)
        return old.content, Original(self._path, status)

    def _refuse_a_link(self) -> None:
        """Raises: RefusedError when the file is a symbolic link."""
        try:
            is_link = stat.S_ISLNK(self._path.lstat().st_mode)
        except OSError:
            return  # reading says more exactly what is wrong
        if is_link:
            raise self._refusals.link()

    def _replace_with(self, temporary: Path, old: bytes, original: Original) -> str:
        """Back up, then rename; the backup's name.

        Raises: OSError, RefusedError (nothing changed, no backup left); NotDurableError,
        UnconfirmedError (unknown).
        """
        backup = self._backups.add(old, like=original)
        try:
            self._expect(revision_of(old))
            temporary.replace(self._path)
        except (OSError, TraderAdminError) as error:
            if self._stands(revision_of(old)):
                self._backups.remove(backup)
                raise
            if not isinstance(error, OSError):
                self._backups.remove(backup)
                raise
            raise self._refusals.unconfirmed(error) from error
        settle_folder(self._folder)
        return backup

    def _stands(self, revision: str) -> bool:
        try:
            return self.read().revision == revision
        except TraderAdminError:
            return False

    def _confirm(self, revision: str) -> None:
        """Read back and compare. Raises: UnconfirmedError."""
        try:
            found = self.read().revision
        except TraderAdminError as error:
            raise self._refusals.not_read_back(f"cannot be read back. {error.message}") from error
        if found != revision:
            why = f"reads back as revision {short(found)}, not {short(revision)}."
            raise self._refusals.not_read_back(why)
