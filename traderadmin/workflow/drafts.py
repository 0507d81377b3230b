"""From values or bytes to a draft that can be checked and saved."""

from collections.abc import Mapping
from typing import Any

from traderadmin.config.display import history_changes
from traderadmin.config.document import Document
from traderadmin.config.loader import parse
from traderadmin.config.merging import changed_paths
from traderadmin.config.model import FieldChange
from traderadmin.config.paths import dotted
from traderadmin.config.schema import Schema, load_schema
from traderadmin.config.validation import Problem, Severity, Validator
from traderadmin.config.values import value_at
from traderadmin.contract.history import Change
from traderadmin.errors import RefusedError, UnreadableConfigError
from traderadmin.targets.port import Target
from traderadmin.workflow.checking import Draft

ConfigData = bytes | Mapping[str, Any]


def draft(target: Target, config_data: ConfigData, baseline: str) -> Draft:
    """What is to be saved. Values are written into the file that is there, comments kept.

    Raises: TraderAdminError when the file or schema cannot be read, or values cannot be written.
    """
    schema = load_schema(target.read_schema())
    if isinstance(config_data, bytes):
        content = config_data
    else:
        document = Document.parse(target.read_config().content)
        content = document.become(dict(config_data)).content
    return Draft(
        content,
        baseline,
        validate=lambda old: refuse_invalid(content, old, schema),
        changes=lambda old: changes_between(old, content, schema),
    )


def problems_of(content: bytes, old: bytes | None, schema: Schema) -> tuple[Problem, ...]:
    """All problems of a file at once. Raises: UnreadableConfigError."""
    return Validator(schema).problems(parse(content), baseline=_values(old))


def refuse_invalid(content: bytes, old: bytes | None, schema: Schema) -> None:
    """The file may go live. Raises: UnreadableConfigError, RefusedError naming every error."""
    errors = [p for p in problems_of(content, old, schema) if p.severity is Severity.ERROR]
    if errors:
        raise RefusedError(
            "The configuration is not valid",
            " ".join(f"{dotted(problem.path)}: {problem.message}" for problem in errors),
            "Fix these values, then apply again.",
        )


def changes_between(old: bytes, new: bytes, schema: Schema) -> tuple[Change, ...]:
    """The changed fields for people; empty when the old file was unreadable."""
    before = _values(old)
    if before is None:
        return ()
    return history_changes(_differences(before, parse(new), schema))


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any], schema: Schema
) -> tuple[FieldChange, ...]:
    """Every field that differs, in the order of the schema."""
    return tuple(
        FieldChange(path, value_at(before, path), value_at(after, path), schema.field_at(path))
        for path in changed_paths(dict(before), dict(after), schema)
    )


def _values(content: bytes | None) -> dict[str, Any] | None:
    if content is None:
        return None
    try:
        return parse(content)
    except UnreadableConfigError:
        return None
