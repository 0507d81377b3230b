"""Choices, conditions and maps, said readably."""

import math

from tests.unit.config.checking import messages
from tests.unit.config.conftest import MakeSchema
from traderadmin.config.validation import ProblemKind, Validator


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
