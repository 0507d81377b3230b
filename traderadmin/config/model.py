"""The configuration being edited: values, what differs from the baseline, undo, problems."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from traderadmin.config.document import Document, Edited
from traderadmin.config.document.render import check_writable
from traderadmin.config.fields import Field
from traderadmin.config.loader import parse
from traderadmin.config.merging import Choice, Conflict, Merge, changed_paths, merge, reapplied
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Problem, Severity, validator_of
from traderadmin.config.values import UNSET, copied, placed, same, value_at, with_value
from traderadmin.contract.revision import revision_of

__all__ = ["UNSET", "Choice", "ConfigModel", "Conflict", "FieldChange", "Merge"]

Observer = Callable[[frozenset[FieldPath]], None]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs from the baseline; UNSET where the key is absent.

    Attributes:
        field: what the schema says of it; None for an unknown key.
    """

    path: FieldPath
    before: Any
    after: Any
    field: Field | None


@dataclass(frozen=True, slots=True)
class _Step:
    """What one undo restores. `path` is set where further edits of it join this step."""

    before: dict[str, Any]
    path: FieldPath | None


class ConfigModel:
    """Edits over a baseline. Values inside are never changed in place, nor handed out."""

    def __init__(self, content: bytes, schema: Schema) -> None:
        """Start from a file's bytes. Raises: UnreadableConfigError."""
        self.schema = schema
        self._baseline = parse(content)
        self._content = content
        self._values = self._baseline
        self._undo: list[_Step] = []
        self._redo: list[dict[str, Any]] = []
        self._observers: list[Observer] = []
        self._validate = validator_of(schema).incremental()
        self._problems: tuple[dict[str, Any], tuple[Problem, ...]] | None = None
        self._modified: tuple[dict[str, Any], frozenset[FieldPath]] | None = None
        self._rendered: tuple[dict[str, Any], Edited] | None = None

    # What is

    @property
    def baseline_content(self) -> bytes:
        """The bytes of the file last loaded or applied."""
        return self._content

    @property
    def baseline_revision(self) -> str:
        """The revision of `baseline_content`."""
        return revision_of(self._content)

    @property
    def baseline_values(self) -> dict[str, Any]:
        """A copy of the baseline's values."""
        return dict(copied(self._baseline))

    @property
    def values(self) -> dict[str, Any]:
        """A copy of the values with the edits."""
        return dict(copied(self._values))

    def get(self, path: FieldPath) -> Any:
        """The value at `path` (a copy); UNSET where there is none."""
        return copied(value_at(self._values, path))

    def get_baseline(self, path: FieldPath) -> Any:
        """The baseline's value at `path` (a copy); UNSET where there is none."""
        return copied(value_at(self._baseline, path))

    def effective(self, path: FieldPath) -> Any:
        """The value at `path`, else the schema's default, else UNSET."""
        value = value_at(self._values, path)
        if value is UNSET:
            field = self.schema.field_at(path)
            value = UNSET if field is None else field.default
        return copied(value)

    # Edits

    def set(self, path: FieldPath, value: Any) -> None:
        """Give `path` a value; tables on the way are made.

        Raises: TraderAdminError when TOML has no such value or the path no place.
        """
        check_writable(value, path)
        old = value_at(self._values, path)
        if old is not UNSET and same(old, value):
            return
        values = placed(self._values, path, copied(value))
        scalar = not isinstance(value, dict | list)
        self._become(values, {path}, path if scalar else None)

    def unset(self, path: FieldPath) -> None:
        """Remove the key, and tables that an edit made only to hold it."""
        if value_at(self._values, path) is not UNSET:
            self._become(self._without(self._values, path), {path}, None)

    def revert(self, path: FieldPath) -> None:
        """Give the field, or the whole section, its baseline value back."""
        self._become(self._reverted(path), {path}, None)

    def revert_all(self) -> None:
        """Give up all edits, in one step that can be undone."""
        self._become(self._baseline, (), None)

    def replace_all(self, values: Mapping[str, Any]) -> None:
        """Take all values from another file, in one step that can be undone."""
        self._become(dict(copied(values)), (), None)

    def end_step(self) -> None:
        """Make the next edit a step of its own (the editor lost the focus, …)."""
        if self._undo:
            self._undo[-1] = _Step(self._undo[-1].before, None)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._redo)

    def undo(self) -> None:
        """Take the last step back."""
        if self._undo:
            self._redo.append(self._values)
            self._take(self._undo.pop().before)
            self.end_step()

    def redo(self) -> None:
        """Do again what was last taken back."""
        if self._redo:
            self._undo.append(_Step(self._values, None))
            self._take(self._redo.pop())

    # What differs

    def modified_paths(self) -> frozenset[FieldPath]:
        """The fields that differ from the baseline; a list counts as one."""
        if self._modified is None or self._modified[0] is not self._values:
            paths = changed_paths(self._baseline, self._values, self.schema)
            self._modified = (self._values, frozenset(paths))
        return self._modified[1]

    def is_modified(self, path: FieldPath) -> bool:
        """Whether what is at `path` (a field, a section, a row) differs from the baseline."""
        return not same(value_at(self._values, path), value_at(self._baseline, path))

    def modified_in(self, section: FieldPath) -> int:
        """How many fields inside `section` are modified."""
        depth = len(section)
        return sum(path[:depth] == section for path in self.modified_paths())

    def changes(self) -> tuple[FieldChange, ...]:
        """Every modified field, in the order of the schema."""
        return tuple(
            FieldChange(path, self.get_baseline(path), self.get(path), self.schema.field_at(path))
            for path in changed_paths(self._baseline, self._values, self.schema)
        )

    # What is wrong

    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the values with the edits."""
        if self._problems is None or self._problems[0] is not self._values:
            self._problems = (self._values, self._validate(self._values, self._baseline))
        return self._problems[1]

    def problems_at(self, path: FieldPath) -> tuple[Problem, ...]:
        """The problems at `path` or inside it."""
        depth = len(path)
        return tuple(problem for problem in self.problems() if problem.path[:depth] == path)

    @property
    def has_errors(self) -> bool:
        """Whether something keeps the edits from being applied."""
        return any(problem.severity is Severity.ERROR for problem in self.problems())

    # The file

    def render(self) -> Edited:
        """The bytes to save. Raises: TraderAdminError when the edits cannot be written."""
        if self._rendered is None or self._rendered[0] is not self._values:
            edited = Document.parse(self._content).become(self._values)
            self._rendered = (self._values, edited)
        return self._rendered[1]

    def rebase(self, content: bytes) -> None:
        """Move the baseline; edits that equal the new one vanish, the others stay.

        Raises: UnreadableConfigError; nothing has changed then.
        """
        self._move(content, parse(content), reapplied(self._baseline, self._values))

    def merge(self, content: bytes) -> Merge:
        """What becomes of the edits over another file; nothing changes yet.

        Raises: UnreadableConfigError.
        """
        return merge(self._baseline, self._values, content, self.schema)

    def resolve(self, merged: Merge, choices: Mapping[FieldPath, Choice] | None = None) -> None:
        """Take the other file as baseline, keeping the clean edits and those chosen.

        Raises: TraderAdminError when a conflict was left without a choice.
        """
        edits = merged.edits(choices or {})
        self._move(merged.content, parse(merged.content), edits)

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Be called with the touched paths after each change. Returns what ends it."""
        self._observers.append(observer)

        def unsubscribe() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return unsubscribe

    def _become(
        self, values: dict[str, Any], touched: Iterable[FieldPath], joins: FieldPath | None
    ) -> None:
        if same(values, self._values):
            return
        last = self._undo[-1].path if self._undo else None
        if joins is None or joins != last:
            self._undo.append(_Step(self._values, joins))
        self._redo.clear()
        changed = changed_paths(self._values, values, self.schema)
        self._values, touched = values, frozenset((*touched, *changed))
        self._tell(touched)

    def _take(self, values: dict[str, Any]) -> None:
        touched = frozenset(changed_paths(self._values, values, self.schema))
        self._values = values
        self._tell(touched)

    def _move(
        self,
        content: bytes,
        baseline: dict[str, Any],
        edits: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:
        before, modified = self._values, self.modified_paths()
        values = edits(baseline)
        if same(values, self._values):
            values = self._values
        else:
            self._undo.clear()
            self._redo.clear()
        self._content, self._baseline, self._values = content, baseline, values
        self._problems = self._modified = self._rendered = None
        touched = {*modified, *changed_paths(before, values, self.schema), *self.modified_paths()}
        self._tell(frozenset(touched))

    def _tell(self, touched: frozenset[FieldPath]) -> None:
        for observer in tuple(self._observers):
            observer(touched)

    def _reverted(self, path: FieldPath) -> dict[str, Any]:
        old = value_at(self._baseline, path)
        if old is UNSET:
            return self._without(self._values, path)
        values: dict[str, Any] = with_value(self._values, path, old)
        return values

    def _without(self, values: dict[str, Any], path: FieldPath) -> dict[str, Any]:
        left: dict[str, Any] = with_value(values, path, UNSET)
        parent = path[:-1]
        while parent and value_at(left, parent) == {} and value_at(self._baseline, parent) is UNSET:
            left = with_value(left, parent, UNSET)
            parent = parent[:-1]
        return left
