"""Everything a keeper can be asked: a table of calls over the folders of one volume."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from traderadmin.clock import Clock, utc_text
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import HistoryEntry
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.store.directory import ConfigDirectory, StoredFile
from traderadmin.store.halt import Halt, HaltFile
from traderadmin.store.keeper import volume, wire
from traderadmin.store.keeper.arguments import Arguments, not_understood
from traderadmin.store.keeper.folders import Folders


def _nothing() -> None:
    """The check of a call that touches no folder, or looks after itself."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        answer: makes the result, JSON values. Raises: TraderAdminError.
        check: comes first, and refuses by raising.
        aside: answered on a thread of its own, because it waits for others.
    """

    answer: Callable[[Arguments], Any]
    check: Callable[[], None] = _nothing
    aside: bool = False

    def __call__(self, arguments: Arguments) -> Any:
        """The result. Raises: TraderAdminError."""
        self.check()
        return self.answer(arguments)


class Keeper:
    """The calls of one volume. Follows no symbolic link."""

    def __init__(self, folders: Folders, clock: Clock) -> None:
        self._folders = folders
        self._clock = clock
        self._directory = ConfigDirectory(folders.config, clock, folders.file, follow=False)
        self._halt = HaltFile(folders.state, follow=False)

    def calls(self) -> Mapping[str, Call]:
        """The table."""
        config, state = self._folders.check_config, self._folders.check_state
        return {
            "read_config": Call(lambda _: _file(self._directory.read()), config),
            "read_settled": Call(self._read_settled, config),
            "create_config": Call(self._create_config, config),
            "read_schema": Call(self._read_schema, config),
            "replace_config": Call(self._replace_config, config),
            "backups": Call(self._backups, config),
            "read_backup": Call(self._read_backup, config),
            "history": Call(self._history, config),
            "append_history": Call(self._append_history, config),
            "fence": Call(lambda _: self._directory.fence(), config),
            "raise_fence": Call(self._raise_fence, config),
            "look": Call(self._look),
            "halt_read": Call(lambda _: _halt(self._read_halt())),
            "halt_write": Call(self._halt_write, state),
            "halt_remove": Call(lambda _: self._halt.remove(), state),
            "check_volume": Call(self._check_volume),
            "statuses": Call(self._statuses, aside=True),
        }

    def _read_settled(self, arguments: Arguments) -> Any:
        return _file(self._directory.read_settled(arguments.text("expected")))

    def _create_config(self, arguments: Arguments) -> Any:
        return _file(self._directory.create(arguments.content("content")))

    def _read_schema(self, _: Arguments) -> Any:
        schema = self._directory.read_schema()
        return None if schema is None else wire.bytes_to_text(schema)

    def _replace_config(self, arguments: Arguments) -> Any:
        written = self._directory.replace(
            arguments.content("content"),
            expected=arguments.text("expected"),
            fence=arguments.number("fence"),
        )
        when = utc_text(written.when)
        return {"revision": written.revision, "backup": written.backup, "when": when}

    def _backups(self, _: Arguments) -> Any:
        return [
            {"name": backup.name, "made": utc_text(backup.made), "size": backup.size}
            for backup in self._directory.backups()
        ]

    def _read_backup(self, arguments: Arguments) -> Any:
        return wire.bytes_to_text(self._directory.read_backup(arguments.text("name")))

    def _history(self, arguments: Arguments) -> Any:
        return [entry.to_json() for entry in self._directory.history(arguments.number("limit"))]

    def _append_history(self, arguments: Arguments) -> None:
        try:
            entry = HistoryEntry.from_json(arguments.object("entry"))
        except (KeyError, ValueError, TypeError) as error:
            raise not_understood("entry") from error
        self._directory.append_history(entry)

    def _raise_fence(self, arguments: Arguments) -> None:
        self._directory.raise_fence(arguments.number("number"))

    def _look(self, _: Arguments) -> Any:
        """Everything that is looked at once a second; what cannot be told becomes a note."""
        found: dict[str, Any] = {"revision": None, "modified": None, "fence": None}
        notes = []
        for look in (self._look_at_file, self._look_at_fence):
            try:
                found |= look()
            except NotFoundError:
                continue  # no file, no revision
            except TraderAdminError as error:
                notes.append(error.message)
        return {**found, "halt": _halt(self._read_halt()), "notes": notes}

    def _look_at_file(self) -> dict[str, Any]:
        self._folders.check_config()
        file = self._directory.read()
        return {"revision": file.revision, "modified": utc_text(file.modified)}

    def _look_at_fence(self) -> dict[str, Any]:
        return {"fence": self._directory.fence()}

    def _read_halt(self) -> Halt:
        try:
            self._folders.check_state()
        except TraderAdminError as error:
            return Halt(unreadable=error.message)
        return self._halt.read()

    def _halt_write(self, arguments: Arguments) -> None:
        try:
            record = HaltRecord.from_json(arguments.object("record"))
        except (KeyError, ValueError, TypeError) as error:
            raise not_understood("record") from error
        self._halt.write(record)

    def _check_volume(self, arguments: Arguments) -> Any:
        needed = arguments.number("need_bytes")
        watched = (
            (self._folders.check_config, self._folders.config),
            (self._folders.check_state, self._folders.state),
        )
        return [volume.look_at(folder, check, needed) for check, folder in watched]

    def _statuses(self, arguments: Arguments) -> Any:
        from traderadmin.store.keeper.statuses import ask_all  # noqa: PLC0415 - see that module

        return ask_all(arguments.objects("addresses"), self._clock)


def _file(file: StoredFile) -> dict[str, Any]:
    content, modified = wire.bytes_to_text(file.content), utc_text(file.modified)
    return {"content": content, "revision": file.revision, "modified": modified}


def _halt(halt: Halt) -> dict[str, Any]:
    record = halt.record.to_json() if halt.record else None
    return {"record": record, "unreadable": halt.unreadable}
