"""Yes or no, one of several, several of several."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import MISSING, Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.values import UNSET, same
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.form.words import plain
from traderadmin.gui.look.checks import CheckBox, CheckGroup, SegmentedChoice
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px


class CheckEditor(Editor):
    """A boolean as a check box; unset shows the default."""

    label_top = 2

    def __init__(self, field: Field, *, words: bool = True) -> None:
        label = str(field.hints.get("checkbox-label", "On")) if words else ""
        self._check = CheckBox(label)
        super().__init__(field, self._check)
        self._check.clicked.connect(self._clicked)

    @override
    def show_value(self, value: Any) -> None:
        default = self.field.default is True
        self._check.setChecked(default if value is UNSET else value)

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, bool)

    def _clicked(self, checked: bool) -> None:
        self.edited.emit(checked)
        self.finished.emit()


class SegmentedEditor(Editor):
    """A boolean or a short enum as radio buttons side by side."""

    def __init__(self, field: Field) -> None:
        if field.enum:
            self._values: tuple[Any, ...] = field.enum
            words = field.enum_titles
        else:
            self._values = (False, True)
            words = (
                str(field.hints.get("false-label", "Off")),
                str(field.hints.get("true-label", "On")),
            )
        self._choice = SegmentedChoice(words)
        super().__init__(field, self._choice)
        self._choice.chosen.connect(self._chosen)

    @override
    def show_value(self, value: Any) -> None:
        shown = self.field.default if value is UNSET else value
        self._choice.choose(_index(self._values, shown))

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or _index(self._values, value) is not None

    @override
    def set_name(self, name: str) -> None:
        super().set_name(name)
        for segment in self._choice.segments:
            segment.setAccessibleName(f"{segment.text()}, {name}")

    @override
    def focus_at(self, path: FieldPath) -> QWidget:
        _ = path
        return self._choice.segments[self._choice.choice or 0]

    @override
    def last_widget(self) -> QWidget:
        return self._choice.segments[-1]

    def _chosen(self, index: int) -> None:
        self.edited.emit(self._values[index])
        self.finished.emit()


class ComboEditor(Editor):
    """One of an enum's values; a value that is none of them stays, and is shown as it is."""

    def __init__(self, field: Field, *, width: int = 200) -> None:
        self._combo = ComboBox(width=width)
        super().__init__(field, self._combo)
        notes = field.enum_descriptions or ("",) * len(field.enum)
        for words, note in zip(field.enum_titles, notes, strict=False):
            self._combo.add_choice(words, note)
        self._combo.setMaximumWidth(px(360))
        self._combo.setCurrentIndex(-1)
        self._combo.activated.connect(self._chosen)

    @override
    def show_value(self, value: Any) -> None:
        index = _index(self.field.enum, value)
        self._combo.setCurrentIndex(-1 if index is None else index)
        if value is UNSET:
            default = _index(self.field.enum, self.field.default)
            words = "Not set" if default is None else f"{self.field.enum_titles[default]} (default)"
            self._combo.show_placeholder(words)
        else:
            self._combo.show_placeholder(plain(value))

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, str | int | float)

    def _chosen(self, index: int) -> None:
        self.edited.emit(self.field.enum[index])
        self.finished.emit()


class CheckSetEditor(Editor):
    """A list without repeats of an enum's values: days of the week, or a column of checks."""

    can_show_default = True

    def __init__(self, field: Field) -> None:
        item = field.item
        self._values = item.enum if item is not None else ()
        titles = item.enum_titles if item is not None else ()
        notes = item.enum_descriptions if item is not None else ()
        self._list: list[Any] = []
        self._group: CheckGroup | None = None
        checks: tuple[CheckBox, ...] = ()
        short = all(len(title) <= 3 for title in titles)  # noqa: PLR2004 - "Mon" in its column
        widget: QWidget
        if short or field.hints.get("editor") == "days-of-week":
            self._group = CheckGroup(titles)
            widget = self._group
        else:
            widget, checks = _column(titles, notes)
        self._checks = checks
        super().__init__(field, widget)
        if self._group is not None:
            self._group.toggled.connect(self._toggled)
            for check, note in zip(self._group.checks, notes, strict=False):
                check.setToolTip(note)
                check.setAccessibleName(note or check.text())
        for check_box in self._checks:
            check_box.clicked.connect(self._column_clicked)
        if self._checks:
            self.label_top = 2

    @override
    def show_value(self, value: Any) -> None:
        default = [] if self.field.default is MISSING else self.field.default
        self._list = list(default if value is UNSET else value)
        checks = self._group.checks if self._group is not None else self._checks
        for check, entry in zip(checks, self._values, strict=True):
            check.setChecked(_index(self._list, entry) is not None)

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, list)

    @override
    def set_name(self, name: str) -> None:
        self.widget.setAccessibleName(name)

    @override
    def focus_at(self, path: FieldPath) -> QWidget:
        _ = path
        return (self._group.checks if self._group is not None else self._checks)[0]

    @override
    def last_widget(self) -> QWidget:
        return (self._group.checks if self._group is not None else self._checks)[-1]

    def _column_clicked(self, checked: bool) -> None:
        sender = self.sender()
        for index, check in enumerate(self._checks):
            if check is sender:
                self._toggled(index, checked)

    def _toggled(self, index: int, checked: bool) -> None:
        """Add in the enum's order, or remove; entries the enum does not know stay put."""
        entry = self._values[index]
        kept = [value for value in self._list if not same(value, entry)]
        if checked:
            earlier = self._values[:index]
            at = max((kept.index(value) + 1 for value in earlier if value in kept), default=0)
            kept.insert(at, entry)
        self._list = kept
        self.edited.emit(list(kept))
        self.finished.emit()


def _column(
    titles: tuple[str, ...], notes: tuple[str, ...]
) -> tuple[QWidget, tuple[CheckBox, ...]]:
    frame = QWidget()
    frame.setMinimumWidth(px(340))
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(2))
    made = []
    for index, title in enumerate(titles):
        check = CheckBox(title)
        made.append(check)
        column.addWidget(check)
        if notes:
            note = Label(notes[index], Type.CAPTION, Tint.TEXT2, wrap=True)
            note.setContentsMargins(px(28), 0, 0, px(4))
            column.addWidget(note)
            check.setAccessibleDescription(notes[index])
    return frame, tuple(made)


def _index(values: tuple[Any, ...] | list[Any], wanted: Any) -> int | None:
    return next((index for index, value in enumerate(values) if same(value, wanted)), None)
