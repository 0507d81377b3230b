"""From values or bytes to a draft that can be checked and saved."""

from collections.abc import Mapping
from functools import lru_cache
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

    Raises: TraderAdminError when the file cannot be read, or values cannot be written.
    """
    if isinstance(config_data, bytes):
        content = config_data
    else:
        document = Document.parse(target.read_config().content)
        content = document.become(dict(config_data)).content

    def admit(old: bytes) -> tuple[Change, ...]:
        return _admitted(content, old, load_schema(target.read_schema()))

    return Draft(content, baseline, admit)


def problems_of(content: bytes, old: bytes | None, schema: Schema) -> tuple[Problem, ...]:
    """All problems of a file at once. Raises: UnreadableConfigError."""
    return Validator(schema).problems(_parsed(content), baseline=_values(old))


def _admitted(content: bytes, old: bytes, schema: Schema) -> tuple[Change, ...]:
    """What changes, where the file may go live. Each file is read once.

    Raises: UnreadableConfigError, RefusedError naming every error.
    """
    after, before = _parsed(content), _values(old)
    problems = Validator(schema).problems(after, baseline=before)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise RefusedError(
            "The configuration is not valid",
            " ".join(f"{dotted(problem.path)}: {problem.message}" for problem in errors),
            "Fix these values, then apply again.",
        )
    return _changes(before, after, schema)


def changes_between(old: bytes, new: bytes, schema: Schema) -> tuple[Change, ...]:
    """The changed fields for people; empty when the old file was unreadable."""
    return _changes(_values(old), _parsed(new), schema)


def _changes(
    before: dict[str, Any] | None, after: dict[str, Any], schema: Schema
) -> tuple[Change, ...]:
    """Every field that differs, in the order of the schema."""
    if before is None:
        return ()
    return history_changes(
        tuple(
            FieldChange(path, value_at(before, path), value_at(after, path), schema.field_at(path))
            for path in changed_paths(before, after, schema)
        )
    )


def _values(content: bytes | None) -> dict[str, Any] | None:
    if content is None:
        return None
    try:
        return _parsed(content)
    except UnreadableConfigError:
        return None


@lru_cache(maxsize=2)
def _parsed(content: bytes) -> dict[str, Any]:
    """The values of a file, for reading only: the one in place is asked for again and again.

    Raises: UnreadableConfigError.
    """
    return parse(content)
