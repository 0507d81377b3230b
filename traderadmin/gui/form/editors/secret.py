"""A secret: the stored one never enters the widget; only what was just typed can be revealed."""

from typing import Any, Final

from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from traderadmin.config.fields import Field
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.measures import px

_DOTS: Final = "●●●●●●●●"


class SecretEditor(Editor):
    """A password field; emptied again, it asks for what the file had."""

    is_lively = True

    def __init__(self, field: Field) -> None:
        self._line = LineEdit(trailing="eye", trailing_name="Reveal what was typed")
        super().__init__(field, self._line)
        self._line.yields_undo = True
        self._is_set = False
        self._typed_value: Any = UNSET
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setFixedWidth(px(240))
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self.finished)
        self._line.trailing_clicked.connect(self._toggle_reveal)
        self._show_eye()

    @override
    def show_value(self, value: Any) -> None:
        self._is_set = value is not UNSET
        if not self._line.text() or value != self._typed_value:
            self._typed_value = UNSET
            self._line.clear()
            self._hide()
        self._line.setPlaceholderText(_DOTS if self._is_set else "")
        self._show_eye()
        self.aside_changed.emit()

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, str)

    @override
    def note(self) -> tuple[str, str]:
        return ("lock", "secret, set") if self._is_set else ("lock", "secret, not set")

    def _typed(self, text: str) -> None:
        if text:
            self._typed_value = text
            self.edited.emit(text)
        else:
            self._typed_value = UNSET
            self.reverted.emit()
        self._show_eye()

    def _toggle_reveal(self) -> None:
        if self._line.echoMode() is QLineEdit.EchoMode.Password:
            self._line.setEchoMode(QLineEdit.EchoMode.Normal)
            self._line.set_trailing("eye-off", "Hide what was typed")
        else:
            self._hide()

    def _hide(self) -> None:
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.set_trailing("eye", "Reveal what was typed")

    def _show_eye(self) -> None:
        if self._line.trailing is not None:
            self._line.trailing.setEnabled(bool(self._line.text()))
