"""The session's history across restarts: told at once, written down by a thread of its own."""

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.contract.session import SessionEvent
from traderadmin.orchestrator.sessionfile import SessionFile
from traderadmin.service.logs import logger

KEPT = 40
_MOST_PENDING = 500
_TRY_SECONDS = 1.0
_STOP_SECONDS = 2.0
"""A disk that hangs must not keep the orchestrator from ending."""

_log = logger("session")


class SessionHistory:
    """Takes events without waiting for the disk, on whatever thread the flag was turned.

    Only the orchestrator that holds the state folder writes. What one that stands by saw is in
    the other's lines; it lets go of it when it takes over.
    """

    def __init__(self, state_dir: Path, clock: Clock, may_write: Callable[[], bool]) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._may_write = may_write
        self._lock = threading.Lock()
        self._events: deque[SessionEvent] = deque(maxlen=KEPT)
        self._pending: deque[SessionEvent] = deque(maxlen=_MOST_PENDING)
        self._file: SessionFile | None = None
        self._failure = ""
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="session-history", daemon=True)

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """The last few, those of earlier processes too, oldest first."""
        with self._lock:
            return tuple(self._events)

    @property
    def note(self) -> str:
        """What is wrong with the file, in a sentence; empty when all is well."""
        file = self._file
        return self._failure or (file.note if file is not None else "")

    def add(self, event: SessionEvent) -> None:
        """Take an event; it is on disk a moment later."""
        with self._lock:
            self._events.append(event)
            if self._may_write():
                self._pending.append(event)
        self._wake.set()

    def start(self) -> None:
        """Begin to write, and read what earlier processes wrote."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is left, as long as that takes no time."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._write()
            self._clock.wait(self._wake, _TRY_SECONDS)
            self._wake.clear()
        self._write()
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        """Write what is pending; what cannot be written now is tried again."""
        if not self._may_write():
            return
        try:
            file = self._file or self._open()
            file.keep_in_place()
            with self._lock:
                batch = tuple(self._pending)
            if batch:
                file.append(batch)
                self._written(len(batch))
                file.trim()
        except OSError as error:
            self._fail(error)
        else:
            self._failure = ""

    def _written(self, count: int) -> None:
        with self._lock:
            for _ in range(count):
                self._pending.popleft()

    def _open(self) -> SessionFile:
        file = SessionFile.open(self._state_dir, self._clock.now())
        if file.note:
            _log.warning("%s", file.note)
        with self._lock:
            self._events = deque((*file.events, *self._pending), maxlen=KEPT)
            self._file = file
        return file

    def _fail(self, error: OSError) -> None:
        failure = (
            f"The session\u2019s history cannot be written: {error.strerror}. It is tried again."
        )
        if failure != self._failure:
            _log.error("%s", failure)
        self._failure = failure
