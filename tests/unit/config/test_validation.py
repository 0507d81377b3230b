"""Validation: every trap, every sentence, and no secret."""

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.fields import Field
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.schema import Schema, load_schema
from traderadmin.config.validation import Fix, Problem, ProblemKind, Severity, Validator
from traderadmin.config.values import UNSET, copied, with_value
from traderadmin.resources import schema_bytes

SECRET = "SECRET123"


def messages(schema: Schema, values: Mapping[str, Any]) -> dict[str, str]:
    return {dotted(p.path): p.message for p in Validator(schema).problems(values)}


def one(make_schema: MakeSchema, field: dict[str, Any], value: Any) -> str:
    """The only message for a value of a field; empty when there is none."""
    found = messages(make_schema({"x": field}), {"x": value})
    assert len(found) <= 1, found
    return "".join(found.values())


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


def test_that_a_missing_key_belongs_to_that_key(shipped: Schema, values: dict[str, Any]) -> None:
    del values["risk"]["max_position"]
    del values["trading_schedule"]
    found = Validator(shipped).problems(values)
    assert {p.path: p.kind for p in found} == {
        ("trading_schedule",): ProblemKind.MISSING,
        ("risk", "max_position"): ProblemKind.MISSING,
    }
    assert Fix.RESET in found[1].fixes


def test_that_an_unknown_key_belongs_to_itself_and_suggests_what_was_meant(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["risk"]["max_ordersize"] = 5
    (problem,) = Validator(shipped).problems(values)
    assert problem == Problem(
        ("risk", "max_ordersize"),
        "Unknown key. Did you mean “max_order_size”?",
        Severity.ERROR,
        ProblemKind.UNKNOWN_KEY,
        (Fix.REMOVE,),
    )


def test_that_an_unknown_key_the_file_had_is_a_warning(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["colour"] = {"deep": 1}
    values["scanner"]["symbols"][0]["note"] = "x"
    baseline = copied(values)
    values["scanner"]["symbols"][1]["note"] = "new"
    found = {p.path: p.severity for p in Validator(shipped).problems(values, baseline=baseline)}
    assert found == {
        ("colour",): Severity.WARNING,
        ("scanner", "symbols", 0, "note"): Severity.WARNING,
        ("scanner", "symbols", 1, "note"): Severity.ERROR,
    }


def test_that_all_problems_come_at_once(shipped: Schema, values: dict[str, Any]) -> None:
    values["risk"] |= {"max_order_size": 0, "max_open_positions": "ten", "x": 1}
    values["scanner"]["symbols"][0]["symbol"] = "lower"
    values["logging"]["level"] = "loud"
    assert len(Validator(shipped).problems(values)) == 5


def test_that_fixes_fit_the_problem(shipped: Schema, values: dict[str, Any]) -> None:
    values["risk"]["max_order_size"] = 0
    values["risk"]["max_order_value"] = 0
    found = {p.path[-1]: p.fixes for p in Validator(shipped).problems(values)}
    assert found["max_order_size"] == (Fix.JUMP, Fix.RESET)
    assert found["max_order_value"] == (Fix.JUMP, Fix.REMOVE)


def test_that_an_inline_secret_is_advised_against(shipped: Schema, values: dict[str, Any]) -> None:
    values["broker"]["api_secret"] = SECRET
    (problem,) = Validator(shipped).problems(values)
    assert (problem.severity, problem.path) == (Severity.WARNING, ("broker", "api_secret"))
    assert problem.message.startswith("Use a credentials file")


any_value = st.recursive(
    st.one_of(
        st.just(SECRET),
        st.text(max_size=4).map(lambda text: text + SECRET),
        st.integers(),
        st.booleans(),
        st.floats(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=3)
    ),
    max_leaves=4,
)
SECRET_SCHEMA = load_schema(
    json.dumps(
        {
            "type": "object",
            "properties": {
                "s": {"type": "string", "writeOnly": True, "maxLength": 3, "pattern": "^a$"},
                "n": {"type": "integer", "writeOnly": True, "multipleOf": 7, "maximum": 9},
                "e": {"enum": ["a", "b"], "writeOnly": True},
                "l": {
                    "type": "array",
                    "uniqueItems": True,
                    "maxItems": 2,
                    "items": {"type": "string", "writeOnly": True},
                },
                "t": {
                    "type": "object",
                    "properties": {"a": {"type": "string", "writeOnly": True}, "b": {}},
                    "not": {"required": ["b"]},
                    "additionalProperties": False,
                },
                "c": {
                    "anyOf": [
                        {"type": "string", "writeOnly": True, "maxLength": 2},
                        {"type": "object", "properties": {"a": {"const": "x", "writeOnly": True}}},
                    ]
                },
            },
            "additionalProperties": False,
            "if": {"required": ["s"]},
            "then": {"properties": {"c": {"const": "q"}}},
        }
    ).encode()
)


@given(st.dictionaries(st.sampled_from(["s", "n", "e", "l", "t", "c", "u"]), any_value))
def test_that_no_message_ever_quotes_a_secret(values: dict[str, Any]) -> None:
    for problem in Validator(SECRET_SCHEMA).problems(values):
        assert SECRET not in problem.message
        if problem.path[:1] == ("n",) and isinstance(values["n"], int | float):
            assert str(values["n"]) not in problem.message.replace("7", "").replace("9", "")


PLAIN = {
    "type": "object",
    "properties": {
        "i": {"type": "integer", "minimum": -5, "exclusiveMaximum": 50, "multipleOf": 5},
        "n": {"type": "number", "exclusiveMinimum": -1, "maximum": 2},
        "s": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-c]*$"},
        "e": {"enum": ["a", 1, True]},
        "a": {
            "type": "array",
            "items": {"type": "boolean"},
            "minItems": 1,
            "maxItems": 2,
            "uniqueItems": True,
        },
        "t": {
            "type": "object",
            "properties": {"k": {"type": "string"}, "m": {"type": "integer"}},
            "required": ["k"],
            "additionalProperties": False,
        },
    },
    "required": ["i"],
    "additionalProperties": False,
}
plain_values = st.dictionaries(
    st.sampled_from(["i", "n", "s", "e", "a", "t", "k", "m", "zz"]),
    st.recursive(
        st.one_of(
            st.booleans(),
            st.integers(-60, 60),
            # Whole floats and nan are where we are stricter on purpose.
            st.floats(-3, 3).filter(lambda number: not number.is_integer()),
            st.text("abcd", max_size=4),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["k", "m", "z"]), inner, max_size=2),
        ),
        max_leaves=4,
    ),
)


@given(plain_values)
def test_that_our_checks_agree_with_jsonschema(values: dict[str, Any]) -> None:
    ours = Validator(load_schema(json.dumps(PLAIN).encode())).problems(values)
    theirs = jsonschema.Draft202012Validator(PLAIN).is_valid(values)
    assert (not ours) == theirs


def test_that_choices_are_readable(make_schema: MakeSchema) -> None:
    schema = make_schema(
        {
            "a": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array"}]},
            "tagged": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["kind"],
                        "properties": {
                            "kind": {"const": "tcp"},
                            "port": {"type": "integer", "maximum": 65535},
                        },
                    },
                    {
                        "type": "object",
                        "required": ["kind"],
                        "properties": {"kind": {"const": "unix"}},
                    },
                ]
            },
            "one_of_two": {
                "type": "object",
                "properties": {"file": {"type": "string"}, "text": {"type": "string"}},
                "oneOf": [{"required": ["file"]}, {"required": ["text"]}],
            },
            "numbers": {"anyOf": [{"maximum": 1}, {"minimum": 9}]},
            "forbidden": {"not": {"const": "root"}},
        }
    )
    assert messages(
        schema,
        {
            "a": 1.5,
            "tagged": {"kind": "tcp", "port": 70000},
            "one_of_two": {},
            "numbers": 5,
            "forbidden": "root",
        },
    ) == {
        "a": "Must be text, a whole number or a list.",
        "tagged.port": "Must be at most 65535.",
        "one_of_two": "Must have file or text.",
        "numbers": "Fits none of the 2 forms the schema allows.",
        "forbidden": "This value is not allowed here.",
    }
    assert messages(schema, {"one_of_two": {"file": "a", "text": "b"}}) == {
        "one_of_two": "Fits more than one of the forms of which one is allowed."
    }


def test_that_conditions_dependencies_and_maps_are_placed_at_their_keys(
    make_schema: MakeSchema,
) -> None:
    schema = make_schema(
        {
            "tls": {"type": "boolean"},
            "cert": {"type": "string", "default": "x"},
            "user": {"type": "string"},
            "password": {"type": "string"},
            "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
            "named": {
                "type": "object",
                "properties": {"own": {"type": "string"}},
                "patternProperties": {"^x_": {"type": "integer"}},
                "additionalProperties": False,
            },
        },
        **{
            "if": {"properties": {"tls": {"const": True}}, "required": ["tls"]},
            "then": {"required": ["cert"]},
            "dependentRequired": {"user": ["password"]},
        },
    )
    values = {
        "tls": True,
        "user": "me",
        "limits": {"a": 1, "b": "two"},
        "named": {"own": "o", "x_1": "no", "owm": 1},
    }
    assert messages(schema, values) == {
        "cert": "Is not set. It must be set.",
        "password": "Must be set, because “user” is set.",
        "limits.b": "Must be a whole number.",
        "named.x_1": "Must be a whole number.",
        "named.owm": "Unknown key. Did you mean “own”?",
    }
    kinds = {p.path[-1]: p.kind for p in Validator(schema).problems(values)}
    assert kinds["owm"] is ProblemKind.UNKNOWN_KEY
    assert kinds["password"] is ProblemKind.MISSING


def test_that_a_schema_elsewhere_is_not_fetched_and_hurts_nobody(make_schema: MakeSchema) -> None:
    schema = make_schema({"x": {"$ref": "https://example.com/x.json"}, "y": {"type": "integer"}})
    assert list(messages(schema, {"x": 1, "y": "no"})) == ["y"]


def test_that_numbers_that_json_lacks_are_found_anywhere(make_schema: MakeSchema) -> None:
    assert messages(make_schema({"x": {}}), {"x": [{"deep": math.inf}]}) == {
        "x[0].deep": "Must be a finite number, is inf."
    }


def test_that_one_field_can_be_checked_by_itself(shipped: Schema) -> None:
    validator = Validator(shipped)
    path: FieldPath = ("risk", "max_order_size")
    assert validator.field_problems(path, 5) == ()
    (problem,) = validator.field_problems(path, 900000)
    assert problem.path == path
    assert [p.kind for p in validator.field_problems(path, UNSET)] == [ProblemKind.MISSING]
    assert validator.field_problems(("no", "such"), 5) == ()
    row = ("scanner", "symbols", 4, "order_size")
    assert validator.field_problems(row, 0)[0].path == row


@given(st.data())
def test_that_incremental_checks_find_what_whole_ones_find(data: st.DataObject) -> None:
    schema = load_schema(None)
    validator = Validator(schema)
    check = validator.incremental()
    leaves = [f for f in schema.root.walk() if f.path and not f.children and "*" not in f.path]
    values: dict[str, Any] = {}
    some = st.one_of(st.integers(-5, 20000), st.text(max_size=3), st.booleans(), st.just(UNSET))
    for _ in range(data.draw(st.integers(1, 6))):
        field: Field = data.draw(st.sampled_from(leaves))
        values = with_value(values, field.path, data.draw(some))
        assert check(values, None) == validator.problems(values)


def test_that_the_shipped_schema_itself_holds_no_secret_default() -> None:
    assert b"api_secret" in schema_bytes()
    schema = load_schema(None)
    secrets = [field for field in schema.root.walk() if field.secret]
    assert [field.path for field in secrets] == [("broker", "api_secret")]
    assert all(field.default is UNSET for field in secrets)
