"""`KEY=VALUE` of the command line: from text to a value, by what the schema says of the key."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from traderadmin.cli.masking import holds_secret
from traderadmin.config.fields import Field, Kind
from traderadmin.config.paths import FieldPath, dotted, parse_dotted
from traderadmin.config.schema import Schema
from traderadmin.errors import RefusedError, TraderAdminError

WRITTEN_AS = {
    Kind.INTEGER: "a whole number, such as 400",
    Kind.NUMBER: "a number, such as 0.25",
    Kind.BOOLEAN: "true or false",
    Kind.ARRAY: 'a TOML list, such as ["Mon", "Tue"]',
    Kind.TABLES: 'a TOML list of tables, such as [{symbol = "AAPL"}]',
    Kind.TABLE: 'a TOML table, such as {level = "info"}',
    Kind.DATETIME: "a date and time, such as 2026-11-23T20:00:00Z",
    Kind.DATE: "a date, such as 2026-11-23",
    Kind.TIME: "a time, such as 20:00:00",
    Kind.ANY: "a TOML value",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One `--set`, taken apart.

    Attributes:
        text: the value as text; never quoted in a message where `path` may hold a secret.
        inline: it stood on the command line, where others on this machine can read it.
    """

    path: FieldPath
    text: str
    inline: bool


Reader = Callable[[str, bool], str]
"""Reads what `@-` or `@FILE` stands for, given the name behind the @ and whether it is secret."""


def taken_apart(argument: str, schema: Schema, read: Reader) -> Setting:
    """A `KEY=VALUE`, `KEY=@-` or `KEY=@FILE`; `KEY=@@VALUE` is a value that begins with @.

    Raises: RefusedError, which never quotes the value.
    """
    key, equals, text = argument.partition("=")
    if not equals:
        raise RefusedError(
            "Not understood", "A --set lacks its “=”; it is written --set KEY=VALUE."
        )
    path = known_path(key, schema)
    if text.startswith("@@"):
        return Setting(path, text[1:], inline=True)
    if text.startswith("@"):
        return Setting(path, read(text[1:], holds_secret(path, schema)), inline=False)
    return Setting(path, text, inline=True)


def known_path(key: str, schema: Schema) -> FieldPath:
    """The path of a key that the schema knows or leaves open.

    Raises: RefusedError with what may have been meant.
    """
    path = _parsed(key)
    if schema.field_at(path) is not None or _is_open(path, schema):
        return path
    known = [dotted(field.path) for field in schema.root.walk() if field.path]
    wanted = dotted(tuple("*" if isinstance(part, int) else part for part in path))
    near = get_close_matches(wanted, known, n=1, cutoff=0.6) or _same_name(path, known)
    hint = (
        f"Did you mean {near[0]}?" if near else "See `traderadmin show --effective` for all keys."
    )
    raise RefusedError("Unknown key", f"The configuration has no key {dotted(path)}.", hint)


def _parsed(key: str) -> FieldPath:
    try:
        return parse_dotted(key)
    except TraderAdminError as error:
        # Its message quotes the text, which may be a secret whose key was forgotten.
        raise RefusedError(
            "Not understood", "What stands before “=” in a --set is no key.", error.hint
        ) from None


def _same_name(path: FieldPath, known: list[str]) -> list[str]:
    return [name for name in known if name.rpartition(".")[2] == path[-1]]


def _is_open(path: FieldPath, schema: Schema) -> bool:
    """Whether the nearest known table around `path` takes keys that the schema does not name."""
    for depth in range(len(path) - 1, -1, -1):
        field = schema.field_at(path[:depth])
        if field is not None:
            return field.kind is Kind.ANY or (field.kind is Kind.TABLE and not field.closed)
    return False


def value_of(setting: Setting, schema: Schema, current: Any) -> Any:
    """The value a setting means.

    Args:
        setting: what was given.
        schema: says of which type the value is.
        current: the value there is now, whose sort of number a new one keeps.

    Raises: RefusedError, which quotes no secret.
    """
    field = schema.field_at(setting.path)
    if field is None:
        return _unknown(setting.text)
    if field.kind is Kind.STRING:
        return setting.text
    text = setting.text.strip()
    if field.kind is Kind.BOOLEAN:
        text = text.lower()
    try:
        value = _literal(text)
    except ValueError:
        if field.kind is Kind.ANY:
            return setting.text
        raise _unreadable(setting, field, schema) from None
    if field.kind is Kind.NUMBER and type(value) is int and type(current) is not int:
        return float(value)
    return value


def _unknown(text: str) -> Any:
    try:
        return _literal(text)
    except ValueError:
        return text


def _literal(text: str) -> Any:
    """One TOML value. Raises: ValueError."""
    values = tomllib.loads(f"value = {text}\n")
    if values.keys() != {"value"}:
        message = "more than a value"
        raise ValueError(message)
    return values["value"]


def _unreadable(setting: Setting, field: Field, schema: Schema) -> RefusedError:
    quoted = "" if holds_secret(setting.path, schema) else f", not “{setting.text}”"
    return RefusedError(
        "Not understood",
        f"{dotted(setting.path)} must be {WRITTEN_AS.get(field.kind, 'a TOML value')}{quoted}.",
        "Put quotes around the whole KEY=VALUE where your shell reads brackets or blanks.",
    )
