"""Values and files as people see them: secrets masked, changes named."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from traderadmin.config.document.layout import layout_of
from traderadmin.config.document.render import rendered
from traderadmin.config.fields import Field, Kind
from traderadmin.config.loader import parse
from traderadmin.config.model import FieldChange
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation.sentences import number_text
from traderadmin.config.values import UNSET, same
from traderadmin.contract.history import Change
from traderadmin.errors import UnreadableConfigError

MASK = "••••••"
_CONTEXT = 3
_NAMED = 3
_SECRET_NAME = re.compile(
    r"secret|password|passwd|token|api_?key|private_?key|credential", re.IGNORECASE
)
_NO_SECRET_NAME = re.compile(r"(file|path|dir|folder|name|url|id)$", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"""([\w.-]+)["']?\s*=\s*(?=\S)""")
_MENTION = re.compile(r"""([\w.-]+)(?![\w.-])["']?[ \t]*[=:]?[ \t]*""")
_QUOTES = re.compile(r'"""|\'\'\'')


def shown(value: Any, field: Field | None) -> str:
    """A value in a line of text; a secret is masked, an absent one "not set"."""
    if value is UNSET:
        return "not set"
    if field is not None and field.secret:
        return MASK
    if isinstance(value, list):
        return _list_text(value, field)
    if isinstance(value, Mapping):
        return rendered(_masked(value, field)) if value else "empty"
    return _scalar_text(value)


def _scalar_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) or "empty"


def _list_text(value: list[Any], field: Field | None) -> str:
    if not value:
        return "none"
    if all(isinstance(item, Mapping) for item in value):
        return "1 row" if len(value) == 1 else f"{len(value)} rows"
    return ", ".join(shown(item, None if field is None else field.item) for item in value)


def _masked(value: Any, field: Field | None, key: str = "") -> Any:
    """A copy of `value` with every secret in it masked."""
    if (field is not None and field.secret) or (field is None and is_secret_name(key)):
        return MASK
    if isinstance(value, Mapping):
        return {
            name: _masked(item, None if field is None else field.child(name), name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_masked(item, None if field is None else field.item) for item in value]
    return value


def is_secret_name(key: str) -> bool:
    """Whether a key that no schema knows sounds like a secret's."""
    return bool(_SECRET_NAME.search(key)) and not _NO_SECRET_NAME.search(key)


def history_changes(changes: Iterable[FieldChange]) -> tuple[Change, ...]:
    """Changes as history keeps them, ready to be shown."""
    return tuple(_history_change(change) for change in changes)


def _history_change(change: FieldChange) -> Change:
    field = change.field
    unknown_secret = field is None and any(is_secret_name(str(part)) for part in change.path)
    before, after = (
        None if value is UNSET else MASK if unknown_secret else shown(value, field)
        for value in (change.before, change.after)
    )
    if field is not None and field.kind is Kind.TABLES and isinstance(change.after, list):
        rows = change.before if isinstance(change.before, list) else []
        after = "".join((after or "", *_row_changes(rows, change.after, field)))
    elif before == after and before != MASK and before is not None:
        before, after = f"{before} ({_kind(change.before)})", f"{after} ({_kind(change.after)})"
    return Change(dotted(change.path), before, after)


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "whole number", float: "decimal", str: "text"}
    return names.get(type(value), "value")


def _row_changes(before: list[Any], after: list[Any], field: Field) -> Iterator[str]:
    """Name the rows that came, went or changed, by their first column."""
    old, new = _by_name(before, field), _by_name(after, field)
    if old is None or new is None:
        return
    sorts = {
        "added": [name for name in new if name not in old],
        "removed": [name for name in old if name not in new],
        "changed": [name for name in new if name in old and not same(new[name], old[name])],
    }
    for verb, names in sorts.items():
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f", {verb} {', '.join(names[:_NAMED])}{more}"


def _by_name(rows: list[Any], field: Field) -> dict[str, Any] | None:
    """The rows by their first column; None where that does not tell them apart."""
    columns = field.item.children if field.item is not None else ()
    if not columns or columns[0].secret:
        return None
    named = {str(row.get(columns[0].key, "")): row for row in rows if isinstance(row, Mapping)}
    return named if len(named) == len(rows) and "" not in named else None


class DiffKind(StrEnum):
    """What a line of a diff is."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"
    """Lines left out."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a text diff, secrets masked; its 1-based numbers in the two files."""

    kind: DiffKind
    text: str
    old_line: int | None = None
    new_line: int | None = None


def masked_diff(old: bytes, new: bytes, schema: Schema) -> tuple[DiffLine, ...]:
    """The differences of two files line by line, with three lines around each.

    A secret that changed shows as a removed and an added line that both are masked.
    """
    one, other = _lines(old, schema), _lines(new, schema)
    matcher = SequenceMatcher(None, [t for t, _ in one], [t for t, _ in other], autojunk=False)
    lines: list[DiffLine] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(_CONTEXT)):
        if number:
            lines.append(DiffLine(DiffKind.GAP, "…"))
        for tag, a, b, start, end in group:
            if tag == "equal":
                lines.extend(
                    DiffLine(DiffKind.SAME, one[i][1], i + 1, start + i - a + 1)
                    for i in range(a, b)
                )
                continue
            lines.extend(DiffLine(DiffKind.REMOVED, one[i][1], old_line=i + 1) for i in range(a, b))
            lines.extend(
                DiffLine(DiffKind.ADDED, other[i][1], new_line=i + 1) for i in range(start, end)
            )
    return tuple(lines)


def masked_text(content: bytes, schema: Schema) -> str:
    """A whole file with its secrets masked."""
    return "\n".join(text for _, text in _lines(content, schema))


def _lines(content: bytes, schema: Schema) -> list[tuple[str, str]]:
    """Each line as it is and as it may be shown."""
    guard = _Guard(schema)
    try:
        parse(content)
    except UnreadableConfigError:
        faulty = content.decode("utf-8-sig", "replace").split("\n")
        lines = [line.rstrip("\r") for line in (faulty if faulty[-1] else faulty[:-1])]
        return [(line, guard.faulty(line)) for line in lines]
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    masked = _mask_values(text, schema).split("\n")
    pairs = list(zip(text.split("\n"), map(guard.comment, masked), strict=True))
    return pairs[:-1] if pairs and not pairs[-1][0] else pairs


def _mask_values(text: str, schema: Schema) -> str:
    layout = layout_of(text)
    parts: list[str] = []
    at = 0
    nodes = sorted(layout.nodes.values(), key=lambda node: (node.start, -node.end))
    for node in nodes:
        if node.start >= at and _is_secret(node.path, schema):
            lines = text.count("\n", node.start, node.end)
            parts += (text[at : node.start], f'"{MASK}"', "\n" * lines)
            at = node.end
    return "".join((*parts, text[at:]))


def _is_secret(path: FieldPath, schema: Schema) -> bool:
    if schema.is_secret(path):
        return True
    names = (part for part in path if isinstance(part, str))
    return schema.field_at(path) is None and any(is_secret_name(name) for name in names)


class _Guard:
    """Masks by name what cannot be masked by place: in comments, and in a file with faults."""

    def __init__(self, schema: Schema) -> None:
        self._names = {field.key for field in schema.root.walk() if field.secret}
        self._until: str | None = None

    def comment(self, line: str) -> str:
        """A line of a good file, whose values are masked already."""
        before, hash_sign, after = line.partition("#")
        return before + hash_sign + self._masked(after)

    def faulty(self, line: str) -> str:
        """A line of a file that does not parse; what a secret's name begins may go on below."""
        if self._until is not None:
            self._until = None if self._until in line else self._until
            return MASK
        if line.lstrip().startswith(("#", "[")):
            return self._masked(line)
        # The fault may be in this very line: "=" may be missing, or be a colon.
        for match in _MENTION.finditer(line):
            if self._is_secret(match[1]):
                rest = line[match.end() :]
                self._until = _closing(rest)
                return f'{line[: match.end()]}"{MASK}"' if rest else line
        return line

    def _masked(self, text: str) -> str:
        for match in _ASSIGNMENT.finditer(text):
            if self._is_secret(match[1]):
                return f'{text[: match.end()]}"{MASK}"'
        return text

    def _is_secret(self, dotted_key: str) -> bool:
        key = dotted_key.rsplit(".", 1)[-1]
        return key in self._names or is_secret_name(key)


def _closing(value: str) -> str | None:
    """What the last line of a value that goes on below holds; None where it ends in its line."""
    quotes = _QUOTES.findall(value)
    if len(quotes) % 2:
        return str(quotes[0])
    if value.count("[") > value.count("]"):
        return "]"
    return None if value else ""
