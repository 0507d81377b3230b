"""The order log on disk and the book derived from it, under one lock."""

import errno
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from traderadmin.contract.names import ORDERS_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.checkpoint import Checkpoint
from traderadmin.orchestrator.orderlog import TITLE, OrderLog, read_order_log
from traderadmin.orchestrator.orders import Record
from traderadmin.service.logs import logger

_log = logger("ledger")


class Ledger:
    """Appends records durably; a record is in the book only once it is on disk."""

    def __init__(self, state_dir: Path, descriptor: int, log: OrderLog) -> None:
        self._state_dir = state_dir
        self._descriptor = descriptor
        self._log = log
        self._lock = threading.RLock()

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> Self:
        """Read the log and be ready to append.

        A last line that a crash tore is set aside in a file of its own, and reported in `note`.

        Raises: TraderAdminError when it cannot be read, or a line within it makes no sense:
            then positions are unknown and nobody should trade on them.
        """
        path = state_dir / ORDERS_FILE
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            _make_durable(state_dir)
            log = read_order_log(path, descriptor, now)
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

    @contextmanager
    def book(self, now: datetime) -> Iterator[Book]:
        """The book as of `now`, to be read (and appended to) by nobody else meanwhile."""
        with self._lock:
            self._log.book.roll(now)
            yield self._log.book

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
                self._write(line)
            except OSError as error:
                raise TraderAdminError(
                    "An order could not be recorded", f"{ORDERS_FILE}: {error.strerror}."
                ) from error
            self._log.size += len(line)
            self._log.digest.update(line)
            self._log.book.apply(record)

    def close(self) -> None:
        """Give the file up, and leave a checkpoint so that the next start is quick."""
        with self._lock:
            os.close(self._descriptor)
            log = self._log
            try:
                Checkpoint(log.size, log.digest.hexdigest(), log.book).save(self._state_dir)
            except OSError as error:
                _log.warning("the next start reads the whole order log: %s", error.strerror)

    def _write(self, line: bytes) -> None:
        try:
            _write_whole(self._descriptor, line)
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self._log.size)
            raise


def _write_whole(descriptor: int, line: bytes) -> None:
    if os.write(descriptor, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _make_durable(folder: Path) -> None:
    """A file just made in `folder` survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: OSError) -> TraderAdminError:
    return TraderAdminError(TITLE, f"{path}: {error.strerror}.", "Check the state folder.")
