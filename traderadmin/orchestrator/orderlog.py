"""Reads the order log at a start: the book it makes, and what was wrong with its end."""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from traderadmin.errors import TraderAdminError
from traderadmin.orchestrator.appending import set_aside
from traderadmin.orchestrator.book import Book
from traderadmin.orchestrator.checkpoint import Checkpoint
from traderadmin.orchestrator.orders import UNREADABLE, Record
from traderadmin.service.logs import logger

TITLE = "The order log cannot be used"
_BLOCK = 1 << 20
_log = logger("ledger")


@dataclass(slots=True)
class OrderLog:
    """What was read.

    Attributes:
        size: of the whole lines, in bytes.
        digest: a running SHA-256 of them.
        note: what was wrong with the end of the log; empty when nothing was.
    """

    book: Book
    size: int
    digest: "hashlib._Hash"
    note: str = ""


def read_order_log(path: Path, descriptor: int, now: datetime) -> OrderLog:
    """Read the log and make its end ready to be appended to through `descriptor`.

    A last line that a crash tore is set aside in a file of its own.

    Raises: OSError; TraderAdminError when a line before the last makes no sense.
    """
    with path.open("rb") as file:
        log = _from_checkpoint(path.parent, file)
        torn, whole = _replay(path, file, log)
    if not whole:
        os.write(descriptor, b"\n")
        log.digest.update(b"\n")
        log.size += 1
    if torn:
        log.note = set_aside(path, descriptor, torn, log.size, now)
        _log.warning("%s", log.note)
    return log


def _from_checkpoint(state_dir: Path, file: BinaryIO) -> OrderLog:
    """What the checkpoint saves reading; `file` stands where reading goes on."""
    checkpoint = Checkpoint.load(state_dir)
    if checkpoint is not None:
        digest, left = hashlib.sha256(), checkpoint.size
        while left and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
        if not left and digest.hexdigest() == checkpoint.digest:
            return OrderLog(checkpoint.book, checkpoint.size, digest)
        _log.info("the order log was changed by hand; all of it is read")
        file.seek(0)
    return OrderLog(Book(), 0, hashlib.sha256())


def _replay(path: Path, file: BinaryIO, log: OrderLog) -> tuple[bytes, bool]:
    """Apply the lines that are left; a torn last one, and whether the last has its end."""
    whole = True
    for line in file:
        try:
            record = Record.from_json(json.loads(line))
        except UNREADABLE as error:
            if line.endswith(b"\n"):
                raise TraderAdminError(
                    TITLE,
                    f"The line at byte {log.size} of {path} makes no sense, "
                    "so positions are unknown.",
                    "Correct the line, or move the file away to begin without positions.",
                ) from error
            return line, True
        log.book.apply(record)
        log.digest.update(line)
        log.size += len(line)
        whole = line.endswith(b"\n")
    return b"", whole
