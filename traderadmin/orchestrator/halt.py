"""The halt latch as the orchestrator uses it: it obeys the record, and may make one."""

import json
import os
import threading
from datetime import datetime
from pathlib import Path

from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.names import HALT_FILE
from traderadmin.orchestrator.appending import make_durable, write_synced
from traderadmin.service.files import read_file
from traderadmin.service.logs import logger

_log = logger("session")


class HaltLatch:
    """The halt record in a state folder; operators write and remove it."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir
        self._file = state_dir / HALT_FILE
        self._lock = threading.Lock()
        self._unstored: HaltRecord | None = None
        self._told: HaltRecord | None = None

    def reason(self) -> str | None:
        """Why trading is halted, in words; None when it is not. What cannot be read halts."""
        unstored = self._unstored  # before the file: it may get there while we look
        try:
            content = read_file(self._file)
        except FileNotFoundError:
            if unstored is not None:
                return _words(unstored)
            return None if self._folder.is_dir() else "halted: the state folder is gone"
        except OSError as error:
            return f"halted: the halt record cannot be read ({error.strerror})"
        try:
            return _words(HaltRecord.from_json(json.loads(content)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return "halted: the halt record cannot be understood"

    def halt(self, who: str, when: datetime, reason: str = "") -> None:
        """Halt at once, and durably as soon as the disk allows; a record that stands is kept."""
        with self._lock:
            self._unstored = HaltRecord(who, when, reason)
        self.store()

    def store(self) -> None:
        """Write the record that could not be written before, where there is one."""
        with self._lock:
            record = self._unstored
            if record is None:
                return
            try:
                _create_durably(self._file, json.dumps(record.to_json()).encode())
            except OSError as error:
                if record is not self._told:  # it is tried several times a second
                    _log.error("the halt stands, but is not on disk yet: %s", error.strerror)
                self._told = record
                return
            self._unstored = None
            if self._told is not None:
                _log.info("the halt is on disk now")
            self._told = None


def _words(record: HaltRecord) -> str:
    why = f": {record.reason}" if record.reason else ""
    return f"halted by {record.who} at {record.when:%H:%M} UTC{why}"


def _create_durably(path: Path, content: bytes) -> None:
    """Put a file in place as a whole, unless there is one. Raises: OSError."""
    fresh = path.with_name(f".{path.name}.orchestrator")
    write_synced(fresh, content)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
    make_durable(path.parent)
