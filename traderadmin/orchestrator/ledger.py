"""The order log on disk and the books derived from it. Many records go to disk in one write."""

import errno
import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from traderadmin.contract.names import ORDERS_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.appending import (
    is_in_place,
    open_appending,
    put_back,
    write_whole,
)
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.checkpoint import Checkpoint
from traderadmin.orchestrator.orderlog import TITLE, OrderLog, read_order_log
from traderadmin.orchestrator.orders import Record
from traderadmin.service.logs import logger

_CLOSED = -1

_log = logger("ledger")


@dataclass(frozen=True, slots=True)
class _Staged:
    line: bytes
    record: Record


class Ledger:
    """Appends records durably.

    There are two books. Decisions are made on the one that is ahead: it has each record from the
    moment it was staged, so the next order is held against the one before it. Reports are made
    from the other, which has a record only once that is on disk. Where the disk fails, what was
    ahead of it is forgotten, and everybody who waited for it is told.

    A thread that wants its record on disk writes, with one fsync, what all threads have staged by
    then (a group commit).
    """

    def __init__(self, state_dir: Path, descriptor: int, log: OrderLog) -> None:
        self._state_dir = state_dir
        self._path = state_dir / ORDERS_FILE
        self._descriptor = descriptor
        self._log = log
        self._lock = threading.RLock()
        self._writing = threading.Lock()
        self._ahead = log.book.copy(whole=True)
        self._staged: list[_Staged] = []
        self._staged_count = 0
        self._settled_count = 0
        self._failed: dict[int, OSError] = {}
        self._torn = False

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> Self:
        """Read the log and be ready to append.

        A last line that a crash tore is set aside in a file of its own, and reported in `note`.

        Raises: TraderAdminError when it cannot be read, another process has it, or a line within
            it makes no sense: then positions are unknown and nobody should trade on them.
        """
        path = state_dir / ORDERS_FILE
        try:
            descriptor = open_appending(path)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            # Beside the state folder's own lock: either file may be removed, and keeps others out.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            log = read_order_log(path, descriptor, now)
        except BlockingIOError as error:
            os.close(descriptor)
            raise TraderAdminError(
                "Standing by", f"Another orchestrator has {path} open."
            ) from error
        except OSError as error:
            os.close(descriptor)
            raise _unusable(path, error) from error
        except TraderAdminError:
            os.close(descriptor)
            raise
        return cls(state_dir, descriptor, log)

    @property
    def note(self) -> str:
        """What was wrong with the log when it was opened; empty when nothing was."""
        return self._log.note

    def keep_in_place(self) -> None:
        """See to it that the log is where the next start will read it: removed, it is put back.

        Raises: TraderAdminError when another file is in its place, or the folder is gone.
        """
        with self._writing:
            try:
                self._keep_in_place()
            except OSError as error:
                raise _unusable(self._path, error) from error

    @contextmanager
    def book(self, now: datetime) -> Iterator[Book]:
        """The book that is ahead, as of `now`; nobody else reads or stages meanwhile."""
        with self._lock:
            self._ahead.roll(now)
            yield self._ahead

    def copy(self, now: datetime) -> Book:
        """A copy of the book of what is on disk, as of `now`."""
        with self._lock:
            self._log.book.roll(now)
            return self._log.book.copy()

    @property
    def unknown(self) -> int:
        """How many orders there are whose outcome is unknown; asks without a lock."""
        return self._ahead.unknown_count

    def append(self, record: Record) -> None:
        """Write a record durably, then take it into the book.

        Raises: TraderAdminError; then it is neither on disk nor in the book.
        """
        self.settle(self.stage(record))

    def stage(self, record: Record) -> int:
        """Take a record into the book that is ahead; its number, to be settled."""
        line = json.dumps(record.to_json(), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            self._ahead.apply(record)
            self._staged.append(_Staged(line, record))
            self._staged_count += 1
            return self._staged_count

    def flush(self) -> None:
        """Return once all that was staged is on disk or forgotten; whose it was is told by then."""
        with self._writing:
            self._write_staged()

    def settle(self, number: int) -> None:
        """Return once the record `number` and all before it are on disk.

        Only who staged it may ask, and once.

        Raises: TraderAdminError when it is not; then no book has it.
        """
        with self._writing:
            if number > self._settled_count:
                self._write_staged()
            error = self._failed.pop(number, None)
        if error is not None:
            raise TraderAdminError(
                "An order could not be recorded", f"{ORDERS_FILE}: {error.strerror}."
            ) from error

    def close(self) -> None:
        """Give the file up, and leave a checkpoint so that the next start is quick."""
        with self._writing, self._lock:
            with suppress(OSError):  # the next start sets it aside
                self._mend()
            with suppress(OSError):  # told when it was found
                self._keep_in_place()
            os.close(self._descriptor)
            self._descriptor = _CLOSED
            log = self._log
            try:
                Checkpoint(log.size, log.digest.hexdigest(), log.book).save(self._state_dir)
            except OSError as error:
                _log.warning("the next start reads the whole order log: %s", error.strerror)

    def _write_staged(self) -> None:
        with self._lock:
            batch, self._staged = self._staged, []
        if not batch:
            return
        lines = b"".join(staged.line for staged in batch)
        try:
            self._write(lines)
        except OSError as error:
            self._forget(error)
            return
        with self._lock:
            self._log.size += len(lines)
            self._log.digest.update(lines)
            for staged in batch:
                self._log.book.apply(staged.record)
            self._settled_count += len(batch)

    def _forget(self, error: OSError) -> None:
        """Let go of all that was staged: what came after a record may rest on it."""
        with self._lock:
            for number in range(self._settled_count + 1, self._staged_count + 1):
                self._failed[number] = error
            self._staged.clear()
            self._settled_count = self._staged_count
            self._ahead = self._log.book.copy(whole=True)

    def _write(self, lines: bytes) -> None:
        self._mend()
        self._keep_in_place()
        self._torn = True
        try:
            write_whole(self._descriptor, lines)
            os.fsync(self._descriptor)
        except OSError:
            with suppress(OSError):  # tried again before the next write
                self._mend()
            raise
        self._torn = False

    def _mend(self) -> None:
        """Take off what a write that failed may have left behind."""
        if self._torn:
            os.ftruncate(self._descriptor, self._log.size)
            self._torn = False

    def _keep_in_place(self) -> None:
        if is_in_place(self._path, self._descriptor):
            return
        try:
            put_back(self._path, self._descriptor)
        except FileExistsError as error:
            raise OSError(errno.ESTALE, "another file is in its place") from error
        note = f"{ORDERS_FILE} was removed while the orchestrator ran; it was written anew."
        self._log.note = f"{self._log.note} {note}".lstrip()
        _log.warning("%s", note)


def _unusable(path: Path, error: OSError) -> TraderAdminError:
    return TraderAdminError(TITLE, f"{path}: {error.strerror}.", "Check the state folder.")
