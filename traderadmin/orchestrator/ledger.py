"""The order log on disk and the book derived from it, under one lock."""

import errno
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from traderadmin.contract.names import ORDERS_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.orders import Record
from traderadmin.service.logs import logger

_TITLE = "The order log cannot be used"
_log = logger("ledger")


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in the log: its good bytes, and a torn end where there is one."""

    size: int
    torn: bytes
    closed: bool


class Ledger:
    """Appends records durably; a record is in the book only once it is on disk."""

    def __init__(self, descriptor: int, book: Book, note: str) -> None:
        self._descriptor = descriptor
        self._book = book
        self._lock = threading.RLock()
        self.note = note
        """What was wrong with the log when it was opened; empty when nothing was."""

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> Self:
        """Read the log and be ready to append.

        A last line that a crash tore is set aside in a file of its own, and reported in `note`.

        Raises: TraderAdminError when it cannot be read, or a line within it makes no sense:
            then positions are unknown and nobody should trade on them.
        """
        path = state_dir / ORDERS_FILE
        book = Book()
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            note = _prepare(path, descriptor, _read(path, book), now)
        except OSError as error:
            os.close(descriptor)
            raise _unusable(path, error) from error
        except TraderAdminError:
            os.close(descriptor)
            raise
        return cls(descriptor, book, note)

    @contextmanager
    def book(self, now: datetime) -> Iterator[Book]:
        """The book as of `now`, to be read (and appended to) by nobody else meanwhile."""
        with self._lock:
            self._book.roll(now)
            yield self._book

    def copy(self, now: datetime) -> Book:
        """A copy of the book as of `now`."""
        with self.book(now) as book:
            return book.copy()

    def append(self, record: Record) -> None:
        """Write a record durably, then take it into the book.

        Raises: TraderAdminError; then it is neither on disk nor in the book.
        """
        line = json.dumps(record.to_json(), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            try:
                size = os.fstat(self._descriptor).st_size
                self._write(line, size)
            except OSError as error:
                raise TraderAdminError(
                    "An order could not be recorded", f"{ORDERS_FILE}: {error.strerror}."
                ) from error
            self._book.apply(record)

    def close(self) -> None:
        """Give the file up."""
        with self._lock:
            os.close(self._descriptor)

    def _write(self, line: bytes, size: int) -> None:
        try:
            _write_whole(self._descriptor, line)
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, size)
            raise


def _write_whole(descriptor: int, line: bytes) -> None:
    if os.write(descriptor, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _read(path: Path, book: Book) -> _Read:
    size, closed = 0, True
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                record = Record.from_json(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                if line.endswith(b"\n"):
                    raise TraderAdminError(
                        _TITLE,
                        f"Line {number} of {path} makes no sense, so positions are unknown.",
                        "Correct the line, or move the file away to begin without positions.",
                    ) from error
                return _Read(size, line, closed=True)
            book.apply(record)
            size += len(line)
            closed = line.endswith(b"\n")
    return _Read(size, b"", closed)


def _prepare(path: Path, descriptor: int, found: _Read, now: datetime) -> str:
    if not found.closed:
        os.write(descriptor, b"\n")
    if not found.torn:
        return ""
    aside = path.with_name(f"{path.name}.torn.{now:%Y%m%d_%H%M%S_%f}")
    with aside.open("xb") as file:
        file.write(found.torn)
        file.flush()
        os.fsync(file.fileno())
    os.ftruncate(descriptor, found.size)
    os.fsync(descriptor)
    note = f"The last line of {path.name} was torn; it was set aside as {aside.name}."
    _log.warning("%s", note)
    return note


def _unusable(path: Path, error: OSError) -> TraderAdminError:
    return TraderAdminError(_TITLE, f"{path}: {error.strerror}.", "Check the state folder.")
