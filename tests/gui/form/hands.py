"""Typing into a row, and reading what its field shows."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from traderadmin.gui.form.editors.number import NumberBox
from traderadmin.gui.form.row import FieldRow
from traderadmin.gui.look.fields import LineEdit


def type_over(row: FieldRow, words: str) -> None:
    """Replace a text field's content by key presses."""
    widget = row.focus_at(row.path)
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if words:
        QTest.keyClicks(widget, words)
    else:
        QTest.keyClick(widget, Qt.Key.Key_Delete)


def shown_text(row: FieldRow) -> str:
    widget = row.editor.widget
    if isinstance(widget, NumberBox):
        return widget.text()
    assert isinstance(widget, LineEdit)
    return widget.text()
