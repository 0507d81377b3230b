"""Watches `config.toml` by its content, and keeps the last good configuration in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from traderadmin.config.loader import load, with_defaults
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema, load_schema
from traderadmin.contract.names import CONFIG_FILE, SCHEMA_FILE
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import TraderAdminError
from traderadmin.service.files import read_file
from traderadmin.service.logs import logger

POLL_SECONDS = 0.25
"""Between two looks. Attributes lie on network volumes, so each look reads and hashes."""
SETTLE_SECONDS = 0.1
"""For which a new file must stay as it is: an editor that writes in place is seen in mid-write."""

_FAULT = "The service failed at reading it; see its log."

Found = tuple[bytes | None, bytes | None]
"""The bytes of `config.toml` and of the schema beside it; None where there is no such file."""
Pause = Callable[[], object]
Take = Callable[[Mapping[str, Any]], None]
Refused = Callable[[str], None]

_log = logger("config")


@dataclass(frozen=True, slots=True)
class ConfigState:
    """What is in force.

    Attributes:
        revision: of the bytes in force; None before any good configuration.
        error: why the file on disk is not in force; None when it is.
        loads: good configurations taken since the start.
        failures: bad ones refused since the start.
    """

    revision: str | None = None
    error: str | None = None
    loads: int = 0
    failures: int = 0


class ConfigWatch:
    """Looks at the configuration directory and hands each new good configuration to `take`."""

    def __init__(
        self, config_dir: Path, take: Take, refused: Refused, pause: Pause = lambda: None
    ) -> None:
        """Take the folder, who is told, and a wait of SETTLE_SECONDS."""
        self._file = config_dir / CONFIG_FILE
        self._schema_file = config_dir / SCHEMA_FILE
        self._take = take
        self._refused = refused
        self._pause = pause
        self._seen: tuple[str | None, str | None] | None = None
        self._schema: tuple[str | None, Schema] | None = None
        self.state = ConfigState()

    def check(self) -> None:
        """Look once; a new file is taken, a bad one is reported and changes nothing else."""
        try:
            found = self._read()
            if _revisions(found) == self._seen or not self._is_settled(found):
                return
        except OSError as error:
            self._seen = None
            self._fail(f"{error.filename} cannot be read: {error.strerror}.")
            return
        self._seen = _revisions(found)
        try:
            self._follow(*found)
        except TraderAdminError as error:
            self._fail(error.message)
        except Exception:  # noqa: BLE001 - logged with its trace; the next good file must heal it
            _log.exception("%s could not be taken", CONFIG_FILE)
            self._fail(_FAULT)

    def _read(self) -> Found:
        return _read(self._file), _read(self._schema_file)

    def _is_settled(self, found: Found) -> bool:
        """Whether it still is so a moment later; the first look of all does not wait."""
        if self.state == ConfigState():
            return True
        self._pause()
        return self._read() == found

    def _follow(self, content: bytes | None, schema_content: bytes | None) -> None:
        if content is None:
            self._fail(f"There is no {CONFIG_FILE} in {self._file.parent}.")
            return
        schema = self._schema_of(schema_content)
        loaded = load(content, schema)
        if loaded.revision != self.state.revision:
            own = with_defaults(loaded.values, schema)
            # A schema of other makers may lack defaults that this service relies on.
            self._take(with_defaults(own, self._shipped))
        for warning in loaded.warnings:
            _log.warning("%s: %s", dotted(warning.path), warning.message)
        self._succeed(loaded.revision)

    def _schema_of(self, content: bytes | None) -> Schema:
        revision = _revision(content)
        if content is None:
            return self._shipped
        if self._schema is None or self._schema[0] != revision:
            self._schema = (revision, _loaded_schema(content))
        return self._schema[1]

    @cached_property
    def _shipped(self) -> Schema:
        return load_schema(None)

    def _fail(self, message: str) -> None:
        if message == self.state.error:
            return
        kept = self.state.revision
        _log.error(
            "%s %s",
            message,
            f"Revision {short(kept)} stays in force." if kept else "No configuration is in force.",
        )
        self.state = ConfigState(kept, message, self.state.loads, self.state.failures + 1)
        self._refused(message)

    def _succeed(self, revision: str) -> None:
        _log.info("loaded revision %s", short(revision))
        self.state = ConfigState(revision, None, self.state.loads + 1, self.state.failures)


def _loaded_schema(content: bytes) -> Schema:
    """The directory's own schema. Raises: TraderAdminError that says it is not the file's fault."""
    try:
        return load_schema(content)
    except TraderAdminError as error:
        message = f"{SCHEMA_FILE} beside it cannot be used: {error.message}"
        raise TraderAdminError(error.title, message, error.hint) from error


def _read(file: Path) -> bytes | None:
    try:
        return read_file(file)
    except FileNotFoundError:
        return None


def _revisions(found: Found) -> tuple[str | None, str | None]:
    return _revision(found[0]), _revision(found[1])


def _revision(content: bytes | None) -> str | None:
    return None if content is None else revision_of(content)
