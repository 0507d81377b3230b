"""Plain configuration values: reading, strict comparison and copying, without sharing anything."""

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final

from typing_extensions import override

from traderadmin.config.paths import FieldPath, dotted
from traderadmin.errors import TraderAdminError


class Unset(Enum):
    """The type of UNSET."""

    UNSET = "unset"

    @override
    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET
"""Stands for a key that is absent; TOML has no null."""


def value_at(values: Any, path: FieldPath) -> Any:
    """The value at `path` (shared, not copied); UNSET where there is none."""
    current = values
    for part in path:
        if isinstance(part, str):
            if not isinstance(current, Mapping) or part not in current:
                return UNSET
            current = current[part]
        else:
            if not isinstance(current, list) or not 0 <= part < len(current):
                return UNSET
            current = current[part]
    return current


def with_value(values: Any, path: FieldPath, value: Any) -> Any:
    """`values` with `value` at `path`; only what lies on the path is new, the rest is shared.

    Missing tables are made. UNSET removes the key; tables that become empty stay.

    Raises: KeyError when the path leads through something that is no table or list, or to an
        index that does not exist.
    """
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        return _with_item(values, part, rest, value)
    if values is UNSET:
        values = {}
    if not isinstance(values, Mapping):
        raise KeyError(part)
    if value is UNSET and part not in values:
        return values
    changed = dict(values)
    new = with_value(values.get(part, UNSET), rest, value)
    if new is UNSET:
        changed.pop(part, None)
    else:
        changed[part] = new
    return changed


def _with_item(values: Any, index: int, rest: FieldPath, value: Any) -> Any:
    if not isinstance(values, list) or not 0 <= index < len(values):
        raise KeyError(index)
    new = with_value(values[index], rest, value)
    items = [new] if new is not UNSET else []
    return [*values[:index], *items, *values[index + 1 :]]


def placed(values: dict[str, Any], path: FieldPath, value: Any) -> dict[str, Any]:
    """As `with_value`, for what a person asked for. Raises: TraderAdminError."""
    try:
        changed: dict[str, Any] = with_value(values, path, value)
    except KeyError as error:
        raise TraderAdminError(
            "The value has no place",
            f"{dotted(path)} leads through something that is no table or list.",
            "Correct the enclosing value first.",
        ) from error
    return changed


def copied(value: Any) -> Any:
    """A copy that shares no table and no list with `value`."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [copied(item) for item in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same in TOML: 1, 1.0 and true differ, nan equals nan."""
    if one is other or type(one) is not type(other):
        return one is other
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            item is other[key] or same(item, other[key]) for key, item in one.items()
        )
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return _same_float(one, other)
    if isinstance(one, datetime | date | time):
        return bool(one.isoformat() == other.isoformat())
    return bool(one == other)


def _same_float(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other and math.copysign(1, one) == math.copysign(1, other)


def leaves(values: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Every value that is no table, with its path; a list is one value; so is an empty table."""
    if isinstance(values, Mapping) and (values or not path):
        for key, item in values.items():
            yield from leaves(item, (*path, key))
    else:
        yield path, values
