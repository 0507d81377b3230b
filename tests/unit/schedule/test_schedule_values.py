"""A schedule as a value: read from the table, written back, refused with a sentence."""

from datetime import date, datetime, time

import pytest

from traderadmin.errors import TraderAdminError
from traderadmin.schedule import Schedule

USUAL = {"start_time_utc": "13:30", "stop_time_utc": "20:00"}


def early(*rows: object) -> dict[str, object]:
    return {"early_closes": list(rows)}


def test_that_a_schedule_is_read_from_the_table_and_written_back() -> None:
    values = {
        "enabled": False,
        "start_time_utc": "22:05",
        "stop_time_utc": "04:00",
        "days_of_week": ["Sun", "Mon"],
        "initially_active": True,
        "closed_dates": ["2026-12-25", date(2026, 12, 24)],
        "early_closes": [{"date": "2026-12-31", "stop_time_utc": "23:00"}],
        "exchange_timezone": "Asia/Tokyo",
    }
    schedule = Schedule.from_values(values)
    assert schedule == Schedule(
        False,
        time(22, 5),
        time(4),
        frozenset({0, 6}),
        True,
        frozenset({date(2026, 12, 24), date(2026, 12, 25)}),
        {date(2026, 12, 31): time(23)},
        "Asia/Tokyo",
    )
    assert schedule.to_json() == values | {
        "days_of_week": ["Mon", "Sun"],
        "closed_dates": ["2026-12-24", "2026-12-25"],
    }


def test_that_a_table_of_nothing_is_the_usual_week() -> None:
    assert Schedule.from_values({}) == Schedule(True, time(13, 30), time(20), frozenset(range(5)))


def test_that_a_schedule_cannot_be_changed_through_what_it_was_made_of() -> None:
    closes = {date(2026, 11, 27): time(18)}
    schedule = Schedule(True, time(13, 30), time(20), frozenset({4}), early_closes=closes)
    before = hash(schedule)
    closes.clear()
    assert schedule.early_closes == {date(2026, 11, 27): time(18)}
    assert hash(schedule) == before
    with pytest.raises(TypeError):
        schedule.early_closes[date(2026, 11, 27)] = time(19)  # type: ignore[index]  # as said


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"stop_time_utc": "13:30"}, "same time, 13:30 UTC"),
        ({"start_time_utc": "24:00"}, "start_time_utc"),
        ({"start_time_utc": "9:30"}, "start_time_utc"),
        ({"start_time_utc": "١٣:٣٠"}, "start_time_utc"),
        ({"stop_time_utc": 2000}, "stop_time_utc"),
        ({"days_of_week": []}, "day of the week"),
        ({"days_of_week": ["Monday"]}, "days_of_week"),
        ({"days_of_week": [["Mon"]]}, "days_of_week"),
        ({"days_of_week": "Mon"}, "days_of_week"),
        ({"enabled": "yes"}, "enabled"),
        ({"initially_active": 1}, "initially_active"),
        ({"exchange_timezone": 1}, "exchange_timezone must be text"),
        ({"closed_dates": "2026-12-25"}, "closed_dates must be a list"),
        ({"closed_dates": ["2026-02-29"]}, "closed_dates must be a list of dates that exist"),
        ({"closed_dates": ["2026-W52-5"]}, "closed_dates"),
        ({"closed_dates": ["٢٠٢٦-12-25"]}, "closed_dates"),
        ({"closed_dates": [datetime(2026, 12, 25)]}, "closed_dates"),  # noqa: DTZ001 - of TOML
        ({"closed_dates": ["2026-12-25", "2026-12-25"]}, "closed_dates names 2026-12-25 twice"),
        (early("2026-11-27"), "early_closes must have a date that exists"),
        (early({"date": "2026-11-31", "stop_time_utc": "18:00"}), "early_closes"),
        (early({"date": "2026-11-27"}), "stop_time_utc must be a time"),
        (
            early(
                {"date": "2026-11-27", "stop_time_utc": "18:00"},
                {"date": date(2026, 11, 27), "stop_time_utc": "19:00"},
            ),
            "early_closes names 2026-11-27 twice",
        ),
        (
            early({"date": "2026-11-27", "stop_time_utc": "13:30"}),
            "early close of 2026-11-27, at 13:30 UTC, must be after the start, which is 13:30 UTC",
        ),
        (
            early({"date": "2026-11-27", "stop_time_utc": "20:01"}),
            "must not be after the regular stop, which is 20:00 UTC",
        ),
        (
            {"start_time_utc": "22:00", "stop_time_utc": "04:00"}
            | early({"date": "2026-11-27", "stop_time_utc": "12:00"}),
            "must be within the session, which is from 22:00 to 04:00 UTC on the next day",
        ),
    ],
)
def test_that_a_wrong_value_is_refused_with_a_sentence_that_names_it(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(TraderAdminError, match=named):
        Schedule.from_values(USUAL | change)
