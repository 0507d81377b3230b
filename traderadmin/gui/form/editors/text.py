"""One line of text, dates and times, and values this form can only show."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.paths import FieldPath
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.form.words import plain, shown
from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

_SHORT: Final = 140
_USUAL: Final = 240
_LONG: Final = 360
_FEW: Final = 16
_MANY: Final = 80


class TextEditor(Editor):
    """A string; an optional one that is emptied becomes unset where empty is not allowed."""

    can_show_default = True

    def __init__(self, field: Field) -> None:
        self._line = LineEdit(suffix=str(field.hints.get("unit", "")))
        super().__init__(field, self._line)
        self._line.yields_undo = True
        self._line.set_preferred_width(_width(field))
        if field.default is not MISSING:
            self._line.setPlaceholderText(shown(field.default, field))
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.finished)

    @override
    def show_value(self, value: Any) -> None:
        text = plain(value)
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, str)

    def _typed(self, text: str) -> None:
        if not text and not self.field.required and (self.field.min_length or self.field.pattern):
            self.edited.emit(UNSET)
        else:
            self.edited.emit(text)


class TypedEditor(Editor):
    """A TOML date, time or date-time, typed in ISO form; what is none is kept as text."""

    _PARSERS: Final[dict[Kind, Callable[[str], Any]]] = {
        Kind.DATE: date.fromisoformat,
        Kind.TIME: time.fromisoformat,
        Kind.DATETIME: datetime.fromisoformat,
    }
    _EXAMPLES: Final = {
        Kind.DATE: "2026-11-26",
        Kind.TIME: "14:30:00",
        Kind.DATETIME: "2026-11-26T14:30:00Z",
    }

    def __init__(self, field: Field) -> None:
        self._line = LineEdit()
        super().__init__(field, self._line)
        self._line.yields_undo = True
        self._parse = self._PARSERS[field.kind]
        self._line.setFixedWidth(px(_USUAL if field.kind is Kind.DATETIME else _SHORT))
        self._line.setPlaceholderText(self._EXAMPLES[field.kind])
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.finished)

    @override
    def show_value(self, value: Any) -> None:
        if self._value(self._line.text()) != value or not self._line.text():
            self._line.setText(plain(value))

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, str | date | time)

    def _typed(self, text: str) -> None:
        self.edited.emit(self._value(text))

    def _value(self, text: str) -> Any:
        if not text and not self.field.required:
            return UNSET
        try:
            return self._parse(text)
        except ValueError:
            return text


class ShownOnly(Editor):
    """A value no editor here fits: as text, never changed; with Reset where that makes sense."""

    def __init__(self, field: Field, *, instead_of: Editor | None) -> None:
        frame = QWidget()
        self._instead_of = instead_of
        super().__init__(field, frame)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._line = LineEdit()
        self._line.setReadOnly(True)
        self._line.set_preferred_width(_USUAL)
        row.addWidget(self._line, 1)
        if instead_of is not None:
            button = Button("Reset")
            button.setAccessibleName(f"Reset {field.title}")
            button.clicked.connect(self._reset)
            row.addWidget(button)
        else:
            row.addWidget(Label("edit it in the file", Type.CAPTION, Tint.TEXT2))
        row.addStretch(0)

    @override
    def show_value(self, value: Any) -> None:
        hidden = self.field.holds_secret and value is not UNSET
        self._line.setText("••••••••" if hidden else toml_like(value))
        self._line.setCursorPosition(0)

    @override
    def fits(self, value: Any) -> bool:
        return self._instead_of is None or not self._instead_of.fits(value)

    @override
    def show_invalid(self, *, invalid: bool) -> None:
        self._line.set_invalid(invalid=invalid)

    @override
    def set_name(self, name: str) -> None:
        self._line.setAccessibleName(name)

    @override
    def focus_at(self, path: FieldPath) -> QWidget:
        _ = path
        return self._line

    def _reset(self) -> None:
        default = self.field.default
        self.edited.emit(UNSET if default is MISSING or not self.field.required else default)


def toml_like(value: Any) -> str:
    """A value on one line, about as the file writes it."""
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {toml_like(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml_like, value))}]"
    if isinstance(value, str):
        return f'"{value}"'
    return plain(value)


def _width(field: Field) -> int:
    longest = field.max_length or _FEW + 1
    if longest <= _FEW:
        return _SHORT
    return _LONG if longest > _MANY else _USUAL
