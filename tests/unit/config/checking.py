"""What tests of validation share."""

from collections.abc import Mapping
from typing import Any

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Validator


def messages(schema: Schema, values: Mapping[str, Any]) -> dict[str, str]:
    return {dotted(p.path): p.message for p in Validator(schema).problems(values)}


def one(make_schema: MakeSchema, field: dict[str, Any], value: Any) -> str:
    """The only message for a value of a field; empty when there is none."""
    found = messages(make_schema({"x": field}), {"x": value})
    assert len(found) <= 1, found
    return "".join(found.values())
