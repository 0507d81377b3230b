"""One value, one field: every trap and every sentence."""

import math
from datetime import date
from typing import Any

import pytest

from tests.unit.config.checking import one
from tests.unit.config.conftest import MakeSchema
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Validator

INTEGER = {"type": "integer", "minimum": 1, "maximum": 10000}
NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (INTEGER, 900000, "Must be 1 to 10000, is 900000."),
        (INTEGER, 1.0, "Must be a whole number without a decimal point, is 1.0."),
        (INTEGER, True, "Must be a whole number, is true."),
        (INTEGER, "5", "Must be a whole number, is the text “5”."),
        (INTEGER, [5], "Must be a whole number, is a list."),
        ({"type": "integer"}, 2**63, "Must fit in 64 bits."),
        ({"type": "boolean"}, 1, "Must be true or false, is the number 1."),
        ({"type": "string"}, 1.5, "Must be text, is the number 1.5."),
        ({"type": "string"}, date(2026, 1, 2), "Must be text, is 2026-01-02."),
        (NUMBER, math.nan, "Must be a finite number, is nan."),
        (NUMBER, -math.inf, "Must be a finite number, is -inf."),
        ({**NUMBER, "minimum": 0}, math.nan, "Must be a finite number, is nan."),
        ({**NUMBER, "minimum": 0}, -0.001, "Must be at least 0, is -0.001."),
        ({**NUMBER, "maximum": 0.5}, 1e22, "Must be at most 0.5, is 10000000000000000000000."),
        ({**NUMBER, "exclusiveMinimum": 0}, 0, "Must be above 0, is 0."),
        (
            {**NUMBER, "exclusiveMinimum": 0, "maximum": 60},
            61.5,
            "Must be above 0 and at most 60, is 61.5.",
        ),
        ({**NUMBER, "multipleOf": 0.01}, 0.125, "Must have at most 2 decimal places, is 0.125."),
        ({**NUMBER, "multipleOf": 0.25}, 0.3, "Must be a multiple of 0.25, is 0.3."),
        ({"type": "integer", "multipleOf": 100}, 150, "Must be a multiple of 100, is 150."),
        ({"type": "string", "minLength": 1}, "", "Must not be empty."),
        ({"type": "string", "minLength": 3}, "ab", "Must have at least 3 characters, has 2."),
        ({"type": "string", "maxLength": 1}, "ab", "Must have at most 1 character, has 2."),
        (
            {"type": "string", "minLength": 2, "maxLength": 4},
            "abcde",
            "Must have 2 to 4 characters, has 5.",
        ),
        (
            {"type": "string", "pattern": "^[a-z]+$"},
            "ab1",
            "Must match the pattern ^[a-z]+$, is “ab1”.",
        ),
        (
            {"type": "string", "pattern": "^a$", "patternErrorMessage": "Must be an a."},
            "b",
            "Must be an a.",
        ),
        (
            {"type": "string", "enum": ["paper", "live"]},
            "papr",
            "Must be one of “paper”, “live”, is “papr”. Did you mean “paper”?",
        ),
        ({"enum": [1, 2, 3]}, 4, "Must be one of 1, 2, 3, is 4."),
        ({"const": "v1"}, "v2", "Must be “v1”, is “v2”."),
        (
            {"type": "string", "format": "email"},
            "nobody@",
            "Must be an email address, is “nobody@”.",
        ),
        (
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            [],
            "Must have at least 1 entry, has none.",
        ),
        (
            {"type": "array", "items": {"type": "string"}, "maxItems": 1},
            ["a", "b"],
            "Must have at most 1 entry, has 2.",
        ),
        (
            {"type": "array", "items": {"properties": {"a": {}}}, "maxItems": 0},
            [{"a": 1}],
            "Must have at most 0 rows, has 1.",
        ),
        ({"type": "array", "uniqueItems": True}, ["a", 1, 1.0, "a"], "“a” is there twice."),
    ],
)
def test_that_a_wrong_value_gets_a_short_whole_sentence(
    field: dict[str, Any], value: Any, message: str, make_schema: MakeSchema
) -> None:
    assert one(make_schema, field, value) == message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({**NUMBER, "multipleOf": 0.1}, 0.3),
        ({**NUMBER, "multipleOf": 0.01}, 0.29),
        ({**NUMBER, "multipleOf": 0.00125}, 100000.0),
        (NUMBER, 5),
        ({"type": "array", "uniqueItems": True}, [1, 1.0, True, "1"]),
        ({"type": "string", "pattern": "b"}, "abc"),
        ({"type": "string", "pattern": "(?<unreadable>"}, "anything"),
        ({"type": "string", "format": "date"}, date(2026, 1, 2)),
        ({"type": "string", "format": "a format of its own"}, "anything"),
        ({"enum": ["a", 1]}, 1),
        ({"type": "number", "enum": [1, 2.5]}, 1.0),
    ],
)
def test_that_a_right_value_is_not_complained_of(
    field: dict[str, Any], value: Any, make_schema: MakeSchema
) -> None:
    assert one(make_schema, field, value) == ""


@pytest.mark.parametrize("text", ["13:30\n", "٣3:30", "13:30 ", "1:30", "24:00", "13:60", ""])
def test_that_a_time_is_exactly_hh_mm_in_ascii(text: str, shipped: Schema) -> None:
    path = ("trading_schedule", "start_time_utc")
    assert [p.message for p in Validator(shipped).field_problems(path, text)] == [
        "Must be a time from 00:00 to 23:59, written HH:MM."
    ]


def test_that_a_dollar_is_the_very_end_and_digits_are_ascii(make_schema: MakeSchema) -> None:
    field = {"type": "string", "pattern": r"^\d+\w$"}
    assert one(make_schema, field, "12a") == ""
    for text in ("12a\n", "٣a", "1é"):
        assert one(make_schema, field, text)
    assert one(make_schema, {"type": "string", "pattern": r"^[\d$]+$"}, "1$2") == ""


@pytest.mark.parametrize(
    ("word", "good", "bad"),
    [
        ("email", "a.b+c@example.com", "a..b@example.com"),
        ("uri", "https://example.com:8443/x?y=1", "example.com/x"),
        ("uri", "urn:a:b", "https://example.com:port/"),
        ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("ipv6", "::1", "1::2::3"),
        ("hostname", "a-b.example.com", "-a.example.com"),
        ("date", "2024-02-29", "2023-02-29"),
        ("time", "13:30:00Z", "13:30"),
        ("date-time", "2024-02-29T13:30:00+01:00", "2024-02-29"),
        ("uuid", "12345678-1234-5678-1234-567812345678", "1234"),
        ("regex", "^a+$", "(a"),
    ],
)
def test_that_formats_are_checked(word: str, good: str, bad: str, make_schema: MakeSchema) -> None:
    field = {"type": "string", "format": word}
    assert one(make_schema, field, good) == ""
    assert one(make_schema, field, bad).startswith("Must be a")
