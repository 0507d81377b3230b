"""`halt.json` in the state folder: the latch that stops new orders until it is released."""

import json
from dataclasses import dataclass
from pathlib import Path

from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.names import HALT_FILE
from traderadmin.errors import TraderAdminError, UnconfirmedError
from traderadmin.store import wording
from traderadmin.store.atomic import (
    NotDurableError,
    create_file,
    read_regular,
    replace_file,
    settle_folder,
    sweep,
)

_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Halt:
    """What the file says; `unreadable` tells why it cannot be read, and means halted."""

    record: HaltRecord | None = None
    unreadable: str = ""


class HaltFile:
    """The halt record of one state folder; without `follow` a link in its place is unreadable."""

    def __init__(self, folder: Path, *, follow: bool = True) -> None:
        self._path = folder / HALT_FILE
        self._follow = follow

    def read(self) -> Halt:
        """The latch as it is. Never raises: what cannot be read is halted."""
        try:
            content, _ = read_regular(self._path, limit=_LIMIT, follow=self._follow)
            return Halt(HaltRecord.from_json(json.loads(content)))
        except FileNotFoundError:
            return Halt()
        except OSError as error:
            return Halt(unreadable=f"{self._path} cannot be read: {wording.reason(error)}.")
        except (ValueError, KeyError, TypeError, AttributeError):
            return Halt(unreadable=f"{self._path} is not a halt record.")

    def write(self, record: HaltRecord) -> None:
        """Halt durably. A record that stands is kept; an unreadable one is replaced.

        Raises:
            UnconfirmedError: it is in force, but may not survive a power failure.
            TraderAdminError: it could not be stored; trading is not halted by this.
        """
        content = wording.json_bytes(record.to_json())
        try:
            self._store(content)
        except NotDurableError as error:
            title = "Halt not confirmed"
            message = (
                f"Trading is halted, but {self._path} may not survive a power failure: "
                f"{wording.reason(error)}."
            )
            raise UnconfirmedError(title, message, wording.hint(error)) from error
        except OSError as error:
            title = "Failed to halt"
            message = f"{self._path} could not be written: {wording.reason(error)}."
            hint = wording.hint(error) or "Stop the services to end trading."
            raise TraderAdminError(title, message, hint) from error

    def remove(self) -> None:
        """Release the latch durably, an unreadable one too. Raises: TraderAdminError."""
        try:
            self._path.unlink(missing_ok=True)
            settle_folder(self._path.parent)
        except NotDurableError as error:
            title = "Release not confirmed"
            message = (
                f"The halt is released, but {self._path} may be back after a power failure: "
                f"{wording.reason(error)}."
            )
            raise UnconfirmedError(title, message, wording.hint(error)) from error
        except OSError as error:
            title = "Failed to release the halt"
            message = f"{self._path} could not be removed: {wording.reason(error)}."
            raise TraderAdminError(title, message, wording.hint(error)) from error

    def _store(self, content: bytes) -> None:
        sweep(self._path.parent)
        try:
            create_file(self._path, content)
        except FileExistsError:
            if self.read().unreadable:
                replace_file(self._path, content)
