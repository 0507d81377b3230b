"""jsonschema's validators without their traps: strict types, exact multiples, keys' own errors."""

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from traderadmin.config.validation.checks import is_multiple
from traderadmin.config.validation.drafts import draft_of
from traderadmin.config.validation.formats import FORMATS
from traderadmin.config.validation.patterns import compiled
from traderadmin.config.validation.sentences import unknown_key

_known: dict[int, tuple[Mapping[str, Any], Any]] = {}


def validator_for(document: Mapping[str, Any]) -> Any:
    """A validator rooted at `document`, so that its references resolve."""
    entry = _known.get(id(document))
    if entry is None or entry[0] is not document:
        entry = (document, _strict(draft_of(document))(document, format_checker=_formats()))
        _known.clear()
        _known[id(document)] = entry
    return entry[1]


@cache
def _formats() -> Any:
    import jsonschema  # noqa: PLC0415 - late, see drafts

    checker = jsonschema.FormatChecker(formats=())
    for word, (fits, _) in FORMATS.items():
        checker.checks(word)(lambda text, fits=fits: not isinstance(text, str) or fits(text))
    return checker


@cache
def _strict(draft: Any) -> Any:
    """`draft` without the traps: strict types, exact multiples, patterns, keys' own errors."""
    import jsonschema  # noqa: PLC0415 - late, see drafts

    def is_integer(_: Any, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    extend: Any = jsonschema.validators.extend  # untyped in the library's stubs
    checker = draft.TYPE_CHECKER.redefine("integer", is_integer)
    return extend(
        draft,
        {
            "required": _required,
            "additionalProperties": _additional,
            "dependentRequired": _dependent,
            "dependencies": _dependent,
            "multipleOf": _multiple,
            "pattern": _pattern,
        },
        type_checker=checker,
    )


def _error(message: str, *path: str) -> Any:
    import jsonschema  # noqa: PLC0415 - late, see drafts

    return jsonschema.ValidationError(message, path=path)


def _required(_: Any, keys: Any, value: Any, __: Any) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(keys, list):
        yield from (_error("required", key) for key in keys if key not in value)


def _dependent(validator: Any, dependents: Any, value: Any, __: Any) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    for key, needed in dependents.items():
        if key not in value:
            continue
        if isinstance(needed, list):
            said = f"Must be set, because “{key}” is set."
            yield from (_error(said, name) for name in needed if name not in value)
        else:  # draft-07's "dependencies" may hold a schema
            yield from validator.descend(value, needed, schema_path=key)


def _additional(validator: Any, allowed: Any, value: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    known = schema.get("properties", {})
    patterns = [p for p in map(compiled, schema.get("patternProperties", {})) if p]
    for key, item in value.items():
        if key in known or any(pattern.search(key) for pattern in patterns):
            continue
        if allowed is False:
            yield _error(unknown_key(key, known), key)
        elif isinstance(allowed, dict):
            yield from validator.descend(item, allowed, path=key)


def _multiple(_: Any, step: Any, value: Any, __: Any) -> Iterator[Any]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return
    if not math.isfinite(value) or not is_multiple(value, step):
        yield _error("multipleOf")


def _pattern(_: Any, pattern: Any, value: Any, __: Any) -> Iterator[Any]:
    search = compiled(pattern)
    if isinstance(value, str) and search is not None and not search.search(value):
        yield _error("pattern")
