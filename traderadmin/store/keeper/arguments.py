"""The arguments of a request, taken out with their types checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from traderadmin.errors import RefusedError
from traderadmin.store.directory import LIMIT
from traderadmin.store.keeper import wire

_Type = TypeVar("_Type")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a request carries. Every getter raises RefusedError for what is not as it should be."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A string."""
        return self._get(name, str)

    def number(self, name: str) -> int:
        """A whole number, 0 or above."""
        number = self._get(name, int)
        if isinstance(number, bool) or number < 0:
            raise not_understood(name)
        return number

    def object(self, name: str) -> Mapping[str, Any]:
        """A JSON object."""
        found: Mapping[str, Any] = self._get(name, dict)
        return found

    def objects(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A list of JSON objects."""
        found: list[Any] = self._get(name, list)
        if not all(isinstance(item, dict) for item in found):
            raise not_understood(name)
        return tuple(found)

    def content(self, name: str) -> bytes:
        """Bytes, no more than a configuration may have."""
        try:
            content = wire.text_to_bytes(self.text(name))
        except ValueError as error:
            raise not_understood(name) from error
        if len(content) > LIMIT:
            message = f"A configuration may have at most {LIMIT // 1024:,} KiB."
            raise RefusedError("Configuration is too large", message, "Make it smaller.")
        return content

    def _get(self, name: str, kind: type[_Type]) -> _Type:
        value = self.values.get(name)
        if not isinstance(value, kind):
            raise not_understood(name)
        return value


def not_understood(name: str) -> RefusedError:
    """The argument `name` is missing, or not what it should be."""
    message = f"The request carries no {name} that the config keeper understands."
    hint = "Update TraderAdmin and the keeper's image to the same version."
    return RefusedError("Request not understood", message, hint)
