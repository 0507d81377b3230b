"""Five past years of two exchanges, given through the settings, held against their calendars.

The UTC times of an exchange change with its clocks; an operator then changes the settings. So
each span between two changes has settings of its own. Everything in them comes from the rules of
the holidays; what they must bring about comes from the list of sessions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from traderadmin.config.schema import load_schema
from traderadmin.config.validation import Severity, Validator
from traderadmin.schedule import Schedule, Window, is_active, windows_between
from traderadmin.schedule.lint import Smell, lint

FIRST, LAST = date(2021, 1, 1), date(2025, 12, 31)
DAY = timedelta(days=1)
WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri"]

pytestmark = pytest.mark.filterwarnings(
    "ignore:Series.values returning:DeprecationWarning"  # of the calendars' own use of pandas
)


@dataclass(frozen=True)
class Exchange:
    """An exchange as its calendar tells it.

    Attributes:
        regular: from when to when, on its own clocks.
        holidays: weekdays without a session.
        early: on its own clocks, by date.
        sessions: what really was.
    """

    name: str
    zone: ZoneInfo
    regular: tuple[time, time]
    holidays: frozenset[date]
    early: dict[date, time]
    sessions: tuple[Window, ...]

    def spans(self) -> Iterator[list[date]]:
        """The days between two changes of the clocks."""
        days = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
        for _, span in groupby(days, self.offset):
            yield list(span)

    def offset(self, day: date) -> timedelta | None:
        """How far its clocks are from UTC while it trades on a day."""
        return datetime.combine(day, self.regular[0], self.zone).utcoffset()

    def settings(self, span: list[date]) -> dict[str, Any]:
        """The table that an operator would write for a span."""
        start, stop = (self._utc(span[0], clock) for clock in self.regular)
        return {
            "enabled": True,
            "start_time_utc": start,
            "stop_time_utc": stop,
            "days_of_week": WEEK,
            "closed_dates": [f"{day}" for day in span if day in self.holidays],
            "early_closes": [
                {"date": f"{day}", "stop_time_utc": self._utc(day, self.early[day])}
                for day in span
                if day in self.early
            ],
            "exchange_timezone": self.zone.key,
        }

    def _utc(self, day: date, clock: time) -> str:
        return f"{datetime.combine(day, clock, self.zone).astimezone(UTC):%H:%M}"


@pytest.fixture(scope="module", params=["XNYS", "XLON"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    """Read a calendar; the package is slow to import, so only who needs it does."""
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(request.param, start=f"{FIRST}", end=f"{LAST}")
    zone = ZoneInfo(str(calendar.tz))
    regular = calendar.regular_holidays.holidays(f"{FIRST}", f"{LAST}")
    holidays = {day.date() for day in (*regular, *calendar.adhoc_holidays)}
    early = {
        day.date(): clock
        for clock, rule in calendar.special_closes
        for day in rule.holidays(f"{FIRST}", f"{LAST}")
    }
    opens, closes = calendar.open_times[-1][1], calendar.close_times[-1][1]
    rows = zip(calendar.opens, calendar.closes, strict=True)
    sessions = tuple(Window(_instant(start), _instant(stop)) for start, stop in rows)
    return Exchange(
        request.param,
        zone,
        (opens, closes),
        frozenset(day for day in holidays if FIRST <= day <= LAST and day.weekday() < 5),
        {day: clock for day, clock in early.items() if day.weekday() < 5 and day not in holidays},
        sessions,
    )


def test_that_the_windows_of_five_years_are_the_exchange_s_sessions(exchange: Exchange) -> None:
    found: list[Window] = []
    for span in exchange.spans():
        schedule = Schedule.from_values(exchange.settings(span))
        start = datetime.combine(span[0], time(), UTC)
        found += windows_between(schedule, start, start + len(span) * DAY)
    assert len(found) > 1250
    assert found == list(exchange.sessions)


def test_that_the_flag_turns_where_the_exchange_opens_and_closes(exchange: Exchange) -> None:
    sessions = {window.start.date(): window for window in exchange.sessions}
    for span in exchange.spans():
        schedule = Schedule.from_values(exchange.settings(span))
        for day in span:
            for hour in (0, 7, 8, 12, 14, 16, 18, 20, 23):
                at = datetime.combine(day, time(hour, 30), UTC)
                window = sessions.get(day)
                expected = window is not None and window.start <= at < window.stop
                assert is_active(schedule, at) == expected, at


def test_that_the_settings_are_valid_and_every_exception_counts(exchange: Exchange) -> None:
    validator = Validator(load_schema(None))
    holidays = early = 0
    for span in exchange.spans():
        table = exchange.settings(span)
        holidays += len(table["closed_dates"])
        early += len(table["early_closes"])
        problems = validator.problems({"trading_schedule": table})
        assert not [p for p in problems if p.path[0] == "trading_schedule"]
        assert not [p for p in problems if p.severity is Severity.WARNING]
    assert (holidays, early) == (len(exchange.holidays), len(exchange.early))
    assert holidays > 35
    assert early >= 10


def test_that_the_linter_announces_each_change_of_the_exchange_s_clocks(exchange: Exchange) -> None:
    spans = list(exchange.spans())
    for span, following in pairwise(spans):
        schedule = Schedule.from_values(exchange.settings(span))
        found = lint(schedule, datetime.combine(span[0], time(), UTC))
        changes = [each.day for each in found if each.smell is Smell.ZONE_CHANGE]
        assert changes[:1] == [following[0]]


def _instant(stamp: Any) -> datetime:
    """A plain instant in UTC of one of pandas."""
    instant: datetime = stamp.to_pydatetime().astimezone(UTC)
    return instant
