"""One line of a list or table: its cells, a grip that moves it, a cross that removes it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import Field, Kind
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Problem, Severity
from traderadmin.config.values import UNSET, same, value_at, with_value
from traderadmin.gui.form.build import editor_for
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.form.problemline import ProblemLine
from traderadmin.gui.look.buttons import IconButton
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import CONTROL, Type, px
from traderadmin.schedule.reading import date_of

if TYPE_CHECKING:
    from traderadmin.gui.form.editors.rows import Column

_CARD_ROOM: Final = 520
_GAP: Final = 8
LOCAL: Final = 96
"""Room for the operator's time ("05:00 AEDT") and the gap behind it."""


class RowLine(QWidget):
    """The cells of one entry; emits the entry's new value with itself."""

    cell_edited = Signal(object, object)
    cell_finished = Signal()
    removed = Signal(object)
    moved = Signal(object, int)
    """Itself, and the place it should have."""

    def __init__(
        self,
        columns: Sequence["Column"],
        context: FormContext,
        value: Any,
        title: str,
        *,
        labelled: bool,
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._context = context
        self._value = value
        self._title = title
        self._index = 0
        self._sentences: list[ProblemLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, px(12) if labelled else 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(px(_GAP))
        self.editors = tuple(self._make(column) for column in self._columns)
        self._local: dict[int, Label] = {}
        if labelled:
            row.addLayout(self._card())
        else:
            self._cells(row)
        row.addStretch(1)
        self.grip = Grip(title)
        self.grip.stepped.connect(self._step)
        self.grip.dragged.connect(self._drag)
        top = Qt.AlignmentFlag.AlignTop if labelled else Qt.AlignmentFlag.AlignVCenter
        self.cross = IconButton("x", f"Remove {title}")
        self.cross.clicked.connect(self._remove)
        ends = QHBoxLayout()
        ends.setSpacing(0)
        ends.addWidget(self.grip, 0, top)
        ends.addWidget(self.cross, 0, top)
        row.addLayout(ends)
        self._column.addLayout(row)
        self._show_cells()

    def show_value(self, value: Any) -> bool:
        """Show another value; False when a cell cannot show it and the line must be remade."""
        self._value = value
        for column, editor in zip(self._columns, self.editors, strict=True):
            if not editor.fits(value_at(value, column.keys)):
                return False
        self._show_cells()
        return True

    def set_place(self, index: int, count: int) -> None:
        """Tell the line where it stands, for its names and its grip."""
        self._index = index
        self.grip.setVisible(count > 1)
        self.grip.set_name(f"Move {self._title} {index + 1}: Up or Down")
        self.cross.set_name(f"Remove {self._title} {index + 1}")
        for column, editor in zip(self._columns, self.editors, strict=True):
            editor.set_name(f"{column.title}, {self._title} {index + 1}")

    def show_problems(self, problems: Sequence[tuple[FieldPath, Problem]]) -> None:
        """Mark the cells and write the sentences under the line."""
        wrong = [path for path, each in problems if each.severity is Severity.ERROR]
        for column, editor in zip(self._columns, self.editors, strict=True):
            keys = column.keys
            editor.show_invalid(invalid=any(path[: len(keys)] == keys for path in wrong))
        while len(self._sentences) < len(problems):
            sentence = ProblemLine()
            self._sentences.append(sentence)
            self._column.addWidget(sentence)
        several = len(problems) > 1 and len(self._columns) > 1
        for sentence, (path, problem) in zip(self._sentences, problems, strict=False):
            sentence.show_problem(problem, self._title_at(path) if several else "")
        for sentence in self._sentences[len(problems) :]:
            sentence.clear_problem()

    def set_locked(self, *, locked: bool) -> None:
        """Disable or enable the cells, and hide what moves and removes."""
        for editor in self.editors:
            editor.set_locked(locked=locked)
        for button in (self.grip, self.cross):
            button.setEnabled(not locked)

    def focus_at(self, path: FieldPath) -> QWidget:
        """The widget for the cell at `path`."""
        for column, editor in zip(self._columns, self.editors, strict=True):
            if path[: len(column.keys)] == column.keys:
                return editor.focus_at(path[len(column.keys) :])
        return self.editors[0].focus_at(())

    def focus_remove(self) -> None:
        """Put the focus on the cross, after a neighbour was removed."""
        self.cross.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_grip(self) -> None:
        """Put the focus on the grip, after a move."""
        self.grip.setFocus(Qt.FocusReason.TabFocusReason)

    def last_widget(self) -> QWidget:
        """The last one in the Tab order."""
        return self.cross

    def _title_at(self, path: FieldPath) -> str:
        return next((c.field.title for c in self._columns if path[: len(c.keys)] == c.keys), "")

    def _make(self, column: "Column") -> Editor:
        field = _cell_field(column.field)
        editor = editor_for(field, self._context, value_at(self._value, column.keys))
        if field.kind is not Kind.BOOLEAN:
            editor.widget.setFixedWidth(px(column.width))
        editor.edited.connect(self._edited)
        editor.finished.connect(self.cell_finished)
        return editor

    def _cells(self, row: QHBoxLayout) -> None:
        for index, (column, editor) in enumerate(zip(self._columns, self.editors, strict=True)):
            if column.field.kind is Kind.BOOLEAN:
                holder = QHBoxLayout()
                holder.addWidget(editor.widget)
                holder.addStretch(1)
                space = QWidget()
                space.setFixedSize(px(column.width), px(CONTROL))
                holder.setContentsMargins(0, 0, 0, 0)
                space.setLayout(holder)
                row.addWidget(space)
            else:
                row.addWidget(editor.widget)
            if column.local:
                label = Label("", Type.BODY, Tint.TEXT2)
                label.setFixedWidth(px(LOCAL - _GAP))
                self._local[index] = label
                row.addWidget(label)

    def _card(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(_GAP))
        grid.setVerticalSpacing(px(2))
        across = max(1, _CARD_ROOM // (max(c.width for c in self._columns) + _GAP))
        for index, (column, editor) in enumerate(zip(self._columns, self.editors, strict=True)):
            line, place = divmod(index, across)
            grid.addWidget(Label(column.title, Type.CAPTION, Tint.TEXT2), 2 * line, place)
            grid.addWidget(editor.widget, 2 * line + 1, place)
        return grid

    def _show_cells(self) -> None:
        for index, (column, editor) in enumerate(zip(self._columns, self.editors, strict=True)):
            value = value_at(self._value, column.keys)
            editor.show_value(value)
            if index in self._local:
                words = isinstance(value, str) and self._context.short_local(value, self._day())
                self._local[index].setText(words or "")

    def _day(self) -> date | None:
        """The date that the line is about: the clocks may be others by then."""
        days = (
            date_of(value_at(self._value, column.keys))
            for column in self._columns
            if column.field.format == "date" or column.field.kind is Kind.DATE
        )
        return next(days, None)

    def _edited(self, value: object) -> None:
        sender = self.sender()
        for column, editor in zip(self._columns, self.editors, strict=True):
            if editor is sender:
                old = value_at(self._value, column.keys)
                if same(old, value):
                    return
                self._value = (
                    with_value(self._value, column.keys, value)
                    if column.keys
                    else ("" if value is UNSET else value)
                )
        self._show_cells()
        self.cell_edited.emit(self, self._value)

    def _remove(self) -> None:
        self.removed.emit(self)

    def _step(self, by: int) -> None:
        self.moved.emit(self, self._index + by)

    def _drag(self, y: int) -> None:
        """Move by as many lines as the pointer is away from this one."""
        height = max(1, self.height())
        away = y // height if y >= 0 else -((-y - 1) // height + 1)
        if away:
            self.moved.emit(self, self._index + away)


class Grip(IconButton):
    """Moves its line: drag it, or press Up and Down on it."""

    stepped = Signal(int)
    dragged = Signal(int)
    """Where the pointer is, relative to the line's top."""

    def __init__(self, title: str) -> None:
        super().__init__("grip", f"Move {title}")
        self.setCursor(Qt.CursorShape.SizeVerCursor)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        line = self.parentWidget()
        if line is not None:
            at: QPoint = self.mapTo(line, event.position().toPoint())
            self.dragged.emit(at.y())


def _cell_field(field: Field) -> Field:
    """A cell has no room for a unit or for words beside a check box; its column says both."""
    hidden = {"unit", "checkbox-label"}
    hints = {key: value for key, value in field.hints.items() if key not in hidden}
    if field.hints.get("editor") == "time-utc":
        hints["unit"] = field.hints.get("unit", "UTC")
    if field.kind is Kind.BOOLEAN:
        hints["checkbox-label"] = ""
        hints.pop("editor", None)
    return replace(field, hints=hints)
