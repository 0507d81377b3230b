"""The fence: a stored number below which a holder's requests are refused.

Recovery raises it when it takes a transaction over, so that an author who was thought dead and
comes back can change nothing more.
"""

import json
from pathlib import Path

from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.store import wording
from traderadmin.store.atomic import NotDurableError, read_regular, replace_file

FENCE_FILE = "fence.json"
_LIMIT = 4096


class Fence:
    """The fence of one config directory. Raise and check it under the directory's lock."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FENCE_FILE

    def value(self) -> int:
        """The lowest number that is accepted; 0 while none was ever stored.

        Raises: RefusedError when the number cannot be read; then nobody may write.
        """
        try:
            content, _ = read_regular(self._path, limit=_LIMIT)
            return int(json.loads(content)["fence"])
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise self._unreadable(wording.reason(error)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise self._unreadable("it does not hold a number") from error

    def check(self, number: int) -> None:
        """Refuse a request that carries a number below the fence. Raises: RefusedError."""
        lowest = self.value()
        if number < lowest:
            title = "Somebody else took over"
            message = (
                f"This transaction (number {number}) was taken over by a recovery "
                f"(number {lowest}); it may change nothing more."
            )
            raise RefusedError(title, message, "Reload, and look at what the recovery did.")

    def raise_to(self, number: int) -> None:
        """Store `number` durably unless it is already higher. Raises: TraderAdminError."""
        if number <= self.value():
            return
        try:
            replace_file(self._path, json.dumps({"fence": number}).encode())
        except NotDurableError as error:
            raise self._unstored(error) from error
        except OSError as error:
            raise self._unstored(error) from error

    def _unreadable(self, why: str) -> RefusedError:
        title = "Nothing may be written"
        message = f"{self._path} cannot be read ({why}), so it is not known who may write."
        hint = "Make sure that nobody applies a configuration, then delete that file."
        return RefusedError(title, message, hint)

    def _unstored(self, error: OSError) -> TraderAdminError:
        title = "Takeover not stored"
        message = f"{self._path} could not be written: {wording.reason(error)}."
        return TraderAdminError(title, message, wording.hint(error))
