"""From JSON schemas to field trees."""

import json
from typing import Any

import jsonschema
import pytest

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.fields import MISSING, Kind
from traderadmin.config.loader import load, parse
from traderadmin.config.schema import Schema, load_schema
from traderadmin.config.validation import validator_of
from traderadmin.errors import TraderAdminError
from traderadmin.resources import schema_bytes


def test_that_the_shipped_schema_is_valid_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_bytes()))


def test_that_the_shipped_template_is_valid_without_a_warning(
    shipped: Schema, template: bytes
) -> None:
    assert load(template, shipped).warnings == ()


def test_that_the_schema_and_jsonschema_agree_on_the_template(template: bytes) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_bytes()))
    assert list(validator.iter_errors(parse(template))) == []


def test_that_every_shipped_field_has_title_help_and_order_and_is_in_a_closed_table(
    shipped: Schema,
) -> None:
    for field in shipped.root.walk():
        if field.path and field.path[-1] != "*":
            assert field.title, field.path
            assert field.help.endswith("."), field.path
            assert field.schema.get("order"), field.path
        if field.kind is Kind.TABLE:
            assert field.closed, field.path
        assert field.kind is not Kind.ANY, field.path


def test_that_every_shipped_default_is_valid_for_its_own_field(shipped: Schema) -> None:
    validator = validator_of(shipped)
    fields = [field for field in shipped.root.walk() if field.default is not MISSING]
    assert len(fields) > 30
    for field in fields:
        assert validator.field_problems(field.path, field.default) == (), field.path


def test_that_sections_come_in_their_order_with_their_icons(shipped: Schema) -> None:
    assert [(field.key, field.hints["icon"]) for field in shipped.root.children] == [
        ("trading_schedule", "calendar"),
        ("orchestrator", "share"),
        ("risk", "shield"),
        ("broker", "key"),
        ("scanner", "scan"),
        ("logging", "file-text"),
        ("notifications", "bell"),
    ]


def test_that_a_field_knows_what_the_schema_says(shipped: Schema) -> None:
    stop = shipped.field_at(("trading_schedule", "stop_time_utc"))
    assert stop is not None
    assert (stop.title, stop.help) == ("Stop", "If before Start: the next day.")
    assert (stop.kind, stop.default, stop.required) == (Kind.STRING, "20:00", True)
    assert (stop.hints["editor"], stop.hints["unit"]) == ("time-utc", "UTC")
    enabled = shipped.field_at(("trading_schedule", "enabled"))
    assert enabled is not None
    assert enabled.hints["checkbox-label"] == "Open and close by the times below"
    kind = shipped.field_at(("broker", "kind"))
    assert kind is not None
    assert kind.enum == ("paper", "record_only")
    assert kind.enum_titles == ("Paper", "Record only")
    assert len(kind.enum_descriptions) == 2


def test_that_an_index_leads_to_the_item_field(shipped: Schema) -> None:
    size = shipped.field_at(("scanner", "symbols", 7, "order_size"))
    assert size is not None
    assert size.kind is Kind.INTEGER
    assert size.path == ("scanner", "symbols", "*", "order_size")
    assert shipped.field_at(("scanner", "symbols", "order_size")) is None
    assert shipped.field_at(("scanner", "nope", "deeper")) is None


def test_that_secrets_are_known_as_such(shipped: Schema, make_schema: MakeSchema) -> None:
    assert shipped.is_secret(("broker", "api_secret"))
    assert not shipped.is_secret(("broker", "credentials_file"))
    schema = make_schema(
        {
            "vault": {
                "type": "object",
                "writeOnly": True,
                "properties": {"deep": {"type": "string"}},
            },
            "pin": {"type": "string", "format": "password"},
        }
    )
    assert schema.is_secret(("vault", "deep"))
    assert schema.is_secret(("vault", "unheard", "of"))
    assert schema.is_secret(("pin",))
    assert schema.root.holds_secret


def test_that_references_merges_and_nullables_are_resolved(make_schema: MakeSchema) -> None:
    schema = make_schema(
        {
            "port": {"$ref": "#/$defs/port", "title": "Listening port"},
            "name": {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]},
            "both": {"type": ["string", "null"], "default": None},
            "mixed": {"allOf": [{"$ref": "#/$defs/port"}, {"minimum": 1024}]},
            "level": {
                "oneOf": [
                    {"const": "low", "title": "Low", "description": "Little."},
                    {"const": "high", "title": "High"},
                ]
            },
        },
        **{"$defs": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}}},
    )
    port, name, both, mixed, level = schema.root.children
    assert (port.kind, port.maximum, port.title) == (Kind.INTEGER, 65535, "Listening port")
    assert (name.kind, name.max_length) == (Kind.STRING, 5)
    assert (both.kind, both.default) == (Kind.STRING, MISSING)
    assert (mixed.kind, mixed.minimum, mixed.maximum) == (Kind.INTEGER, 1024, 65535)
    assert (level.kind, level.enum, level.enum_titles) == (
        Kind.STRING,
        ("low", "high"),
        ("Low", "High"),
    )
    assert level.enum_descriptions == ("Little.", "")


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"type": ["string", "integer"]},
        {"anyOf": [{"type": "string"}, {"type": "array"}]},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "array", "prefixItems": [{"type": "string"}]},
        {"$ref": "https://example.com/elsewhere.json"},
        {"$ref": "#/nowhere"},
        {"$ref": "#"},
        {"minimum": 3},
    ],
)
def test_that_what_has_no_editor_becomes_any_and_is_no_error(
    schema: Any, make_schema: MakeSchema
) -> None:
    assert make_schema({"x": schema}).root.children[0].kind is Kind.ANY


def test_that_a_recursive_schema_loads(make_schema: MakeSchema) -> None:
    schema = make_schema(
        {"tree": {"$ref": "#/$defs/node"}},
        **{
            "$defs": {
                "node": {
                    "type": "object",
                    "properties": {
                        "value": {"type": "integer"},
                        "left": {"$ref": "#/$defs/node"},
                        "more": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                    },
                }
            }
        },
    )
    left = schema.field_at(("tree", "left"))
    assert left is not None
    assert left.kind is Kind.ANY
    assert left.notes


def test_that_draft_04_and_draft_07_schemas_load() -> None:
    old = {
        "type": "object",
        "definitions": {"size": {"type": "integer", "minimum": 0, "exclusiveMinimum": True}},
        "properties": {"size": {"$ref": "#/definitions/size"}},
    }
    for stated in ({}, {"$schema": "http://json-schema.org/draft-04/schema#"}):
        schema = load_schema(json.dumps({**old, **stated}).encode())
        size = schema.root.children[0]
        assert (size.kind, size.exclusive_minimum, size.minimum) == (Kind.INTEGER, 0, None)
    seventh = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"pair": {"type": "array", "items": [{"type": "string"}]}},
    }
    assert load_schema(json.dumps(seventh).encode()).root.children[0].kind is Kind.ANY


def test_that_a_field_without_words_is_named_after_its_key(make_schema: MakeSchema) -> None:
    field = make_schema({"max_open-orders": {"type": "integer"}}).root.children[0]
    assert field.title == "Max open orders"
    assert field.help == ""


def test_that_markdown_help_is_preferred_and_order_sorts(make_schema: MakeSchema) -> None:
    schema = make_schema(
        {
            "last": {"type": "string"},
            "second": {"type": "string", "order": 2, "markdownDescription": "*x*"},
            "first": {"type": "string", "order": 1, "description": "d"},
        }
    )
    assert [field.key for field in schema.root.children] == ["first", "second", "last"]
    assert [field.help for field in schema.root.children] == ["d", "*x*", ""]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"true",
        b'{"type": "string"}',
        b'{"type": "object"}',
        b'{"type": "object", "properties": {"a": {"type": "integre"}}}',
        b'{"type": "object", "properties": {"a": {"minimum": "1"}}}',
        b'{"type": "object", "properties": []}',
        b'{"type": "object", "properties": {"a": 5}}',
        (
            b'{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",'
            b' "properties": {"a": {"prefixItems": 5}}}'
        ),
        b"[" * 100_000,
    ],
)
def test_that_rubbish_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(TraderAdminError) as caught:
        load_schema(content)
    assert caught.value.title == "The schema cannot be used"
    assert caught.value.message.endswith(".")


def test_that_a_schema_with_a_byte_order_mark_loads() -> None:
    content = b"\xef\xbb\xbf" + json.dumps({"properties": {"a": {"type": "string"}}}).encode()
    assert load_schema(content).root.children[0].kind is Kind.STRING


def test_that_what_schema_generators_write_is_understood() -> None:
    """Idioms of the generators for Rust and Python programs, and of hand-written draft-04."""
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {
            "line-length": {"type": ["integer", "null"], "format": "uint", "minimum": 0.0},
            "lint": {"anyOf": [{"$ref": "#/definitions/Lint"}, {"type": "null"}]},
            "level": {"allOf": [{"$ref": "#/definitions/Level"}], "default": "low"},
            "per-file": {"type": ["object", "null"], "additionalProperties": {"type": "array"}},
            "dependencies": {
                "type": "object",
                "properties": {"python": {"type": "string"}},
                "$ref": "#/definitions/map",
                "additionalProperties": False,
            },
        },
        "definitions": {
            "Lint": {
                "type": "object",
                "properties": {"select": {"type": "array", "items": {"type": "string"}}},
                "additionalProperties": False,
            },
            "Level": {
                "oneOf": [
                    {"type": "string", "enum": ["low", "mid"], "description": "Little."},
                    {"type": "string", "enum": ["high"], "description": "Much."},
                ]
            },
            "map": {"patternProperties": {"^[a-z]+$": {"type": "string"}}},
        },
    }
    schema = load_schema(json.dumps(document).encode())
    length, lint, level, per_file, dependencies = schema.root.children
    assert (length.kind, length.minimum) == (Kind.INTEGER, 0)
    assert (lint.kind, lint.title, lint.children[0].kind) == (Kind.TABLE, "Lint", Kind.ARRAY)
    assert (level.kind, level.enum, level.enum_descriptions) == (
        Kind.STRING,
        ("low", "mid", "high"),
        ("Little.", "Little.", "Much."),
    )
    assert level.default == "low"
    assert per_file.kind is Kind.ANY
    assert dependencies.kind is Kind.TABLE
    values = {"dependencies": {"python": "3", "other": "1", "Bad": "1"}, "level": "lwo"}
    found = {p.path: p.message for p in validator_of(schema).problems(values)}
    assert found == {
        ("level",): "Must be one of “low”, “mid”, “high”, is “lwo”. Did you mean “low”?",
        ("dependencies", "Bad"): "Unknown key.",
    }
