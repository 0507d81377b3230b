"""The config keeper as its users see it: typed questions, errors of our own."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from traderadmin.clock import Clock, SystemClock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.store.directory import LOCK_SECONDS
from traderadmin.store.keeper import wire
from traderadmin.targets.kubernetes.keeper import answers, sentences
from traderadmin.targets.kubernetes.keeper.answers import FolderReport, Hello, Look, StatusAnswer
from traderadmin.targets.kubernetes.keeper.connection import KeeperConnection
from traderadmin.targets.kubernetes.keeper.transport import Connect
from traderadmin.targets.states import Backup, ConfigFile, HaltState, Replaced

SECONDS = 10.0
"""How long an answer may take: a keeper itself waits at most 5 s for another one's write."""
SETTLING_SECONDS = 2 * LOCK_SECONDS
"""What a keeper may take longer to see that nobody is about to write any more."""
RETURN_SECONDS = 30.0
"""How long a save waits for a keeper whose pod went, and is made anew as a rule."""
_RETRY_SECONDS = 0.5
_Data = TypeVar("_Data")


class KeeperClient:
    """Asks the config keeper; thread-safe, connected at the first question.

    Every failure is a TraderAdminError. Of a write, RefusedError says that nothing was changed,
    UnconfirmedError that the answer was lost.
    """

    def __init__(
        self,
        connect: Connect,
        seconds: float = SECONDS,
        *,
        clock: Clock | None = None,
        returns_within: float = 0.0,
    ) -> None:
        """Connect with `connect`; an answer is due within `seconds`.

        A save waits at most `returns_within` seconds, by `clock`, for a keeper that went away.
        """
        self._connection = KeeperConnection(connect, seconds)
        self._clock = clock or SystemClock()
        self._returns_within = returns_within

    def open(self) -> Hello:
        """Connect unless that is done; how the keeper introduced itself."""
        return self._connection.open()

    def await_return(self) -> None:
        """Open a session, again and again where the keeper went away. Raises: TraderAdminError."""
        deadline = self._clock.monotonic() + self._returns_within
        while True:
            try:
                self.open()
            except TraderAdminError:
                if self._clock.monotonic() >= deadline:
                    raise
            else:
                return
            self._clock.wait(threading.Event(), _RETRY_SECONDS)

    def close(self) -> None:
        """Give the session up for good, and wait for its thread."""
        self._connection.close()

    def read_config(self) -> ConfigFile:
        """The configuration. Raises: NotFoundError."""
        return self._read("read_config", answers.config_file)

    def create_config(self, content: bytes) -> ConfigFile:
        """Write the first configuration. Raises: RefusedError when there is one already."""
        arguments = {"content": wire.bytes_to_text(content)}
        return _understood(answers.config_file, self._connection.write("create_config", arguments))

    def read_schema(self) -> bytes | None:
        """The directory's own schema; None when it has none."""
        return self._read(
            "read_schema", lambda data: None if data is None else wire.text_to_bytes(data)
        )

    def replace_config(self, content: bytes, *, expected: str, fence: int) -> Replaced:
        """Back up and replace the configuration in one request, then read it back from here.

        Raises:
            RevisionConflictError: the file is not `expected`; nothing was changed.
            RefusedError: nothing was changed.
            UnconfirmedError: the outcome is unknown; settle it by reading. A request on its way
                was waited for, so what the file reads as now is what it stays.
        """
        arguments = {
            "content": wire.bytes_to_text(content),
            "expected": expected,
            "fence": fence,
        }
        try:
            done = _understood(
                answers.replaced, self._connection.write("replace_config", arguments)
            )
        except RefusedError:
            with suppress(TraderAdminError):  # so that whoever looks what the file is now can
                self.await_return()
            raise
        except TraderAdminError as error:
            message = f"{error.message} {self._settled(content, expected)}"
            raise UnconfirmedError("Save not confirmed", message, error.hint) from error
        self._confirm(revision_of(content))
        return done

    def backups(self) -> tuple[Backup, ...]:
        """All backups, newest first."""
        return self._read("backups", _each(answers.backup))

    def read_backup(self, name: str) -> bytes:
        """A backup's bytes. Raises: NotFoundError; RefusedError for a name that is no backup's."""
        return self._read("read_backup", wire.text_to_bytes, name=name)

    def history(self, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The last `limit` lines, newest first; lines that cannot be read are left out."""
        return self._read("history", _each(HistoryEntry.from_json), limit=limit)

    def append_history(self, entry: HistoryEntry) -> None:
        """Add a line durably."""
        self._connection.write("append_history", {"entry": entry.to_json()})

    def fence(self) -> int:
        """The lowest holder's number that is accepted."""
        return self._read("fence", int)

    def raise_fence(self, number: int) -> None:
        """Refuse every holder with a lower number from now on."""
        self._connection.write("raise_fence", {"number": number})

    def look(self) -> Look:
        """The once-a-second look, in one round trip."""
        return self._read("look", answers.look)

    def halt_state(self) -> HaltState:
        """Whether trading is halted."""
        return self._read("halt_read", answers.halt_state)

    def set_halt(self, record: HaltRecord) -> None:
        """Halt durably; a record that stands already is kept."""
        self._connection.write("halt_write", {"record": record.to_json()})

    def release_halt(self) -> None:
        """End the halt, an unreadable one too."""
        self._connection.write("halt_remove", {})

    def check_volume(self, need_bytes: int) -> tuple[FolderReport, ...]:
        """Try the config and the state folder: writable, and room for so many bytes."""
        return self._read("check_volume", _each(answers.folder_report), need_bytes=need_bytes)

    def statuses(self, addresses: Sequence[tuple[str, int]]) -> tuple[StatusAnswer, ...]:
        """What answers `GET /status` at each IP address and port, in the same order."""
        found: list[StatusAnswer] = []
        for start in range(0, len(addresses), wire.STATUSES_LIMIT):
            some = addresses[start : start + wire.STATUSES_LIMIT]
            asked = [{"host": host, "port": port} for host, port in some]
            found += self._read("statuses", _each(answers.status_answer), addresses=asked)
        return tuple(found)

    def _read(self, call: str, decode: Callable[[Any], _Data], **arguments: Any) -> _Data:
        return _understood(decode, self._connection.read(call, arguments))

    def _settled(self, content: bytes, expected: str) -> str:
        """What the file is once whoever was writing it has ended, in a sentence."""
        try:
            self.await_return()
            data = self._connection.read(
                "read_settled", {"expected": expected}, more=SETTLING_SECONDS
            )
            found = _understood(answers.config_file, data).revision
        except TraderAdminError as error:
            return f"What the file is now cannot be read: {error.message}"
        if found == revision_of(content):
            return "The file is the new one."
        if found == expected:
            return "The file is as before."
        return f"The file is revision {short(found)}."

    def _confirm(self, revision: str) -> None:
        """Read the file back by a second request. Raises: UnconfirmedError."""
        title = "Save not confirmed"
        hint = "Reload to see what the file holds now."
        try:
            self.await_return()
            found = self.read_config().revision
        except TraderAdminError as error:
            message = f"The file was replaced, but cannot be read back. {error.message}"
            raise UnconfirmedError(title, message, hint) from error
        if found != revision:
            message = (
                f"The file was replaced, but reads back as revision {short(found)}, "
                f"not {short(revision)}."
            )
            raise UnconfirmedError(title, message, hint)


def _each(decode: Callable[[Any], _Data]) -> Callable[[Any], tuple[_Data, ...]]:
    return lambda items: tuple(decode(item) for item in items)


def _understood(decode: Callable[[Any], _Data], data: Any) -> _Data:
    """A result as data. Raises: TraderAdminError when it is none."""
    try:
        return decode(data)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise sentences.not_understood() from error
