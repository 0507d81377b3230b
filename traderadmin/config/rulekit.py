"""What rules over several fields are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from traderadmin.config.paths import FieldPath
from traderadmin.config.validation.problems import Problem, ProblemKind, Severity

Effective = Callable[[FieldPath], Any]
"""The value in force at a path: the one set, else the schema's default, else UNSET."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        needs: the keys it speaks of; without one of them in the schema it does not apply.
        check: finds its problems.
    """

    needs: tuple[FieldPath, ...]
    check: Callable[[Effective], Iterator[Problem]]


def problem(path: FieldPath, message: str, severity: Severity = Severity.ERROR) -> Problem:
    """A problem that a rule finds."""
    return Problem(path, message, severity, ProblemKind.RULE)


def rows(value: Any, key: str, kind: type) -> Iterator[tuple[int, Any]]:
    """What stands under `key` in the rows of a list of tables, where it is of that type."""
    if isinstance(value, list):
        for index, row in enumerate(value):
            item = row.get(key) if isinstance(row, Mapping) else None
            if isinstance(item, kind) and not isinstance(item, bool):
                yield index, item
