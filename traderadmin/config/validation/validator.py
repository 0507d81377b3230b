"""The validator: all problems at once, or those of one field for a key press."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.paths import FieldPath
from traderadmin.config.rules import effective_in, rules_for
from traderadmin.config.validation import sentences
from traderadmin.config.validation.checks import Check, check_of
from traderadmin.config.validation.compound import Compound, compound_of
from traderadmin.config.validation.problems import (
    Finding,
    Fix,
    Problem,
    ProblemKind,
    Severity,
)
from traderadmin.config.values import value_at

if TYPE_CHECKING:
    # The schema checks its document with this package; a real import would be a circle.
    from traderadmin.config.schema import Schema

Memo = dict[FieldPath, tuple[Any, tuple[Problem, ...]]]
"""Path → the value last checked there (compared by identity) and what was found."""


class Validator:
    """Checks values against one schema. Safe to share between threads."""

    def __init__(self, schema: "Schema") -> None:
        self._schema = schema
        self._rules = rules_for(schema.field_at)
        self._checks: dict[int, tuple[Check, Compound | None]] = {}

    def problems(
        self, values: Mapping[str, Any], *, baseline: Mapping[str, Any] | None = None
    ) -> tuple[Problem, ...]:
        """Every problem of `values`, in the order of the schema.

        An unknown key is a warning where `baseline` has it too, else an error.
        """
        return self._all(values, baseline, None)

    def incremental(
        self,
    ) -> Callable[[Mapping[str, Any], Mapping[str, Any] | None], tuple[Problem, ...]]:
        """As `problems`, for values that are never changed in place.

        What is the same object as at the last call is not checked again, so that one edit costs
        what lies on its path.
        """
        memo: Memo = {}

        def check(
            values: Mapping[str, Any], baseline: Mapping[str, Any] | None
        ) -> tuple[Problem, ...]:
            return self._all(values, baseline, memo)

        return check

    def field_problems(
        self, path: FieldPath, value: Any, *, baseline: Mapping[str, Any] | None = None
    ) -> tuple[Problem, ...]:
        """The problems of `value` if it stood at `path`, without the rules over several fields."""
        field = self._schema.field_at(path)
        if field is None:
            return ()
        if value is MISSING:
            return (_missing(field, path),) if field.required else ()
        return tuple(_judged(self._node(field, value, path, None), baseline))

    def _all(
        self,
        values: Mapping[str, Any],
        baseline: Mapping[str, Any] | None,
        memo: Memo | None,
    ) -> tuple[Problem, ...]:
        plain = list(_judged(self._node(self._schema.root, values, (), memo), baseline))
        wrong = {problem.path for problem in plain if problem.severity is Severity.ERROR}
        get = effective_in(values, self._schema.field_at)
        # A rule over a value that is wrong by itself would only add noise.
        rules = (rule for rule in self._rules if wrong.isdisjoint(rule.needs))
        ruled = (problem for rule in rules for problem in rule.check(get))
        return (*plain, *(problem for problem in ruled if problem.path not in wrong))

    def _node(
        self, field: Field, value: Any, path: FieldPath, memo: Memo | None
    ) -> tuple[Problem, ...]:
        if memo is not None:
            known = memo.get(path)
            if known is not None and known[0] is value:
                return known[1]
        found = tuple(self._found(field, value, path, memo))
        if memo is not None:
            memo[path] = (value, found)
        return found

    def _found(
        self, field: Field, value: Any, path: FieldPath, memo: Memo | None
    ) -> Iterator[Problem]:
        check, compound = self._checks_of(field)
        own = check(value)
        yield from (_problem(field, path, finding) for finding in own)
        if field.deprecated:
            yield _deprecated(field, path)
        if any(finding.kind is ProblemKind.TYPE for finding in own):
            return
        inside: list[Problem] = []
        if field.kind is Kind.TABLE:
            inside.extend(self._of_table(field, value, path, memo))
        elif field.item is not None:
            for index, item in enumerate(value):
                inside.extend(self._node(field.item, item, (*path, index), memo))
        elif field.kind is Kind.ANY:
            inside.extend(_not_finite(value, path))
        yield from inside
        if compound is not None:
            taken = {problem.path for problem in inside} | {(*path, *f.path) for f in own}
            for finding in compound(value):
                if not _is_taken((*path, *finding.path), finding.kind, taken):
                    yield self._problem_within(field, path, finding)

    def _of_table(
        self, field: Field, value: Mapping[str, Any], path: FieldPath, memo: Memo | None
    ) -> Iterator[Problem]:
        known_at = {} if memo is None else memo
        for key, child in field.by_key.items():
            item = value.get(key, MISSING)
            if item is MISSING:
                if child.required:
                    yield _missing(child, (*path, key))
                continue
            inside = (*path, key)
            known = known_at.get(inside)
            if known is not None and known[0] is item:
                yield from known[1]
            else:
                yield from self._node(child, item, inside, memo)
        if field.closed:
            for key in (key for key in value if key not in field.by_key):
                yield _unknown((*path, key), sentences.unknown_key(key, field.by_key))

    def _problem_within(self, field: Field, path: FieldPath, finding: Finding) -> Problem:
        whole = (*path, *finding.path)
        inner = self._schema.field_at(whole)
        if finding.kind is ProblemKind.UNKNOWN_KEY:
            return _unknown(whole, finding.message)
        if finding.kind is ProblemKind.MISSING and inner is not None:
            return Problem(whole, finding.message, kind=finding.kind, fixes=_fixes_missing(inner))
        nearest = inner if inner is not None else field
        return _problem(nearest, whole, Finding((), finding.message, finding.kind))

    def _checks_of(self, field: Field) -> tuple[Check, Compound | None]:
        known = self._checks.get(id(field))
        if known is None:
            known = (check_of(field), compound_of(field, self._schema.raw))
            self._checks[id(field)] = known
        return known


@lru_cache(maxsize=8)
def validator_of(schema: "Schema") -> Validator:
    """The validator of a schema, compiled once."""
    return Validator(schema)


def _judged(problems: tuple[Problem, ...], baseline: Mapping[str, Any] | None) -> Iterator[Problem]:
    """Unknown keys are errors when an edit brings them, warnings when they were there before."""
    for problem in problems:
        old = (
            problem.kind is ProblemKind.UNKNOWN_KEY
            and baseline is not None
            and value_at(baseline, problem.path) is not MISSING
        )
        if old:
            yield Problem(
                problem.path, problem.message, Severity.WARNING, problem.kind, problem.fixes
            )
        else:
            yield problem


def _problem(field: Field, path: FieldPath, finding: Finding) -> Problem:
    fixes: list[Fix] = [Fix.JUMP]
    if not finding.path:
        if field.default is not MISSING:
            fixes.append(Fix.RESET)
        if _can_go(field, path, finding):
            fixes.append(Fix.REMOVE)
    return Problem(
        (*path, *finding.path), finding.message, finding.severity, finding.kind, tuple(fixes)
    )


def _can_go(field: Field, path: FieldPath, finding: Finding) -> bool:
    """Also a list's entry, and what stands in a table's place and keeps its keys from being set."""
    no_table = field.kind is Kind.TABLE and finding.kind is ProblemKind.TYPE
    return not field.required or no_table or (path != () and isinstance(path[-1], int))


def _deprecated(field: Field, path: FieldPath) -> Problem:
    fixes = (Fix.JUMP,) if field.required else (Fix.JUMP, Fix.REMOVE)
    return Problem(path, field.deprecated, Severity.WARNING, ProblemKind.VALUE, fixes)


def _unknown(path: FieldPath, message: str) -> Problem:
    return Problem(path, message, Severity.ERROR, ProblemKind.UNKNOWN_KEY, (Fix.REMOVE,))


def _missing(field: Field, path: FieldPath) -> Problem:
    message = sentences.missing(field)
    return Problem(path, message, kind=ProblemKind.MISSING, fixes=_fixes_missing(field))


def _fixes_missing(field: Field) -> tuple[Fix, ...]:
    return (Fix.JUMP,) if field.default is MISSING else (Fix.JUMP, Fix.RESET)


def _not_finite(value: Any, path: FieldPath) -> Iterator[Problem]:
    """JSON has no such numbers, so that no schema can mean them."""
    if isinstance(value, float) and not math.isfinite(value):
        yield Problem(path, f"Must be a finite number, is {value}.")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _not_finite(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _not_finite(item, (*path, index))


def _is_taken(path: FieldPath, kind: ProblemKind, taken: set[FieldPath]) -> bool:
    """Whether a plain finding says it already: at `path`, or for a whole value inside it."""
    if path in taken or kind is not ProblemKind.VALUE or not path:
        return path in taken
    return any(other[: len(path)] == path for other in taken)
