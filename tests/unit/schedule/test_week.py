"""The days to come, as a schedule makes them."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings

from tests.unit.schedule.naive import Table, moments
from traderadmin.schedule import Schedule, Window, windows_between
from traderadmin.schedule.week import Day, days_from

DAY = timedelta(days=1)
NIGHTS = Schedule(
    True,
    time(22),
    time(4),
    frozenset({2, 3, 4}),
    closed_dates=frozenset({date(2026, 11, 26), date(2026, 11, 28)}),
    early_closes={date(2026, 11, 27): time(2)},
)


@settings(deadline=None, max_examples=60)
@given(moments())
def test_that_a_day_has_the_windows_that_reach_into_it(moment: tuple[Table, datetime]) -> None:
    table, now = moment
    schedule = Schedule.from_values(table)
    for day in days_from(schedule, now.date(), 9):
        midnight = datetime.combine(day.date, time(), UTC)
        assert day.windows == windows_between(schedule, midnight, midnight + DAY)


def test_that_nights_run_on_and_a_closed_date_keeps_what_began_before() -> None:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, tzinfo=UTC)

    wednesday = Window(at(25, 22), at(26, 4))
    friday = Window(at(27, 22), at(28, 2))
    assert days_from(NIGHTS, date(2026, 11, 25), 5) == (
        Day(date(2026, 11, 25), None, wednesday),
        Day(date(2026, 11, 26), wednesday, None, closed=True),
        Day(date(2026, 11, 27), None, friday, early=True),
        Day(date(2026, 11, 28), friday, None),
        Day(date(2026, 11, 29)),
    )


def test_that_a_window_that_ends_at_midnight_does_not_run_on() -> None:
    evenings = Schedule(True, time(20), time(0), frozenset({0}))
    monday, tuesday = days_from(evenings, date(2026, 11, 23), 2)
    assert monday.window is not None
    assert tuesday == Day(date(2026, 11, 24))
