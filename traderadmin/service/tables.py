"""Typed reading of configuration values that were validated and given their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from traderadmin.errors import TraderAdminError


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the configuration; each reader raises TraderAdminError, naming the key.

    A schema of other makers may allow what this service cannot use, so types are asked again.
    """

    name: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, values: Mapping[str, Any], name: str) -> Self:
        """The table `name` of `values`."""
        table = values.get(name)
        if not isinstance(table, Mapping):
            raise _wrong(name, "must be a table")
        return cls(name, table)

    def table(self, key: str) -> "Table":
        """A nested table."""
        nested = self.values.get(key)
        if not isinstance(nested, Mapping):
            raise self._wrong(key, "must be a table")
        return Table(f"{self.name}.{key}", nested)

    def tables(self, key: str) -> tuple["Table", ...]:
        """An array of tables; none where it is absent."""
        rows = self.values.get(key, ())
        if not isinstance(rows, (list, tuple)) or not all(isinstance(r, Mapping) for r in rows):
            raise self._wrong(key, "must be a list of tables")
        return tuple(Table(f"{self.name}.{key}[{n}]", row) for n, row in enumerate(rows))

    def text(self, key: str) -> str:
        """A text."""
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where it is absent."""
        value = self.values.get(key, ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise self._wrong(key, "must be a list of texts")
        return tuple(value)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(key)
        if value not in choices:
            raise self._wrong(key, f"must be one of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "must be true or false")
        return value

    def integer(self, key: str) -> int:
        """A whole number."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(key, "must be a whole number")
        return value

    def number(self, key: str) -> float:
        """A number."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._wrong(key, "must be a number")
        return float(value)

    def has(self, key: str) -> bool:
        """Whether an optional key is set."""
        return key in self.values

    def _wrong(self, key: str, what: str) -> TraderAdminError:
        return _wrong(f"{self.name}.{key}", what)


def _wrong(path: str, what: str) -> TraderAdminError:
    return TraderAdminError("The configuration cannot be used", f"{path} {what}.")
