"""The shipped schema and template, and models over them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from traderadmin.config.loader import parse
from traderadmin.config.model import ConfigModel
from traderadmin.config.schema import Schema, load_schema
from traderadmin.resources import template_bytes

MakeSchema = Callable[..., Schema]


@pytest.fixture
def shipped() -> Schema:
    return load_schema(None)


@pytest.fixture
def template() -> bytes:
    return template_bytes()


@pytest.fixture
def values(template: bytes) -> dict[str, Any]:
    return parse(template)


@pytest.fixture
def model(template: bytes, shipped: Schema) -> ConfigModel:
    return ConfigModel(template, shipped)


@pytest.fixture
def make_schema() -> MakeSchema:
    """Make a schema of a table with the properties given; `rest` are further keywords."""

    def make(properties: dict[str, Any], **rest: Any) -> Schema:
        document = {"type": "object", "properties": properties, **rest}
        return load_schema(json.dumps(document).encode())

    return make
