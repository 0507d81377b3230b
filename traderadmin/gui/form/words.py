"""Values and limits as people read them."""

from datetime import date, datetime, time
from typing import Any

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.values import UNSET
from traderadmin.gui.form.context import FormContext

_LONG = 48


def plain(value: Any) -> str:
    """A scalar as it is typed: never rounded, never localised."""
    if value is UNSET:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def shown(value: Any, field: Field) -> str:
    """A value in a sentence ("Was …"): short, with its unit; a secret never appears."""
    if value is UNSET:
        return "not set"
    if field.secret or field.holds_secret:
        return "another secret" if field.secret else "different"
    if isinstance(value, list):
        return _shown_list(value, field)
    if isinstance(value, dict):
        return _count(len(value), "key", "keys")
    words = _scalar(value, field)
    unit = field.hints.get("unit", "")
    return f"{words} {unit}" if unit and words and not isinstance(value, bool) else words


def was(value: Any, field: Field, context: FormContext) -> str:
    """The sentence under a modified field."""
    words = f"Was {shown(value, field)}"
    if field.hints.get("editor") == "time-utc" and isinstance(value, str):
        local = context.short_local(value)
        words = f"{words}, {local}" if local and not local.endswith(" UTC") else words
    return words


def limits(field: Field) -> str:
    """The limits of a field as a short sentence; empty when there are none worth saying."""
    low, high = field.minimum, field.maximum
    above, below = field.exclusive_minimum, field.exclusive_maximum
    if low is not None and high is not None:
        return f"{plain(low)} to {plain(high)}."
    parts = []
    if above is not None:
        parts.append(f"Above {plain(above)}")
    elif low is not None:
        parts.append(f"At least {plain(low)}")
    if below is not None:
        parts.append(f"below {plain(below)}" if parts else f"Below {plain(below)}")
    elif high is not None:
        parts.append(f"at most {plain(high)}" if parts else f"At most {plain(high)}")
    return ", ".join(parts) + "." if parts else ""


def applies(field: Field, *, seen: bool = False) -> str:
    """What holds while an optional field is not set; `seen`: the control shows the default."""
    if field.default is MISSING:
        return "Not set"
    if seen:
        return "Not set, default applies"
    return f"Not set, {shown(field.default, field)} applies"


def _scalar(value: Any, field: Field) -> str:
    if field.enum and value in field.enum:
        return field.enum_titles[field.enum.index(value)]
    if isinstance(value, bool):
        hints = field.hints
        return str(hints.get("true-label" if value else "false-label", "on" if value else "off"))
    text = plain(value)
    if text == "":
        return "empty"
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _shown_list(value: list[Any], field: Field) -> str:
    if field.kind is Kind.TABLES:
        return _count(len(value), "row", "rows")
    if not value:
        return "empty"
    item = field.item
    words = ", ".join(_scalar(entry, item) if item else plain(entry) for entry in value)
    return words if len(words) <= _LONG else _count(len(value), "entry", "entries")


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"
