"""What an entry of the targets' file must look like, told by the dataclass that it becomes."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, get_type_hints


def checked(kind: type, data: object) -> Mapping[str, Any]:
    """The values of an entry for the dataclass `kind`, each of its field's type as far as it tells.

    Raises: ValueError saying in words what is wrong.
    """
    if not isinstance(data, Mapping):
        message = "it is no object"
        raise ValueError(message)  # noqa: TRY004 - the data's fault, not a caller's
    hints = get_type_hints(kind)
    for key, value in data.items():
        if key not in hints:
            message = f"{key!r} is no key that is known"
            raise ValueError(message)
        fits, words = _RULES.get(hints[key], (_is_list, "a list"))
        if not fits(value):
            message = f"{key} is not {words}"
            raise ValueError(message)
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING and field.name not in data:
            message = f"{field.name} is missing"
            raise ValueError(message)
    return data


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _is_list(value: object) -> bool:
    return isinstance(value, list)


_RULES: Final[Mapping[type, tuple[Callable[[object], bool], str]]] = {
    str: (_is_text, "a text"),
    bool: (_is_truth, "true or false"),
    int: (_is_whole, "a whole number"),
    float: (_is_number, "a number"),
}
