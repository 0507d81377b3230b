"""Values as TOML text, in the style of what stood there before."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from traderadmin.config.paths import FieldPath, dotted, quoted_key
from traderadmin.errors import TraderAdminError

_PLAIN_DECIMAL = re.compile(r"[+-]?[0-9_]+\.([0-9]+)")
_LARGEST_PLAIN = 1e16
_SMALLEST_PLAIN = 1e-9
_BASES = ("0x", "0o", "0b")
_MULTILINE = ('"""', "'''")
_ESCAPED = re.compile(r'\\|"""|[\x00-\x08\x0b-\x1f\x7f]')


def rendered(value: Any, old: str = "") -> str:
    """`value` as it can stand behind `key =`; `old` is the text it replaces, for its style."""
    if isinstance(value, str):
        return _text(value, old)
    if isinstance(value, list):
        return f"[{', '.join(rendered(item) for item in value)}]"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{quoted_key(key)} = {rendered(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return _number(value, old) if isinstance(value, int | float) else _by_tomlkit(value)


def _number(value: float, old: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:_}" if "_" in old and old.lstrip("+-")[:2] not in _BASES else str(value)
    return _float(value, old)


def _float(value: float, old: str) -> str:
    """The shortest text that reads back exactly, with as many decimals as there were."""
    if not math.isfinite(value):
        return str(value)
    if value and not _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return repr(value)
    plain = f"{Decimal(repr(value)):f}"
    if "." not in plain:
        plain += ".0"
    style = _PLAIN_DECIMAL.fullmatch(old)
    if style:
        plain = plain.ljust(plain.index(".") + 1 + len(style[1]), "0")
    return plain


def _text(value: str, old: str) -> str:
    if "\n" in value and old.startswith(_MULTILINE):
        lead = "\n" if old[3:5].lstrip("\r").startswith("\n") else ""
        body = _ESCAPED.sub(lambda match: _escaped(match[0]), value)
        body = f'{body[:-1]}\\"' if body.endswith('"') else body
        return f'"""{lead or _guard(body)}{body}"""'
    if old.startswith("'") and "'" not in value and value.isprintable():
        return f"'{value}'"
    return _by_tomlkit(value)


def _by_tomlkit(value: Any) -> str:
    # Imported late: opening a file needs none of it, and a window should not wait for it.
    import tomlkit  # noqa: PLC0415

    text: str = tomlkit.item(value).as_string()
    return text


def _guard(body: str) -> str:
    """A newline right behind the quotes is not part of the text: one more is."""
    return "\n" if body.startswith("\n") else ""


def _escaped(found: str) -> str:
    if found == '"""':
        return '\\"\\"\\"'
    return "\\\\" if found == "\\" else f"\\u{ord(found):04x}"


def is_tables(value: Any) -> bool:
    """Whether a list is written as `[[…]]` blocks: not empty, and of tables only."""
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)


def block_lines(path: FieldPath, table: Mapping[str, Any], *, newline: str) -> str:
    """A table as a header block, with its sub-tables behind it."""
    double = bool(path) and isinstance(path[-1], int)
    name = dotted(tuple(part for part in path if isinstance(part, str)))
    inside = [
        (key, item) for key, item in table.items() if isinstance(item, dict) or is_tables(item)
    ]
    plain = [
        (key, item)
        for key, item in table.items()
        if not isinstance(item, dict) and not is_tables(item)
    ]
    lines = [f"[[{name}]]" if double else f"[{name}]"]
    lines.extend(f"{quoted_key(key)} = {rendered(item)}" for key, item in plain)
    text = newline.join(lines) + newline
    for key, item in inside:
        text += newline + blocks((*path, key), item, newline=newline)
    return text


def blocks(path: FieldPath, value: Any, *, newline: str) -> str:
    """A table, or a list of tables, as header blocks."""
    if isinstance(value, dict):
        return block_lines(path, value, newline=newline)
    rows = (block_lines((*path, i), row, newline=newline) for i, row in enumerate(value))
    return newline.join(rows)


def check_writable(value: Any, path: FieldPath) -> None:
    """Raise TraderAdminError when TOML has no way to write `value`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise _not_writable(path)
            check_writable(key, (*path, key))
            check_writable(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_writable(item, (*path, index))
    elif isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise _not_writable(path) from error
    elif not isinstance(value, bool | int | float | datetime | date | time):
        raise _not_writable(path)


def _not_writable(path: FieldPath) -> TraderAdminError:
    place = dotted(tuple(str(part).encode("utf-8", "replace").decode() for part in path))
    return TraderAdminError(
        "The value cannot be written",
        f"The value of {place} has no form in TOML.",
        "Give it another value.",
    )
