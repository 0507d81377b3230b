"""What every editor can do."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.config.fields import MISSING, Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Problem, Severity

BESIDE: Final = 0
WIDE: Final = 1


class Editor(QObject):
    """Controls one widget (`widget`) that shows and edits a field's value.

    `edited` carries the new value, or UNSET, and is emitted only for what a person did.
    `reverted` asks for the baseline's value; `aside_changed` for the text beside the field.
    """

    edited = Signal(object)
    finished = Signal()
    """The edit of this field has come to an end (focus left, Return)."""
    reverted = Signal()
    aside_changed = Signal()

    width: int = BESIDE
    """Whether the editor stands beside its label, or needs the whole row below it."""
    is_lively: bool = False
    """Whether it emits `reverted` or `aside_changed`; connecting costs time, so few do."""
    is_compound: bool = False
    """Whether it has buttons of its own at its right end, in the column of the undo button."""
    can_show_default: bool = False
    """Whether the control shows what the schema gives while nothing is set."""
    label_top: int = 8
    """Where the label's text begins, so that it stands level with the editor's first line."""

    def __init__(self, field: Field, widget: QWidget) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget

    def show_value(self, value: Any) -> None:
        """Show `value` (UNSET: not set) without emitting anything."""
        raise NotImplementedError

    def fits(self, value: Any) -> bool:
        """Whether this editor can show `value` as it is; else it is shown as text with Reset."""
        return value is not None

    def show_invalid(self, *, invalid: bool) -> None:
        """Mark the control as invalid, or end it."""
        mark = getattr(self.widget, "set_invalid", None)
        if mark is not None:
            mark(invalid=invalid)

    def show_problems(self, path: FieldPath, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Mark the control; returns those whose sentence belongs under the whole editor."""
        _ = path
        self.show_invalid(invalid=any(each.severity is Severity.ERROR for each in problems))
        return tuple(problems)

    def set_name(self, name: str) -> None:
        """What a screen reader says for the control."""
        self.widget.setAccessibleName(name)

    def set_locked(self, *, locked: bool) -> None:
        """Disable or enable the control, never what scrolls it."""
        self.widget.setEnabled(not locked)

    def aside(self) -> str:
        """Words beside the control; empty for none."""
        return ""

    @property
    def shows_default(self) -> bool:
        """Whether the control itself shows the default while nothing is set."""
        return self.can_show_default and self.field.default is not MISSING

    def note(self) -> tuple[str, str]:
        """An icon and words under the control ("secret, set"); empty for none."""
        return "", ""

    def focus_at(self, path: FieldPath) -> QWidget:
        """The widget to focus for the value at `path` inside this one, shown if it was hidden."""
        _ = path
        return self.widget

    def last_widget(self) -> QWidget:
        """The last widget in the Tab order, after which the row's own buttons come."""
        return self.widget
