"""Rules of the trading schedule: a sentence at the field that is wrong."""

from datetime import date
from typing import Any

import pytest

from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Severity, Validator

DAY = {"start_time_utc": "13:30", "stop_time_utc": "20:00"}
NIGHT = {"start_time_utc": "22:00", "stop_time_utc": "04:00"}


def early(day: Any, stop: str) -> dict[str, Any]:
    return {"early_closes": [{"date": day, "stop_time_utc": stop}]}


def found(
    changes: dict[str, Any], values: dict[str, Any], schema: Schema, severity: Severity
) -> list[tuple[str, str]]:
    table = values["trading_schedule"] | changes
    problems = Validator(schema).problems(values | {"trading_schedule": table})
    return [
        (dotted(p.path).removeprefix("trading_schedule."), p.message)
        for p in problems
        if p.severity is severity
    ]


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        (
            {"stop_time_utc": "13:30"},
            "stop_time_utc",
            "Must differ from the start, which is 13:30 UTC too.",
        ),
        ({"days_of_week": []}, "days_of_week", "Must have at least 1 entry, has none."),
        (
            {"closed_dates": ["2026-12-24", "2026-12-25", "2026-12-24"]},
            "closed_dates[2]",
            "“2026-12-24” is there twice.",
        ),
        (
            {"closed_dates": ["2026-12-25", date(2026, 12, 25)]},
            "closed_dates[1]",
            "2026-12-25 is in row 1 already.",
        ),
        (
            {"closed_dates": ["2026-02-29"]},
            "closed_dates[0]",
            "Must be a date that exists, written YYYY-MM-DD, is “2026-02-29”.",
        ),
        (
            {"closed_dates": ["25.12.2026"]},
            "closed_dates[0]",
            "Must be a date, written YYYY-MM-DD.",
        ),
        (
            early("2026-11-31", "18:00"),
            "early_closes[0].date",
            "Must be a date that exists, written YYYY-MM-DD, is “2026-11-31”.",
        ),
        (
            early("2026-11-27", "6 pm"),
            "early_closes[0].stop_time_utc",
            "Must be a time from 00:00 to 23:59, written HH:MM.",
        ),
        (
            {
                "early_closes": [
                    {"date": "2026-11-27", "stop_time_utc": "18:00"},
                    {"date": date(2026, 11, 27), "stop_time_utc": "19:00"},
                ]
            },
            "early_closes[1].date",
            "2026-11-27 is in row 1 already.",
        ),
        (
            DAY | early("2026-11-27", "13:30"),
            "early_closes[0].stop_time_utc",
            "Must be after the start, which is 13:30 UTC.",
        ),
        (
            DAY | early("2026-11-27", "09:00"),
            "early_closes[0].stop_time_utc",
            "Must be after the start, which is 13:30 UTC.",
        ),
        (
            DAY | early("2026-11-27", "20:01"),
            "early_closes[0].stop_time_utc",
            "Must not be after the regular stop, which is 20:00 UTC.",
        ),
        (
            NIGHT | early("2026-11-27", "22:00"),
            "early_closes[0].stop_time_utc",
            "Must be after the start, which is 22:00 UTC.",
        ),
        (
            NIGHT | early("2026-11-27", "04:01"),
            "early_closes[0].stop_time_utc",
            "Must be within the session, which is from 22:00 to 04:00 UTC on the next day.",
        ),
        (
            {"exchange_timezone": "america/new york"},
            "exchange_timezone",
            "There is no such time zone. Did you mean “America/New_York”?",
        ),
        (
            {"exchange_timezone": "???"},
            "exchange_timezone",
            "There is no such time zone. Name one such as America/New_York.",
        ),
    ],
)
def test_that_what_nobody_can_mean_is_an_error_with_a_sentence_at_its_field(
    changes: dict[str, Any], place: str, message: str, shipped: Schema, values: dict[str, Any]
) -> None:
    assert found(changes, values, shipped, Severity.ERROR) == [(place, message)]


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        (
            {"closed_dates": ["2026-11-27"]} | early("2026-11-27", "18:00"),
            "early_closes[0].date",
            "Changes nothing: 2026-11-27 is a closed date.",
        ),
        (
            early("2026-11-28", "18:00"),
            "early_closes[0].date",
            "Changes nothing: no session starts on a Saturday.",
        ),
        (
            early("2026-11-27", "20:00"),
            "early_closes[0].stop_time_utc",
            "Changes nothing: every session stops at 20:00 UTC.",
        ),
    ],
)
def test_that_an_early_close_without_effect_is_a_warning(
    changes: dict[str, Any], place: str, message: str, shipped: Schema, values: dict[str, Any]
) -> None:
    assert found(changes, values, shipped, Severity.WARNING) == [(place, message)]
    assert found(changes, values, shipped, Severity.ERROR) == []


@pytest.mark.parametrize(
    "changes",
    [
        DAY | early("2026-11-27", "13:31"),
        NIGHT | early("2026-11-27", "23:00"),
        NIGHT | early("2026-11-27", "00:00"),
        NIGHT | early("2026-11-27", "03:59"),
        {"closed_dates": ["2028-02-29", date(2026, 12, 25), "2026-11-28"]},
        {"exchange_timezone": "Europe/London"},
    ],
)
def test_that_what_can_be_meant_is_no_problem(
    changes: dict[str, Any], shipped: Schema, values: dict[str, Any]
) -> None:
    for severity in Severity:
        assert found(changes, values, shipped, severity) == []


@pytest.mark.parametrize(
    ("start", "blamed"), [("nonsense", "start_time_utc"), ("20:00", "stop_time_utc")]
)
def test_that_a_wrong_start_is_not_blamed_on_each_early_close(
    start: str, blamed: str, shipped: Schema, values: dict[str, Any]
) -> None:
    changes = {"start_time_utc": start} | early("2026-11-27", "18:00")
    places = [place for place, _ in found(changes, values, shipped, Severity.ERROR)]
    assert places == [blamed]


def test_that_dates_edited_into_the_template_keep_its_text_and_are_read_back(
    model: ConfigModel,
) -> None:
    rows = [{"date": "2026-11-27", "stop_time_utc": "18:00"}]
    model.set(("trading_schedule", "closed_dates"), ["2026-12-25"])
    model.set(("trading_schedule", "early_closes"), rows)
    assert not model.problems()
    edited = model.render()
    assert not edited.lost_comments
    model.rebase(edited.content)
    assert not model.modified_paths()
    assert model.get(("trading_schedule", "early_closes")) == rows
    assert model.get(("trading_schedule", "closed_dates")) == ["2026-12-25"]
