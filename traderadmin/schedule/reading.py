"""Values of the table `[trading_schedule]`: each read strictly, refused with a sentence."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from traderadmin.errors import TraderAdminError

TITLE = "The trading schedule is not valid"
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def flag(values: Mapping[str, Any], key: str, *, default: bool) -> bool:
    """A yes or no. Raises: TraderAdminError, as all of these."""
    value = values.get(key, default)
    if not isinstance(value, bool):
        raise _refused(key, "must be true or false.")
    return value


def text(values: Mapping[str, Any], key: str) -> str:
    """A text; empty where the key is absent."""
    value = values.get(key, "")
    if not isinstance(value, str):
        raise _refused(key, "must be text.")
    return value


def choices(
    values: Mapping[str, Any], key: str, allowed: Sequence[str], *, default: Sequence[str]
) -> Sequence[str]:
    """A list of some of the texts allowed."""
    value = values.get(key, default)
    if not isinstance(value, (list, tuple)) or not all(item in allowed for item in value):
        raise _refused(key, f"must be a list of {', '.join(allowed)}.")
    return value


def clock(values: Mapping[str, Any], key: str, *, default: str | None = None) -> time:
    """A time of day, HH:MM."""
    found = time_of(values.get(key, default))
    if found is None:
        raise _refused(key, "must be a time from 00:00 to 23:59, written HH:MM.")
    return found


def dates(values: Mapping[str, Any], key: str) -> tuple[date, ...]:
    """A list of dates, none of them twice."""
    found: list[date] = []
    for item in _list(values, key):
        day = date_of(item)
        if day is None:
            raise _refused(key, "must be a list of dates that exist, written YYYY-MM-DD.")
        if day in found:
            raise _refused(key, f"names {day} twice.")
        found.append(day)
    return tuple(found)


def times_by_date(
    values: Mapping[str, Any], key: str, date_key: str, time_key: str
) -> dict[date, time]:
    """A list of tables with a date and a time each, none of the dates twice."""
    found: dict[date, time] = {}
    for row in _list(values, key):
        day = date_of(row.get(date_key)) if isinstance(row, Mapping) else None
        if day is None:
            raise _refused(key, f"must have a {date_key} that exists in each row, as YYYY-MM-DD.")
        if day in found:
            raise _refused(key, f"names {day} twice.")
        found[day] = clock(row, time_key)
    return found


def date_of(value: Any) -> date | None:
    """The date that a value names, written YYYY-MM-DD or as a date of TOML; None if it does not."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def time_of(value: Any) -> time | None:
    """The time of day that a text names, written HH:MM; None if it does not."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    return None if match is None else time(int(match[1]), int(match[2]))


def _list(values: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = values.get(key, ())
    if not isinstance(value, (list, tuple)):
        raise _refused(key, "must be a list.")
    return value


def _refused(key: str, said: str) -> TraderAdminError:
    return TraderAdminError(TITLE, f"trading_schedule.{key} {said}")
