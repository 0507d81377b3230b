"""Rules over several fields."""

from typing import Any

import pytest

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation import ProblemKind, Severity, Validator


def merged(values: dict[str, Any], changes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {**values, **{key: {**values.get(key, {}), **item} for key, item in changes.items()}}


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        (
            {"trading_schedule": {"stop_time_utc": "13:30"}},
            "trading_schedule.stop_time_utc",
            "Must differ from the start, which is 13:30 UTC too.",
        ),
        (
            {"notifications": {"quiet_hours": {"start_time_utc": "1:0", "stop_time_utc": "06:00"}}},
            "notifications.quiet_hours.start_time_utc",
            "Must be a time from 00:00 to 23:59, written HH:MM.",
        ),
        (
            {
                "notifications": {
                    "quiet_hours": {"start_time_utc": "06:00", "stop_time_utc": "06:00"}
                }
            },
            "notifications.quiet_hours.stop_time_utc",
            "Must differ from the beginning, which is 06:00 UTC too.",
        ),
        (
            {"risk": {"max_order_size": 3000}},
            "risk.max_order_size",
            "Must not be above the largest position of 2000, is 3000.",
        ),
        (
            {"scanner": {"feed": "csv"}},
            "scanner.csv_file",
            "Must be set, because the price feed is a CSV file.",
        ),
        (
            {"broker": {"api_secret": "12345678", "credentials_file": "/x"}},
            "broker.api_secret",
            "Remove it or the credentials file: with both set it is unclear which counts.",
        ),
        (
            {"notifications": {"enabled": True, "email": ["a@example.com"]}},
            "notifications.smtp_server",
            "Must be set, because there are email receivers.",
        ),
    ],
)
def test_that_fields_that_do_not_fit_together_are_an_error_at_one_of_them(
    changes: dict[str, dict[str, Any]],
    place: str,
    message: str,
    shipped: Schema,
    values: dict[str, Any],
) -> None:
    found = Validator(shipped).problems(merged(values, changes))
    errors = [p for p in found if p.severity is Severity.ERROR]
    assert [(dotted(p.path), p.message) for p in errors] == [(place, message)]


def test_that_a_symbol_may_stand_once(shipped: Schema, values: dict[str, Any]) -> None:
    values["scanner"]["symbols"][2]["symbol"] = "AAPL"
    (problem,) = Validator(shipped).problems(values)
    assert problem.path == ("scanner", "symbols", 2, "symbol")
    assert problem.message == "“AAPL” is in row 1 already."
    assert problem.kind is ProblemKind.RULE


def test_that_orders_that_would_be_refused_are_a_warning(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["risk"]["max_order_size"] = 60
    (problem,) = Validator(shipped).problems(values)
    assert problem.severity is Severity.WARNING
    assert problem.message == ("Its orders will be refused: the largest order is 60, this is 100.")


def test_that_notifications_to_nobody_are_a_warning(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["notifications"]["enabled"] = True
    (problem,) = Validator(shipped).problems(values)
    assert (problem.severity, problem.path) == (Severity.WARNING, ("notifications", "enabled"))


def test_that_a_default_counts_in_a_rule(shipped: Schema, values: dict[str, Any]) -> None:
    del values["scanner"]["feed"]
    values["risk"]["max_position"] = 400
    found = Validator(shipped).problems(values)
    assert [p.path for p in found] == [("risk", "max_order_size")]


def test_that_a_value_that_is_wrong_by_itself_is_reported_once(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["trading_schedule"] |= {"start_time_utc": "nonsense", "stop_time_utc": "nonsense"}
    found = Validator(shipped).problems(values)
    assert [p.path[-1] for p in found] == ["start_time_utc", "stop_time_utc"]
    assert all(p.kind is ProblemKind.VALUE for p in found)


def test_that_rules_leave_other_schemas_alone(make_schema: MakeSchema) -> None:
    schema = make_schema(
        {
            "trading_schedule": {
                "type": "object",
                "properties": {"start_time_utc": {"type": "string"}},
            },
            "scanner": {"type": "object", "properties": {"feed": {"type": "string"}}},
            "risk": {"type": "object", "properties": {"max_order_size": {"type": "integer"}}},
        }
    )
    values = {
        "trading_schedule": {"start_time_utc": "1", "stop_time_utc": "1"},
        "scanner": {"feed": "csv"},
        "risk": {"max_order_size": 9, "max_position": 1},
    }
    assert Validator(schema).problems(values) == ()


@pytest.mark.parametrize("odd", [5, "text", [], {}, [1, "a", {"symbol": 3}], None])
def test_that_rules_survive_values_of_any_kind(
    odd: Any, shipped: Schema, values: dict[str, Any]
) -> None:
    for section, table in values.items():
        for key in table:
            changed = merged(values, {section: {key: odd}})
            assert isinstance(Validator(shipped).problems(changed), tuple)
        assert isinstance(Validator(shipped).problems({**values, section: odd}), tuple)
