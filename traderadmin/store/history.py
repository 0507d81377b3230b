"""`history.jsonl`: one line for each transaction, appended durably, read tolerantly."""

import json
import os
from pathlib import Path

from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.names import HISTORY_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import PRIVATE, sync_file, sync_folder, write_all
from traderadmin.store.tail import last_lines


class History:
    """The history of one config directory."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / HISTORY_FILE

    def append(self, entry: HistoryEntry) -> None:
        """Add a line durably, after a torn last line on a line of its own.

        Raises: TraderAdminError when it could not be stored.
        """
        try:
            self._append(wording.json_bytes(entry.to_json()) + b"\n")
        except OSError as error:
            title = "History not recorded"
            message = f"No line could be added to {self._path}: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error

    def read(self, limit: int) -> tuple[HistoryEntry, ...]:
        """The last `limit` lines, newest first, without those that cannot be read.

        Raises: TraderAdminError when the file cannot be read at all.
        """
        try:
            lines = last_lines(self._path, limit)
        except OSError as error:
            title = "History cannot be read"
            message = f"{self._path} cannot be read: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error
        entries = (_parsed(line) for line in reversed(lines))
        return tuple(entry for entry in entries if entry is not None)

    def _append(self, line: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, PRIVATE)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            write_all(descriptor, b"\n" + line if torn else line)
            sync_file(descriptor)
        finally:
            os.close(descriptor)
        if size == 0:
            sync_folder(self._path.parent)


def _parsed(line: bytes) -> HistoryEntry | None:
    try:
        return HistoryEntry.from_json(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
