"""Checks of one value against one field, compiled once and cheap enough for each key press.

They stand beside jsonschema, which is kept for what is not plain (see compound), because of what
its own checks let through: nan passes any limit, 1.0 passes for a whole number, 0.3 is no
multiple of 0.1 to it, patterns end before a newline, and its messages quote secrets.
"""

import math
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.validation import sentences
from traderadmin.config.validation.formats import FORMATS
from traderadmin.config.validation.patterns import compiled
from traderadmin.config.validation.problems import Finding, ProblemKind
from traderadmin.config.values import same

Check = Callable[[Any], tuple[Finding, ...]]
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_PYTHON_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TABLE: (dict,),
    Kind.TABLES: (list,),
    Kind.ARRAY: (list,),
    Kind.STRING: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.BOOLEAN: (bool,),
    Kind.DATETIME: (datetime,),
    Kind.DATE: (date,),
    Kind.TIME: (time,),
}
_NATIVE = {"date-time": Kind.DATETIME, "date": Kind.DATE, "time": Kind.TIME}


def check_of(field: Field) -> Check:
    """The check of everything a value of `field` must be by itself, children apart."""
    steps = _steps(field)

    def check(value: Any) -> tuple[Finding, ...]:
        if not has_kind(field, value):
            said = sentences.wrong_type(field, value, secret=field.discreet)
            return (Finding((), said, ProblemKind.TYPE),)
        for step in steps:
            found = step(value)
            if found:
                return found
        return ()

    return check


def has_kind(field: Field, value: Any) -> bool:
    """Whether `value` is of the field's kind; strict as TOML is: 1.0 and true are no integers."""
    if field.kind is Kind.ANY:
        return True
    if _is_a(field.kind, value):
        return True
    # What JSON writes as text TOML can write as a date.
    native = _NATIVE.get(field.format)
    return field.kind is Kind.STRING and native is not None and _is_a(native, value)


def _is_a(kind: Kind, value: Any) -> bool:
    if isinstance(value, bool):
        return kind is Kind.BOOLEAN
    if isinstance(value, datetime):
        return kind is Kind.DATETIME
    return isinstance(value, _PYTHON_TYPES[kind])


def _steps(field: Field) -> tuple[Check, ...]:
    """What to check beyond the kind, in the order in which a person would mend it."""
    steps: list[Check] = []
    if field.kind in {Kind.INTEGER, Kind.NUMBER}:
        steps.append(_in_toml_range)
    if field.const is not MISSING:
        steps.append(_enum(field, (field.const,)))
    elif field.enum:
        steps.append(_enum(field, field.enum))
    if field.kind in {Kind.INTEGER, Kind.NUMBER}:
        steps.extend(_number_steps(field))
    if field.kind is Kind.STRING:
        steps.extend(_text_steps(field))
    if field.kind in {Kind.ARRAY, Kind.TABLES}:
        steps.extend(_list_steps(field))
    return tuple(steps)


def _in_toml_range(value: Any) -> tuple[Finding, ...]:
    if isinstance(value, float):
        if not math.isfinite(value):
            return (Finding((), f"Must be a finite number, is {value}."),)
    elif not _LOWEST <= value <= _HIGHEST:
        return (Finding((), "Must fit in 64 bits."),)
    return ()


def _enum(field: Field, allowed: tuple[Any, ...]) -> Check:
    def check(value: Any) -> tuple[Finding, ...]:
        if any(_equal(value, one, field.kind) for one in allowed):
            return ()
        return (Finding((), sentences.not_among(allowed, value, secret=field.discreet)),)

    return check


def _equal(value: Any, allowed: Any, kind: Kind) -> bool:
    if kind is Kind.NUMBER and not isinstance(allowed, bool):
        return bool(value == allowed)
    return same(value, allowed)


def _number_steps(field: Field) -> list[Check]:
    low = field.minimum if field.minimum is not None else -math.inf
    high = field.maximum if field.maximum is not None else math.inf
    above, below = field.exclusive_minimum, field.exclusive_maximum
    step = field.multiple_of

    def in_range(value: float) -> tuple[Finding, ...]:
        inside = (
            low <= value <= high
            and (above is None or value > above)
            and (below is None or value < below)
        )
        if inside:
            return ()
        return (Finding((), sentences.out_of_range(field, value, secret=field.discreet)),)

    def right_step(value: float) -> tuple[Finding, ...]:
        if step is None or is_multiple(value, step):
            return ()
        return (Finding((), sentences.not_a_multiple(step, value, secret=field.discreet)),)

    return [in_range] if step is None else [in_range, right_step]


def is_multiple(value: float, step: float) -> bool:
    """Whether `value` is a multiple, exactly, of the two numbers as a person reads them."""
    top, bottom = Decimal(repr(value)).as_integer_ratio()
    step_top, step_bottom = Decimal(repr(step)).as_integer_ratio()
    return (top * step_bottom) % (bottom * step_top) == 0


def _text_steps(field: Field) -> list[Check]:
    steps: list[Check] = []
    secret = field.discreet
    low = field.min_length or 0
    high = math.inf if field.max_length is None else field.max_length
    if field.min_length is not None or field.max_length is not None:

        def right_length(value: Any) -> tuple[Finding, ...]:
            if not isinstance(value, str) or low <= len(value) <= high:
                return ()
            return (Finding((), sentences.wrong_length(field, value, secret=secret)),)

        steps.append(right_length)
    if field.pattern is not None and (pattern := compiled(field.pattern)) is not None:
        wanted = f"Must match the pattern {field.pattern}"

        def matches(value: Any) -> tuple[Finding, ...]:
            if not isinstance(value, str) or pattern.search(value):
                return ()
            said = field.pattern_message or wanted + sentences.but_is(value, secret=secret)
            return (Finding((), said),)

        steps.append(matches)
    if field.format in FORMATS:
        fits, wanted_form = FORMATS[field.format]

        def has_form(value: Any) -> tuple[Finding, ...]:
            if not isinstance(value, str) or fits(value):
                return ()
            said = f"Must be {wanted_form}{sentences.but_is(value, secret=secret)}"
            return (Finding((), said),)

        steps.append(has_form)
    return steps


def _list_steps(field: Field) -> list[Check]:
    low = field.min_items or 0
    high = math.inf if field.max_items is None else field.max_items

    def right_count(value: list[Any]) -> tuple[Finding, ...]:
        if low <= len(value) <= high:
            return ()
        return (Finding((), sentences.wrong_count(field, len(value))),)

    def unique(value: list[Any]) -> tuple[Finding, ...]:
        found: list[Finding] = []
        seen: set[str] = set()
        tables: list[Any] = []
        for index, item in enumerate(value):
            if isinstance(item, dict | list):
                again = any(same(item, earlier) for earlier in tables)
                tables.append(item)
                named = "The same entry"
            else:
                text = f"{type(item).__name__} {item!r}"
                again = text in seen
                seen.add(text)
                named = "The same entry" if field.discreet else sentences.shown_scalar(item)
            if again:
                found.append(Finding((index,), f"{named} is there twice."))
        return tuple(found)

    return [right_count, unique] if field.unique_items else [right_count]
