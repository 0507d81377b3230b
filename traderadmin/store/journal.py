"""`journal.json`: the durable record of a transaction that has not ended."""

import json
from pathlib import Path

from traderadmin.contract.journal import Journal
from traderadmin.contract.names import JOURNAL_FILE
from traderadmin.errors import TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import read_regular, replace_file, sweep, sync_folder

_LIMIT = 4 * 1024 * 1024


class JournalFile:
    """The journal of one config directory. Write and remove it only while holding the lock."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL_FILE

    def read(self) -> Journal | None:
        """The journal that stands; None when nothing is unfinished.

        Raises: TraderAdminError when there is one that cannot be read.
        """
        try:
            content, _ = read_regular(self._path, limit=_LIMIT)
            return Journal.from_json(json.loads(content))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(wording.reason(error)) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unreadable("it is damaged") from error

    def write(self, journal: Journal) -> None:
        """Store it durably in place of the last one. Raises: TraderAdminError."""
        content = wording.json_bytes(journal.to_json(), indent=1)
        try:
            replace_file(self._path, content)
        except OSError as error:
            title = "Journal not stored"
            message = f"{self._path} could not be written: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error

    def remove(self) -> None:
        """Say durably that nothing is unfinished any more. Raises: TraderAdminError."""
        try:
            sweep(self._path.parent)
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
        except OSError as error:
            title = "Journal not removed"
            message = f"{self._path} could not be removed: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error

    def _unreadable(self, why: str) -> TraderAdminError:
        title = "The journal cannot be read"
        message = (
            f"{self._path} tells of an unfinished transaction, but cannot be read: {why}. "
            "What it had changed is not known."
        )
        hint = (
            "Compare config.toml with its backups, move the journal away, "
            "then start the services that are stopped."
        )
        return TraderAdminError(title, message, hint)
