"""Which fields differ between two configurations, and what becomes of edits over a third."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from traderadmin.config.fields import Kind
from traderadmin.config.loader import parse
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.schema import Schema
from traderadmin.config.values import UNSET, copied, leaves, same, value_at, with_value
from traderadmin.errors import TraderAdminError


class Choice(StrEnum):
    """Whose value a conflict takes."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was edited here and changed in the file too; UNSET where it is absent."""

    path: FieldPath
    mine: Any
    theirs: Any
    base: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What becomes of the edits over a file that changed.

    Attributes:
        content: the bytes of that file.
        clean: the edited fields that did not change there; their edits are kept.
        conflicts: those that did; each needs a choice.
    """

    content: bytes
    clean: tuple[FieldPath, ...]
    conflicts: tuple[Conflict, ...]
    mine: Mapping[FieldPath, Any] = field(default_factory=dict, repr=False)

    def edits(
        self, choices: Mapping[FieldPath, Choice]
    ) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """What puts the kept edits onto a baseline.

        Raises: TraderAdminError when a conflict has no choice.
        """
        for conflict in self.conflicts:
            if conflict.path not in choices:
                raise TraderAdminError(
                    "A conflict is not decided",
                    f"{dotted(conflict.path)} was edited here and changed in the file.",
                    "Choose one of the two values.",
                )
        chosen = [c.path for c in self.conflicts if choices[c.path] is Choice.MINE]
        return _puts({path: self.mine[path] for path in (*self.clean, *chosen)})


def changed_paths(
    old: Mapping[str, Any], new: Mapping[str, Any], schema: Schema
) -> Iterator[FieldPath]:
    """The fields that differ, in the order of the schema; unknown keys come last."""
    return _changed(old, new, (), schema)


def _changed(old: Any, new: Any, path: FieldPath, schema: Schema) -> Iterator[FieldPath]:
    if old is new:
        return
    here = schema.field_at(path)
    if here is None or here.kind is Kind.TABLE:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            known = [child.key for child in here.children] if here is not None else []
            for key in dict.fromkeys([*known, *old, *new]):
                one, other = old.get(key, UNSET), new.get(key, UNSET)
                if one is not other:
                    yield from _changed(one, other, (*path, key), schema)
            return
        for one, other in ((old, new), (new, old)):
            if one is UNSET and isinstance(other, Mapping):
                yield from (leaf for leaf, _ in _fields(other, path, schema))
                return
    if not same(old, new):
        yield path


def _fields(values: Any, path: FieldPath, schema: Schema) -> Iterator[tuple[FieldPath, Any]]:
    """As `leaves`, but what the schema takes for one value is one."""
    here = schema.field_at(path)
    if here is not None and here.kind is not Kind.TABLE:
        yield path, values
    elif isinstance(values, Mapping) and values:
        for key, item in values.items():
            yield from _fields(item, (*path, key), schema)
    else:
        yield from leaves(values, path)


def reapplied(
    base: Mapping[str, Any], mine: dict[str, Any]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What puts the differences between `base` and `mine` onto another baseline."""
    return _puts(dict(_edits(base, mine, ())))


def _edits(base: Any, mine: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    if isinstance(base, Mapping) and isinstance(mine, Mapping):
        for key in dict.fromkeys([*base, *mine]):
            yield from _edits(base.get(key, UNSET), mine.get(key, UNSET), (*path, key))
    elif not same(base, mine):
        yield path, mine


def _puts(edits: Mapping[FieldPath, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def put(baseline: dict[str, Any]) -> dict[str, Any]:
        values = baseline
        for path, value in edits.items():
            values = _forced(values, path, value, baseline)
        return values

    return put


def _forced(
    values: dict[str, Any], path: FieldPath, value: Any, baseline: Mapping[str, Any]
) -> dict[str, Any]:
    """`values` with `value` at `path`, whatever stood in the way."""
    for depth in range(1, len(path)):
        inside = value_at(values, path[:depth])
        if inside is not UNSET and not isinstance(inside, Mapping):
            if value is UNSET:
                return values
            values = with_value(values, path[:depth], {})
    changed: dict[str, Any] = with_value(values, path, copied(value))
    parent = path[:-1]
    while (
        value is UNSET
        and parent
        and value_at(changed, parent) == {}
        and value_at(baseline, parent) != {}
    ):
        changed = with_value(changed, parent, UNSET)
        parent = parent[:-1]
    return changed


def merge(base: dict[str, Any], mine: dict[str, Any], content: bytes, schema: Schema) -> Merge:
    """Compare my edits of `base` with what a file changed of it. Raises: UnreadableConfigError."""
    theirs = parse(content)
    clean: list[FieldPath] = []
    conflicts: list[Conflict] = []
    kept: dict[FieldPath, Any] = {}
    for path in changed_paths(base, mine, schema):
        was, is_mine, is_theirs = (value_at(v, path) for v in (base, mine, theirs))
        kept[path] = copied(is_mine)
        if same(was, is_theirs) or same(is_mine, is_theirs):
            clean.append(path)
        else:
            conflicts.append(Conflict(path, copied(is_mine), copied(is_theirs), copied(was)))
    return Merge(content, tuple(clean), tuple(conflicts), kept)
