"""Lists and arrays of tables: lines of cells with add, remove and reorder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Problem
from traderadmin.config.values import UNSET, copied, same
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.base import WIDE, Editor
from traderadmin.gui.form.editors.rowline import LOCAL, RowLine
from traderadmin.gui.form.focus import chain
from traderadmin.gui.look.buttons import Button, IconButton, LinkButton, Variant
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

PAGE: Final = 25
"""Lines built at once; more are a click, or a jump, away."""
BESIDE_ROOM: Final = 320
WIDE_ROOM: Final = 520
GAP: Final = 8


@dataclass(frozen=True)
class Column:
    """One cell of every line.

    Attributes:
        keys: where the cell's value is within the line's value; () is the line itself.
        local: whether the operator's time stands beside it.
    """

    keys: tuple[str, ...]
    field: Field
    title: str
    width: int
    local: bool = False


class RowsEditor(Editor):
    """Shows a list as lines of cells. Each edit emits the whole new list."""

    label_top = 6
    is_compound = True

    def __init__(self, field: Field, columns: Sequence[Column], context: FormContext) -> None:
        self._columns = tuple(columns)
        self._context = context
        self._values: list[Any] = []
        self._lines: list[RowLine] = []
        self._limit = PAGE
        total = sum(column.width + GAP + (LOCAL if column.local else 0) for column in columns)
        self.width = WIDE if total > BESIDE_ROOM else 0
        self._labelled = total > WIDE_ROOM
        self._has_titles = any(column.title for column in columns)
        self._empty: Label | None = None
        frame = QWidget()
        super().__init__(field, frame)
        self._body = QVBoxLayout(frame)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(4))
        self._add = self._add_button()
        self._add.clicked.connect(self._add_line)
        if self._has_titles:
            self._body.addLayout(self._header())
        self._more = LinkButton("Show more")
        self._more.clicked.connect(self._show_more)
        self._body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        if not self._has_titles:
            self.label_top = 8
            self._body.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    @override
    def show_value(self, value: Any) -> None:
        values = value if isinstance(value, list) else []
        if value is UNSET and isinstance(self.field.default, list):
            values = self.field.default
        if self._lines and same(values, self._values):
            return
        self._values = copied(values)
        self._reconcile()

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, list)

    @override
    def show_invalid(self, *, invalid: bool) -> None:
        """Lines mark their own cells."""

    @override
    def show_problems(self, path: FieldPath, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        mine: list[Problem] = []
        by_line: dict[int, list[tuple[FieldPath, Problem]]] = {}
        for problem in problems:
            inside = problem.path[len(path) :]
            if inside and isinstance(inside[0], int) and inside[0] < len(self._lines):
                by_line.setdefault(inside[0], []).append((inside[1:], problem))
            else:
                mine.append(problem)
        for index, line in enumerate(self._lines):
            line.show_problems(by_line.get(index, []))
        return tuple(mine)

    @override
    def set_name(self, name: str) -> None:
        self.widget.setAccessibleName(name)

    @override
    def set_locked(self, *, locked: bool) -> None:
        for line in self._lines:
            line.set_locked(locked=locked)
        self._add.setVisible(not locked)
        self._locked = locked

    _locked = False

    @override
    def focus_at(self, path: FieldPath) -> QWidget:
        if path and isinstance(path[0], int):
            while path[0] >= len(self._lines) and len(self._lines) < len(self._values):
                self._show_more()
            if path[0] < len(self._lines):
                return self._lines[path[0]].focus_at(path[1:])
        return self._lines[0].focus_at(()) if self._lines else self._add

    @override
    def last_widget(self) -> QWidget:
        return self._lines[-1].last_widget() if self._lines else self._add

    def new_line(self) -> Any:
        """The value of a line just added."""
        raise NotImplementedError

    def _item_title(self) -> str:
        item = self.field.item
        return item.title.lower() if item is not None and item.title else "row"

    def _add_button(self) -> QAbstractButton:
        """A plus level with the titles; without titles, a button with words below the lines."""
        words = f"Add {self._item_title()}"
        if self._has_titles:
            return IconButton("plus", words)
        return Button(words, Variant.GHOST, "plus")

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(GAP))
        if not self._labelled:
            for column in self._columns:
                self._header_cell(row, column.title, column.width)
                if column.local:
                    self._header_cell(row, "Your time", LOCAL - GAP)
        self._empty = Label("", Type.BODY, Tint.TEXT2)
        row.addWidget(self._empty)
        row.addStretch(1)
        row.addWidget(self._add)
        return row

    @staticmethod
    def _header_cell(row: QHBoxLayout, words: str, width: int) -> None:
        label = Label(words, Type.CAPTION, Tint.TEXT2)
        label.setMinimumWidth(px(width))
        row.addWidget(label)

    def _reconcile(self) -> None:
        wanted = min(len(self._values), self._limit)
        while len(self._lines) > wanted:
            line = self._lines.pop()
            self._body.removeWidget(line)
            line.hide()
            line.deleteLater()
        for index, line in enumerate(self._lines):
            if not line.show_value(self._values[index]):
                self._replace(index)
        while len(self._lines) < wanted:
            self._append()
        for index, line in enumerate(self._lines):
            line.set_place(index, len(self._values))
        hidden = len(self._values) - wanted
        self._more.setText(f"Show {min(hidden, PAGE)} more of {hidden}")
        self._more.setVisible(hidden > 0)
        self._more.updateGeometry()
        if self._empty is not None:
            self._empty.setText("" if self._values else "None")
        full = self.field.max_items is not None and len(self._values) >= self.field.max_items
        self._add.setEnabled(not full)

    def _make(self, index: int) -> RowLine:
        line = RowLine(
            self._columns,
            self._context,
            self._values[index],
            self._item_title(),
            labelled=self._labelled,
        )
        line.cell_edited.connect(self._cell_edited)
        line.cell_finished.connect(self.finished)
        line.removed.connect(self._remove)
        line.moved.connect(self._move)
        line.set_locked(locked=self._locked)
        return line

    def _append(self) -> None:
        line = self._make(len(self._lines))
        before = self.last_widget()
        self._body.insertWidget(int(self._has_titles) + len(self._lines), line)
        self._lines.append(line)
        chain(before, line)

    def _replace(self, index: int) -> None:
        old = self._lines[index]
        line = self._make(index)
        self._body.replaceWidget(old, line)
        self._lines[index] = line
        chain(old, line)
        old.hide()
        old.deleteLater()

    def _show_more(self) -> None:
        self._limit += PAGE
        self._reconcile()

    def _emit(self, values: list[Any]) -> None:
        self._values = values
        self._reconcile()
        self.edited.emit(copied(values))

    def _add_line(self) -> None:
        self._limit = max(self._limit, len(self._values) + 1)
        self._emit([*self._values, self.new_line()])
        self._lines[-1].focus_at(()).setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.emit()

    def _cell_edited(self, line: object, value: object) -> None:
        index = self._index(line)
        self._values = [*self._values[:index], value, *self._values[index + 1 :]]
        self.edited.emit(copied(self._values))

    def _remove(self, line: object) -> None:
        index = self._index(line)
        self._emit([*self._values[:index], *self._values[index + 1 :]])
        if self._lines:
            after = self._lines[min(index, len(self._lines) - 1)]
            after.focus_remove()
        else:
            self._add.setFocus(Qt.FocusReason.TabFocusReason)
        self.finished.emit()

    def _move(self, line: object, target: int) -> None:
        index = self._index(line)
        target = max(0, min(target, len(self._values) - 1))
        if target == index:
            return
        values = list(self._values)
        values.insert(target, values.pop(index))
        self._limit = max(self._limit, target + 1)
        self._emit(values)
        self._lines[target].focus_grip()
        self.finished.emit()

    def _index(self, line: object) -> int:
        return next(index for index, known in enumerate(self._lines) if known is line)
