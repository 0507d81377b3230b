"""The sentences of validation: short, in our own words, and silent about secrets."""

import math
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from traderadmin.config.fields import Field, Kind

_LONGEST = 40
_MOST = 8
_KIND_WORDS = {
    Kind.TABLE: "a table",
    Kind.TABLES: "a list of tables",
    Kind.ARRAY: "a list",
    Kind.STRING: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.DATETIME: "a date with a time",
    Kind.DATE: "a date",
    Kind.TIME: "a time",
}


def kind_words(kind: Kind) -> str:
    """What a value of `kind` is called ("a whole number")."""
    return _KIND_WORDS.get(kind, "a value")


def number_text(value: float) -> str:
    """A number as a person writes it: no exponent where there need be none, no float noise."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return str(value)
    exact = Decimal(repr(value))
    plain = f"{exact:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if len(plain) <= _LONGEST else repr(value)


def shown_scalar(value: Any) -> str:
    """A scalar inside a sentence; only what sort of thing it is where it is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
        return "“" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + "”"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return "a list"
    return "a table"


def but_is(value: Any, *, secret: bool) -> str:
    """The end of a sentence that says what the value is: ", is 5." A secret's is just "."."""
    return "." if secret else f", is {shown_scalar(value)}."


def wrong_type(field: Field, value: Any, *, secret: bool) -> str:
    """The value is of another type than the field's."""
    wanted = kind_words(field.kind)
    if field.kind is Kind.INTEGER and isinstance(value, float) and not secret:
        return f"Must be a whole number without a decimal point, is {value!r}."
    if secret:
        return f"Must be {wanted}."
    named = shown_scalar(value)
    if isinstance(value, str):
        named = f"the text {named}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        named = f"the number {named}"
    return f"Must be {wanted}, is {named}."


def out_of_range(field: Field, value: float, *, secret: bool) -> str:
    """The number is outside the limits of the field."""
    low, high = field.minimum, field.maximum
    above, below = field.exclusive_minimum, field.exclusive_maximum
    if low is not None and high is not None and above is None and below is None:
        limits = f"{number_text(low)} to {number_text(high)}"
    else:
        parts = (
            ("above", above),
            ("at least", low),
            ("below", below),
            ("at most", high),
        )
        limits = " and ".join(f"{word} {number_text(n)}" for word, n in parts if n is not None)
    return f"Must be {limits}" + but_is(value, secret=secret)


def not_a_multiple(step: float, value: float, *, secret: bool) -> str:
    """The number is no multiple of `step`."""
    _, digits, exponent = Decimal(repr(step)).normalize().as_tuple()
    if digits == (1,) and isinstance(exponent, int) and exponent < 0:
        places = "1 decimal place" if exponent == -1 else f"{-exponent} decimal places"
        return f"Must have at most {places}" + but_is(value, secret=secret)
    return f"Must be a multiple of {number_text(step)}" + but_is(value, secret=secret)


def wrong_length(field: Field, value: str, *, secret: bool) -> str:
    """The text is too short or too long."""
    low, high = field.min_length, field.max_length
    if not value and low == 1:
        return "Must not be empty."
    if low is not None and high is not None:
        limits = f"{low} to {high} characters" if low != high else f"exactly {characters(low)}"
    elif low is not None:
        limits = f"at least {characters(low)}"
    else:
        limits = f"at most {characters(high or 0)}"
    return f"Must have {limits}." if secret else f"Must have {limits}, has {len(value)}."


def characters(count: int) -> str:
    """Say "1 character", "8 characters"."""
    return "1 character" if count == 1 else f"{count} characters"


def wrong_count(field: Field, count: int) -> str:
    """The list is too short or too long."""
    one, many = ("row", "rows") if field.kind is Kind.TABLES else ("entry", "entries")

    def named(number: int) -> str:
        return f"{number} {one if number == 1 else many}"

    low, high = field.min_items, field.max_items
    has = f"has {count}" if count else "has none"
    if low is not None and count < low:
        return f"Must have at least {named(low)}, {has}."
    return f"Must have at most {named(high or 0)}, {has}."


def not_among(values: tuple[Any, ...], value: Any, *, secret: bool) -> str:
    """The value is none of the values allowed."""
    named = [shown_scalar(item) for item in values[:_MOST]]
    more = f" or one of {len(values) - _MOST} more" if len(values) > _MOST else ""
    close = (
        ""
        if secret or len(values) == 1
        else closest(value, (item for item in values if isinstance(item, str)))
    )
    meant = f" Did you mean “{close}”?" if close else ""
    limits = named[0] if len(values) == 1 else f"one of {', '.join(named)}{more}"
    return f"Must be {limits}{but_is(value, secret=secret)}{meant}"


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The schema does not know the key; its value is nobody's business here."""
    close = closest(key, known)
    return f"Unknown key. Did you mean “{close}”?" if close else "Unknown key."


def closest(text: Any, known: Iterable[str]) -> str:
    """What was probably meant; empty when nothing is near."""
    if not isinstance(text, str):
        return ""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(text.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def missing(field: Field) -> str:
    """A required key is absent."""
    if field.kind is Kind.TABLE:
        return "This table is missing. It must be there."
    return "Is not set. It must be set."
