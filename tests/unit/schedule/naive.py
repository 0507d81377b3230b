"""The oracle: walks minute by minute through a table as the file has it. Shares no code.

It knows texts only: at the minute that shows the start of a session it opens, at the minute that
shows the stop of that session it closes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Table = dict[str, Any]

MINUTE = timedelta(minutes=1)
CLOCKS = tuple(f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BEFORE = timedelta(days=1)
"""So early a walk begins that it misses the start of no session: each lasts less than a day."""


def walk(table: Table, first: datetime, last: datetime) -> Iterator[tuple[datetime, bool]]:
    """The minutes of `[first, last)`, both whole minutes, each with whether trading is open."""
    start, regular = str(table["start_time_utc"]), str(table["stop_time_utc"])
    early: dict[str, str] = {
        row["date"]: row["stop_time_utc"] for row in table.get("early_closes", ())
    }
    closed = set(table.get("closed_dates", ()))
    minute, stop = first - _BEFORE, ""
    while minute < last:
        clock = CLOCKS[minute.hour * 60 + minute.minute]
        if clock == stop:
            stop = ""
        if clock == start:
            date = f"{minute:%Y-%m-%d}"
            starts = DAYS[minute.weekday()] in table["days_of_week"] and date not in closed
            stop = early.get(date, regular) if starts else ""
        if minute >= first:
            yield minute, bool(stop)
        minute += MINUTE


def is_open(table: Table, at: datetime) -> bool:
    """Whether trading is open in the minute of `at`."""
    minute = whole(at)
    return next(walk(table, minute, minute + MINUTE))[1]


def whole(at: datetime) -> datetime:
    """The minute of an instant."""
    return at.replace(second=0, microsecond=0)


_MINUTES_A_DAY = len(CLOCKS)
_SPECIAL = [
    datetime(year, month, day, tzinfo=UTC)
    for year in (1999, 2000, 2024, 2026, 2027, 2028, 2100)
    for month, day in ((1, 1), (2, 28), (3, 1), (12, 31))
]

instants = st.one_of(
    st.timedeltas(timedelta(0), timedelta(days=40_000)).map(
        lambda after: datetime(1995, 1, 1, tzinfo=UTC) + after
    ),
    st.tuples(st.sampled_from(_SPECIAL), st.timedeltas(timedelta(days=-2), timedelta(days=2))).map(
        lambda pair: pair[0] + pair[1]
    ),
)
"""Over a century, often near leap days and the turns of years."""


@st.composite
def tables(draw: st.DrawFn, near: datetime) -> Table:
    """Valid tables whose closed dates and early closes lie around `near`."""
    start = draw(st.integers(0, _MINUTES_A_DAY - 1))
    length = draw(st.integers(1, _MINUTES_A_DAY - 1))
    around = st.integers(-3, 16).map(lambda days: f"{near + timedelta(days=days):%Y-%m-%d}")
    early = draw(st.dictionaries(around, st.integers(1, length), max_size=6))
    return {
        "start_time_utc": _clock(start),
        "stop_time_utc": _clock(start + length),
        "days_of_week": sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1))),
        "closed_dates": draw(st.lists(around, unique=True, max_size=6)),
        "early_closes": [
            {"date": date, "stop_time_utc": _clock(start + after)} for date, after in early.items()
        ],
    }


@st.composite
def moments(draw: st.DrawFn) -> tuple[Table, datetime]:
    """A table and an instant near its exceptions, often one at which something may turn."""
    at = draw(instants)
    table = draw(tables(at))
    clocks = [row["stop_time_utc"] for row in table["early_closes"]]
    clock = draw(
        st.sampled_from(["", table["start_time_utc"], table["stop_time_utc"], *clocks[:1]])
    )
    if clock:
        at = whole(at).replace(hour=int(clock[:2]), minute=int(clock[3:]))
    return table, at


def _clock(minutes: int) -> str:
    return CLOCKS[minutes % _MINUTES_A_DAY]
