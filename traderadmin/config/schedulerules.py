"""Rules of `[trading_schedule]`: what makes a session that nobody can have meant."""

from collections.abc import Iterable, Iterator
from datetime import date, time

from traderadmin.config.paths import FieldPath
from traderadmin.config.rulekit import Effective, Rule, problem, rows
from traderadmin.config.validation.problems import Problem, Severity
from traderadmin.schedule import DAY_NAMES
from traderadmin.schedule.model import early_close_error
from traderadmin.schedule.reading import date_of, time_of
from traderadmin.schedule.zones import closest_zone, is_zone

_TABLE = "trading_schedule"
START = (_TABLE, "start_time_utc")
STOP = (_TABLE, "stop_time_utc")
DAYS = (_TABLE, "days_of_week")
CLOSED = (_TABLE, "closed_dates")
EARLY = (_TABLE, "early_closes")
ZONE = (_TABLE, "exchange_timezone")
_CLOSED_DATE = (*CLOSED, "*")
_EARLY_DATE = (*EARLY, "*", "date")
_EARLY_STOP = (*EARLY, "*", "stop_time_utc")


def _session_has_length(get: Effective) -> Iterator[Problem]:
    start = get(START)
    if isinstance(start, str) and get(STOP) == start:
        yield problem(STOP, f"Must differ from the start, which is {start} UTC too.")


def _closed_dates_differ(get: Effective) -> Iterator[Problem]:
    closed = get(CLOSED)
    dates = enumerate(map(date_of, closed)) if isinstance(closed, list) else ()
    for index, message in _repeated(dates):
        yield problem((*CLOSED, index), message)


def _early_closes_differ(get: Effective) -> Iterator[Problem]:
    dates = ((index, date_of(day)) for index, day in rows(get(EARLY), "date", object))
    for index, message in _repeated(dates):
        yield problem((*EARLY, index, "date"), message)


def _early_close_is_in_session(get: Effective) -> Iterator[Problem]:
    start, stop = time_of(get(START)), time_of(get(STOP))
    if start is None or stop is None or start == stop:
        return
    for index, early in _early_stops(get):
        wrong = early_close_error(start, stop, early)
        if wrong:
            yield problem((*EARLY, index, "stop_time_utc"), wrong[:1].upper() + wrong[1:])


def _early_close_is_earlier(get: Effective) -> Iterator[Problem]:
    stop = time_of(get(STOP))
    for index, early in _early_stops(get):
        if early == stop:
            message = f"Changes nothing: every session stops at {early:%H:%M} UTC."
            yield problem((*EARLY, index, "stop_time_utc"), message, Severity.WARNING)


def _early_close_has_session(get: Effective) -> Iterator[Problem]:
    closed, names = get(CLOSED), get(DAYS)
    closed_dates = set(map(date_of, closed)) if isinstance(closed, list) else set()
    for index, value in rows(get(EARLY), "date", object):
        day = date_of(value)
        if day is None:
            continue
        why = ""
        if day in closed_dates:
            why = f"{day} is a closed date"
        elif isinstance(names, list) and DAY_NAMES[day.weekday()] not in names:
            why = f"no session starts on a {day:%A}"
        if why:
            path: FieldPath = (*EARLY, index, "date")
            yield problem(path, f"Changes nothing: {why}.", Severity.WARNING)


def _zone_exists(get: Effective) -> Iterator[Problem]:
    name = get(ZONE)
    if isinstance(name, str) and not is_zone(name):
        close = closest_zone(name)
        meant = f"Did you mean “{close}”?" if close else "Name one such as America/New_York."
        yield problem(ZONE, f"There is no such time zone. {meant}")


def _early_stops(get: Effective) -> Iterator[tuple[int, time]]:
    for index, value in rows(get(EARLY), "stop_time_utc", str):
        early = time_of(value)
        if early is not None:
            yield index, early


def _repeated(dates: Iterable[tuple[int, date | None]]) -> Iterator[tuple[int, str]]:
    """The rows whose date an earlier row has, with the sentence that says so."""
    first: dict[date, int] = {}
    for index, day in dates:
        if day is None:
            continue
        if day in first:
            yield index, f"{day} is in row {first[day] + 1} already."
        first.setdefault(day, index)


SCHEDULE_RULES = (
    Rule((START, STOP), _session_has_length),
    Rule((_CLOSED_DATE,), _closed_dates_differ),
    Rule((_EARLY_DATE,), _early_closes_differ),
    Rule((START, STOP, _EARLY_STOP), _early_close_is_in_session),
    Rule((STOP, _EARLY_STOP), _early_close_is_earlier),
    Rule((DAYS, _CLOSED_DATE, _EARLY_DATE), _early_close_has_session),
    Rule((ZONE,), _zone_exists),
)
