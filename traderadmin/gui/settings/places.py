"""Where a problem or a change is, in words: "Early closes, row 2"."""

from traderadmin.config.fields import Field
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.schema import Schema


def place(schema: Schema, path: FieldPath) -> str:
    """The titles on the way to `path` below its section; the key itself where it is unknown."""
    titles: list[str] = []
    for length in range(1, len(path) + 1):
        part = path[length - 1]
        if isinstance(part, int):
            titles.append(f"row {part + 1}")
            continue
        field = schema.field_at(path[:length])
        if field is None:
            titles.append(dotted(path[length - 1 :]))
            break
        if length > 1 or length == len(path):
            titles.append(_title(field))
    return ", ".join(titles) or dotted(path)


def _title(field: Field) -> str:
    return field.title or field.key


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 problem, 3 problems."""
    return f"1 {one}" if number == 1 else f"{number} {many}"
