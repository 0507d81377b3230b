"""Values that may be printed: every secret is masked, by the schema or by its name."""

from collections.abc import Mapping
from typing import Any

from traderadmin.config.display import MASK, is_secret_name
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema


def is_secret(path: FieldPath, schema: Schema) -> bool:
    """Whether the value at `path` must not be shown."""
    if schema.is_secret(path):
        return True
    names = [part for part in path if isinstance(part, str)]
    return schema.field_at(path) is None and any(map(is_secret_name, names))


def holds_secret(path: FieldPath, schema: Schema) -> bool:
    """Whether the value at `path` is or may hold a secret."""
    field = schema.field_at(path)
    return is_secret(path, schema) or (field is not None and field.holds_secret)


def masked(value: Any, path: FieldPath, schema: Schema) -> Any:
    """A copy of `value`, which stands at `path`, with every secret in it masked."""
    if is_secret(path, schema):
        return MASK
    if isinstance(value, Mapping):
        return {key: masked(item, (*path, key), schema) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, (*path, index), schema) for index, item in enumerate(value)]
    return value
