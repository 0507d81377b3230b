"""The connection to a keeper: one session, opened once, kept, opened again when it broke."""

import threading
from collections.abc import Mapping
from typing import Any

from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.keeper import sentences
from traderadmin.targets.kubernetes.keeper.answers import Hello
from traderadmin.targets.kubernetes.keeper.session import (
    KeeperSession,
    LostError,
    NotSentError,
    SessionError,
)
from traderadmin.targets.kubernetes.keeper.transport import Connect


class KeeperConnection:
    """Asks over whatever session there is; thread-safe. `seconds` bounds hello and each answer."""

    def __init__(self, connect: Connect, seconds: float) -> None:
        self._connect = connect
        self._seconds = seconds
        self._opening = threading.Lock()
        self._state = threading.Lock()
        self._session: KeeperSession | None = None
        self._hello: Hello | None = None
        self._closed = threading.Event()

    def open(self) -> Hello:
        """Open a session unless there is one; the keeper's hello. Raises: TraderAdminError."""
        return self._opened()[1]

    def read(self, call: str, arguments: Mapping[str, Any], *, more: float = 0.0) -> Any:
        """Ask what changes nothing; once more over a fresh session when the first broke.

        `more` seconds are granted to a call that waits for others. Raises: TraderAdminError.
        """
        seconds = self._seconds + more
        try:
            return self._opened()[0].ask(call, arguments, seconds)
        except SessionError:
            pass  # a fresh session says why, if it does not go either
        try:
            return self._opened()[0].ask(call, arguments, seconds)
        except SessionError as error:
            raise error.why from error

    def write(self, call: str, arguments: Mapping[str, Any]) -> Any:
        """Ask for a change, at most once.

        Raises:
            RefusedError: nothing was changed.
            UnconfirmedError: the answer was lost; it may have been changed.
            TraderAdminError: the keeper's own answer.
        """
        try:
            session = self._opened()[0]
        except TraderAdminError as error:
            raise sentences.nothing_changed(error) from error
        try:
            return session.ask(call, arguments, self._seconds)
        except NotSentError as error:
            raise sentences.nothing_changed(error.why) from error
        except LostError as error:
            raise sentences.unconfirmed(call, error.why) from error

    def close(self) -> None:
        """Give the session up for good; whoever waits is told. Joins its thread."""
        with self._state:
            self._closed.set()
            session = self._session
        if session is not None:
            session.close()

    def _opened(self) -> tuple[KeeperSession, Hello]:
        with self._opening:
            session, hello = self._session, self._hello
            if session is not None and hello is not None and session.is_open:
                return session, hello
            return self._open_anew()

    def _open_anew(self) -> tuple[KeeperSession, Hello]:
        old, self._hello = self._session, None
        if old is not None:
            old.close()
        session = self._started()
        try:
            self._hello = session.greet(self._seconds)
        except TraderAdminError:
            session.close()
            raise
        return session, self._hello

    def _started(self) -> KeeperSession:
        """A new session, known to `close` before anything is waited for."""
        if self._closed.is_set():
            raise sentences.closed()
        session = KeeperSession(self._connect())
        with self._state:
            self._session = session
            is_too_late = self._closed.is_set()
        if is_too_late:
            session.close()
        return session
