"""Reading `config.toml`: bytes to plain values. What services use; it can write nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Problem, Severity, validator_of
from traderadmin.config.values import copied
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError, UnreadableConfigError

BOM = b"\xef\xbb\xbf"
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NEWER = re.compile(r"""=\s*\{[^}]*$|,\s*\}|"[^"]*\\[ex]|[T ][0-9]{2}:[0-9]{2}\s*(?:\#.*)?$""")
"""What TOML 1.1 allows and 1.0 does not, where it is easily seen."""
_DEEPEST = 50
"""Tables and lists within each other: far beyond any configuration, and within every stack."""
_NAMED = 3
"""Problems that an error names; the rest are counted."""


class ConfigInvalidError(TraderAdminError):
    """A configuration that was read but breaks the schema or a rule.

    Attributes:
        problems: every problem found, warnings too.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        named = "  ".join(f"{dotted(p.path)}: {p.message}" for p in errors[:_NAMED])
        more = f"  And {len(errors) - _NAMED} more." if len(errors) > _NAMED else ""
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        super().__init__(
            f"The configuration has {count}",
            named + more,
            "Correct the values and apply again.",
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that may be used.

    Attributes:
        values: what the file says, without defaults.
        revision: SHA-256 of the bytes it was read from.
        warnings: what does not keep it from being used (unknown keys, …).
    """

    values: Mapping[str, Any]
    revision: str
    warnings: tuple[Problem, ...] = ()


def parse(content: bytes) -> dict[str, Any]:
    """The plain values of a TOML file; a byte order mark is passed over.

    Raises: UnreadableConfigError with the place, when it is not UTF-8 or not TOML 1.0; or when
        it is nested too deeply.
    """
    text = text_of(content)
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise _not_toml(error, text) from error
    if _is_too_deep(values):
        raise _too_deep()
    return values


def _is_too_deep(values: dict[str, Any]) -> bool:
    level: list[Any] = [values]
    for _ in range(_DEEPEST):
        level = [
            item
            for parent in level
            for item in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(item, dict | list)
        ]
        if not level:
            return False
    return True


def _too_deep() -> UnreadableConfigError:
    return UnreadableConfigError(
        "The configuration cannot be read",
        "Its lists or tables are nested too deeply.",
        "Write it with fewer levels.",
    )


def text_of(content: bytes) -> str:
    """The text of a file without its byte order mark.

    Raises: UnreadableConfigError when it is not UTF-8.
    """
    body = content.removeprefix(BOM)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line = before.count(b"\n") + 1
        tail = before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")
        raise UnreadableConfigError(
            "The configuration cannot be read",
            f"Line {line} holds bytes that are not UTF-8 text.",
            "Save the file as UTF-8, restore a backup, or start from the template.",
            line=line,
            column=len(tail) + 1,
        ) from error


def _not_toml(error: ValueError, text: str) -> UnreadableConfigError:
    reason = str(error)
    place = _PLACE.search(reason)
    line = column = None
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
        where = f"Line {line}, column {column}"
    elif place:
        line = text.count("\n") + (not text.endswith("\n"))
        where = f"Line {line}, at the end of the file"
    else:
        where = "The file is not valid TOML"
    what = _PLACE.sub("", reason).rstrip(".")
    failing = text.splitlines()[line - 1 : line] if line else []
    newer = " It looks like TOML 1.1." if any(_NEWER.search(part) for part in failing) else ""
    return UnreadableConfigError(
        "The configuration cannot be read",
        f"{where}: {what[:1].lower()}{what[1:]}.{newer}",
        "Correct it in an editor, restore a backup, or start from the template. "
        "The file must be TOML 1.0.",
        line=line,
        column=column,
    )


def load(content: bytes, schema: Schema) -> Loaded:
    """Read and check a configuration that is to be used as it is.

    Raises:
        UnreadableConfigError: it is not UTF-8 or not TOML.
        ConfigInvalidError: it breaks the schema or a rule.
    """
    values = parse(content)
    problems = validator_of(schema).problems(values, baseline=values)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ConfigInvalidError(problems)
    return Loaded(values, revision_of(content), problems)


def with_defaults(values: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """A copy of `values` in which absent keys have the schema's defaults.

    An absent table is made of its defaults, unless one of its required keys has none: then it
    is one that may be left out as a whole, and stays out.
    """
    filled = _filled(schema.root, values)
    return filled if isinstance(filled, dict) else {}


def _filled(field: Field, value: Any) -> Any:
    if value is MISSING:
        return _default_of(field)
    if field.kind is Kind.TABLE and isinstance(value, Mapping):
        filled = {key: copied(item) for key, item in value.items() if field.child(key) is None}
        for child in field.children:
            item = _filled(child, value.get(child.key, MISSING))
            if item is not MISSING:
                filled[child.key] = item
        return filled
    if field.item is not None and isinstance(value, list):
        return [_filled(field.item, item) for item in value]
    return copied(value)


def _default_of(field: Field) -> Any:
    if field.default is not MISSING:
        return _filled(field, field.default)
    if field.kind is not Kind.TABLE:
        return MISSING
    filled: dict[str, Any] = {}
    for child in field.children:
        item = _default_of(child)
        if item is not MISSING:
            filled[child.key] = item
        elif child.required:
            return MISSING
    return filled or MISSING
