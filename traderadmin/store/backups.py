"""Backups beside the configuration: `config.toml.bak.YYYYMMDD_HHMMSS`, UTC, never overwritten."""

import errno
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from traderadmin.clock import Clock
from traderadmin.contract.names import CONFIG_FILE
from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import NotDurableError, Original, create_file, read_regular

_STAMP = re.compile(r"\d{8}_\d{6}", re.ASCII)
_FORMAT = "%Y%m%d_%H%M%S"
_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup: its name, the UTC time in that name, its size in bytes."""

    name: str
    made: datetime
    size: int


class Backups:
    """The backups of one config directory, named after its file."""

    def __init__(self, folder: Path, clock: Clock, file: str = CONFIG_FILE) -> None:
        self._folder = folder
        self._clock = clock
        self._prefix = f"{file}.bak."

    def list(self) -> tuple[BackupFile, ...]:
        """All backups, newest first. Raises: TraderAdminError."""
        try:
            found = [
                BackupFile(path.name, made, path.stat(follow_symlinks=False).st_size)
                for path in self._folder.iterdir()
                if (made := self._made(path.name)) is not None and path.is_file()
            ]
        except FileNotFoundError:
            return ()
        except OSError as error:
            title = "Backups cannot be listed"
            message = f"The folder {self._folder} cannot be read: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error
        return tuple(sorted(found, key=lambda backup: backup.made, reverse=True))

    def read(self, name: str, *, limit: int) -> bytes:
        """A backup's bytes. Raises: NotFoundError; RefusedError for a name that is no backup's."""
        if self._made(name) is None:
            title = "Not a backup"
            message = f"{name!r} is not the name of a backup ({self._prefix}YYYYMMDD_HHMMSS)."
            raise RefusedError(title, message, "Choose one of the listed backups.")
        try:
            content, _ = read_regular(self._folder / name, limit=limit, follow=False)
        except FileNotFoundError as error:
            title = "Backup not found"
            message = f"There is no {name} in {self._folder}."
            raise NotFoundError(title, message, "Choose one of the listed backups.") from error
        except OSError as error:
            title = "Backup cannot be read"
            message = f"{name} in {self._folder} cannot be read: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error
        return content

    def add(self, content: bytes, *, like: Original) -> str:
        """Store a backup named after this second, or after the next free one; its name.

        Raises: OSError when it could not be stored; nothing is left then.
        """
        for _ in range(_ATTEMPTS):
            name = self._prefix + self._clock.now().astimezone(UTC).strftime(_FORMAT)
            try:
                create_file(self._folder / name, content, like=like)
            except FileExistsError:
                self._wait_for_the_next_second()
            except NotDurableError as error:
                self.remove(name)
                raise OSError(error.errno, error.strerror) from error
            else:
                return name
        raise FileExistsError(errno.EEXIST, f"every name for {_ATTEMPTS} seconds is taken")

    def remove(self, name: str) -> None:
        """Take a backup back that turned out not to be needed. Raises: OSError."""
        (self._folder / name).unlink(missing_ok=True)

    def _made(self, name: str) -> datetime | None:
        """The time in a backup's name; None for a name that is no backup's."""
        stamp = name.removeprefix(self._prefix)
        if stamp == name or not _STAMP.fullmatch(stamp):
            return None
        try:
            return datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
        except ValueError:
            return None

    def _wait_for_the_next_second(self) -> None:
        rest = 1 - self._clock.now().microsecond / 1_000_000
        self._clock.wait(threading.Event(), rest)
