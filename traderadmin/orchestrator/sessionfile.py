"""`state/session.jsonl`: what the session went through, a line to each event, bounded in size."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from traderadmin.contract.names import SESSION_FILE
from traderadmin.contract.session import SessionEvent
from traderadmin.orchestrator.appending import (
    is_in_place,
    make_durable,
    open_appending,
    put_back,
    set_aside,
    write_synced,
    write_whole,
)
from traderadmin.orchestrator.orders import UNREADABLE
from traderadmin.service.files import read_file

MOST_BYTES = 256 * 1024
"""Beyond this the older half goes: some 600 lines stay, months of edges."""


@dataclass(slots=True)
class SessionFile:
    """The file, open to be appended to by the one process that holds the state folder.

    Attributes:
        events: those that were in it when it was opened, oldest first.
        note: what was wrong with it then; empty when nothing was.
    """

    path: Path
    events: tuple[SessionEvent, ...]
    note: str
    _descriptor: int
    _torn_at: int | None = None

    @classmethod
    def open(cls, state_dir: Path, now: datetime) -> Self:
        """Read it and be ready to append; a last line that a crash tore is set aside.

        Lines that make no sense are left where they are: they open and close nothing.

        Raises: OSError.
        """
        path = state_dir / SESSION_FILE
        descriptor = open_appending(path)
        try:
            content = read_file(path)
            whole, torn = _parted(content)
            notes = []
            if torn:
                notes.append(set_aside(path, descriptor, torn, len(whole), now))
            if whole and not whole.endswith(b"\n"):
                write_whole(descriptor, b"\n")
                whole += b"\n"
        except OSError:
            os.close(descriptor)
            raise
        events = tuple(_event(line) for line in whole.split(b"\n")[:-1])
        if strange := events.count(None):
            lines = "1 line" if strange == 1 else f"{strange} lines"
            notes.append(f"{lines} of {SESSION_FILE} cannot be understood.")
        known = tuple(event for event in events if event is not None)
        return cls(path, known, " ".join(notes), descriptor)

    def append(self, events: Sequence[SessionEvent]) -> None:
        """Write events durably, all or none of them. Raises: OSError."""
        lines = b"".join(json.dumps(event.to_json()).encode() + b"\n" for event in events)
        self._mend()
        size = os.fstat(self._descriptor).st_size
        try:
            write_whole(self._descriptor, lines)
            os.fsync(self._descriptor)
        except OSError:
            self._torn_at = size
            with suppress(OSError):  # tried again before the next write
                self._mend()
            raise

    def keep_in_place(self) -> None:
        """Write it anew where it was removed; another file in its place is gone on with.

        Raises: OSError.
        """
        if is_in_place(self.path, self._descriptor):
            return
        self._torn_at = None
        try:
            put_back(self.path, self._descriptor)
        except FileExistsError:
            other = open_appending(self.path)
            os.dup2(other, self._descriptor, inheritable=False)
            os.close(other)

    def trim(self) -> None:
        """Where the file is too large, put its newer half in its place. Raises: OSError."""
        if os.fstat(self._descriptor).st_size <= MOST_BYTES:
            return
        content = read_file(self.path)
        _, _, kept = content[len(content) // 2 :].partition(b"\n")
        fresh = self.path.with_name(f".{self.path.name}.orchestrator")
        write_synced(fresh, kept)
        fresh.replace(self.path)
        make_durable(self.path.parent)
        descriptor = open_appending(self.path)
        os.close(self._descriptor)
        self._descriptor = descriptor

    def close(self) -> None:
        """Give the file up."""
        os.close(self._descriptor)

    def _mend(self) -> None:
        """Take off what a write that failed may have left behind."""
        if self._torn_at is not None:
            os.ftruncate(self._descriptor, self._torn_at)
            self._torn_at = None


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and a torn last one; a last one that only lacks its end is whole."""
    start = content.rfind(b"\n") + 1
    last = content[start:]
    if last and _event(last) is None:
        return content[:start], last
    return content, b""


def _event(line: bytes) -> SessionEvent | None:
    try:
        return SessionEvent.from_json(json.loads(line))
    except UNREADABLE:
        return None
