"""Reads JSON values that other programs made: what is not of the kind wanted is None or empty."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from traderadmin.clock import parse_utc


def text(value: object) -> str:
    """A text; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    """A whole number, written as one or as a float without a fraction."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def count_of(value: object) -> int | None:
    """A count, or a collection to be counted."""
    if isinstance(value, Mapping | list | tuple):
        return len(value)
    count = whole(value)
    return count if count is None or count >= 0 else None


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant with its zone, in UTC."""
    if not isinstance(value, str):
        return None
    try:
        return parse_utc(value)
    except (ValueError, OverflowError):
        return None


def mapping_of(value: object) -> Mapping[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}
