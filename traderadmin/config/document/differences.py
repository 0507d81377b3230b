"""What must happen to the values of a file so that they become the intended ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from traderadmin.config.document.arrays import fingerprint
from traderadmin.config.paths import FieldPath
from traderadmin.config.values import UNSET, same, value_at, with_value


class Deed(Enum):
    """What to do at a path."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    INSERT_ROW = "insert row"
    MOVE_ROWS = "move rows"


@dataclass(frozen=True, slots=True)
class Step:
    """One deed at `path`.

    Attributes:
        value: what to set, add or insert; for MOVE_ROWS the old indices in their new order.
        old: what stands there; for a row that comes, goes or moves, the whole list.
    """

    deed: Deed
    path: FieldPath
    value: Any = None
    old: Any = None


def steps(old: Any, new: Any, path: FieldPath = ()) -> Iterator[Step]:
    """The steps from `old` to `new`.

    Those of deed SET leave every other path where it is; after one of another deed the steps
    must be found anew.
    """
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _table_steps(old, new, path)
    elif _tables(old) and _tables(new):
        yield from _row_steps(old, new, path)
    elif _listed(old, new):
        for index, item in enumerate(old):
            yield from steps(item, new[index], (*path, index))
    elif not same(old, new):
        yield Step(Deed.SET, path, new, old)


def _table_steps(old: dict[str, Any], new: dict[str, Any], path: FieldPath) -> Iterator[Step]:
    for key, item in old.items():
        if key not in new:
            yield Step(Deed.REMOVE, (*path, key), old=item)
        else:
            yield from steps(item, new[key], (*path, key))
    for key, item in new.items():
        if key not in old:
            yield Step(Deed.ADD, (*path, key), item)


def _listed(old: Any, new: Any) -> bool:
    """Whether two lists in one value can be compared element by element."""
    lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return lists and not _tables(old)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)


def _row_steps(old: list[Any], new: list[Any], path: FieldPath) -> Iterator[Step]:
    before = [fingerprint(row) for row in old]
    after = [fingerprint(row) for row in new]
    if before == after:
        return
    if sorted(before) == sorted(after):
        yield Step(Deed.MOVE_ROWS, path, _order(before, after), old)
        return
    for a, b, start, end in _runs(before, after):
        paired = min(b - a, end - start)
        for offset in range(paired):
            yield from steps(old[a + offset], new[start + offset], (*path, a + offset))
        for index in range(a + paired, b):
            yield Step(Deed.REMOVE, (*path, index), old=old)
        for index in range(start + paired, end):
            yield Step(Deed.INSERT_ROW, (*path, a + index - start), new[index], old)


def _runs(before: list[str], after: list[str]) -> list[tuple[int, int, int, int]]:
    """The runs of rows that differ, as slices of both; as few rows as can be.

    Rows of which none came or went are compared where they stand, unless that would touch more:
    one that was edited into its neighbour's likeness is no row that moved.
    """
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    runs = [(a, b, start, end) for tag, a, b, start, end in opcodes if tag != "equal"]
    if len(before) == len(after):
        edited = [at for at, mark in enumerate(before) if mark != after[at]]
        if len(edited) < sum(max(b - a, end - start) for a, b, start, end in runs):
            return [(at, at + 1, at, at + 1) for at in edited]
    return runs


def _order(before: list[str], after: list[str]) -> list[int]:
    places: dict[str, list[int]] = {}
    for index, mark in enumerate(before):
        places.setdefault(mark, []).append(index)
    return [places[mark].pop(0) for mark in after]


def rows_after(step: Step) -> list[Any]:
    """The whole list once a row of it came, went or moved."""
    rows: list[Any] = step.old
    if step.deed is Deed.MOVE_ROWS:
        return [rows[index] for index in step.value]
    index = int(step.path[-1])
    if step.deed is Deed.INSERT_ROW:
        return [*rows[:index], step.value, *rows[index:]]
    return [*rows[:index], *rows[index + 1 :]]


def done(values: dict[str, Any], step: Step) -> Iterator[dict[str, Any]]:
    """What the values may be once `step` was done.

    Tables and lists that a removal empties may have gone with it, for want of a place of theirs.
    """
    if step.deed is Deed.ADD:
        yield with_value(values, step.path, step.value)
    elif step.deed is Deed.INSERT_ROW:
        yield with_value(values, step.path[:-1], rows_after(step))
    elif step.deed is Deed.MOVE_ROWS:
        yield with_value(values, step.path, rows_after(step))
    else:
        if step.deed is Deed.SET:
            yield with_value(values, step.path, step.value)
        path = step.path
        left = with_value(values, path, UNSET)
        yield left
        while path[:-1] and not value_at(left, path[:-1]):
            path = path[:-1]
            left = with_value(left, path, UNSET)
            yield left
