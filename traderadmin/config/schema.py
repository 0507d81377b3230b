"""The schema of the configuration: read, checked once, and shared by everybody who needs it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from traderadmin.config.fields import Field, Kind
from traderadmin.config.fieldtree import TreeBuilder
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation.drafts import check_document
from traderadmin.errors import TraderAdminError
from traderadmin.resources import schema_bytes


@dataclass(frozen=True, eq=False)
class Schema:
    """A JSON schema with its field tree.

    Attributes:
        root: the field of the whole configuration; its children are the sections.
        raw: the schema document as it was read.
    """

    root: Field
    raw: Mapping[str, Any]

    def field_at(self, path: FieldPath) -> Field | None:
        """The field at `path`, an index standing for any item; None for what the schema lacks."""
        field: Field | None = self.root
        for part in path:
            if field is None:
                return None
            if field.item is not None and (isinstance(part, int) or part == "*"):
                field = field.item
            else:
                field = field.child(str(part)) if isinstance(part, str) else None
        return field

    def is_secret(self, path: FieldPath) -> bool:
        """Whether `path` is at, or inside, a secret."""
        field: Field | None = self.root
        for part in path:
            if field is None:
                return False
            if field.secret:
                return True
            field = field.item if field.item is not None else field.child(str(part))
        return field is not None and field.secret


def load_schema(content: bytes | None = None) -> Schema:
    """Read a JSON schema; without `content`, the shipped one.

    Raises: TraderAdminError when it is no JSON, no JSON schema, or none of a table.
    """
    return _shipped() if content is None else _read(content, trusted=False)


@lru_cache(maxsize=1)
def _shipped() -> Schema:
    return _read(schema_bytes(), trusted=True)


def _read(content: bytes, *, trusted: bool) -> Schema:
    document = _document(content)
    if not trusted:
        check_document(document)
    try:
        root = TreeBuilder(document).build(document)
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as error:
        raise _unusable("Its parts do not fit together.") from error
    if root.kind is not Kind.TABLE:
        raise _unusable("It does not describe a table with named keys.")
    return Schema(root, document)


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _unusable(f"Line {error.lineno} is not valid JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise _unusable("It is not JSON text in UTF-8.") from error
    if not isinstance(document, dict):
        raise _unusable("It is not a JSON object.")
    return document


def _unusable(message: str) -> TraderAdminError:
    return TraderAdminError(
        "The schema cannot be used",
        message,
        "Correct config.schema.json in the config directory, or remove it to use the shipped one.",
    )
