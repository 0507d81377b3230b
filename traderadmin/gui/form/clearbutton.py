"""The button that takes an optional key, list or table out of the file."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from traderadmin.config.fields import Field
from traderadmin.gui.form.editors.base import WIDE, Editor
from traderadmin.gui.form.words import applies
from traderadmin.gui.look.buttons import IconButton
from traderadmin.gui.look.measures import ICON_BUTTON, px


class ClearButton(IconButton):
    """A cross beside what is optional; its tool tip says what holds afterwards."""

    def __init__(self, title: str, tool_tip: str, parent: QWidget | None = None) -> None:
        super().__init__("x", f"Unset {title}", parent=parent)
        self.setToolTip(tool_tip)

    @classmethod
    def of_field(cls, field: Field, parent: QWidget) -> "ClearButton":
        """The one of a key with a row of its own."""
        return cls(field.title, f"Take this key out of the file. {applies(field)}.", parent)


def place_in_row(
    row: QSize, editor: Editor, undo: IconButton | None, clear: ClearButton | None
) -> None:
    """Put what stands in no layout at the row's right end, clear of a list's own buttons."""
    right, bottom = row.width() - px(ICON_BUTTON), row.height() - px(ICON_BUTTON)
    if undo is not None:
        if editor.is_compound:
            undo.move(right, bottom)
        else:
            undo.move(right, px(2) if editor.label_top else 0)
        undo.raise_()
    if clear is not None and editor.is_compound:
        if editor.width == WIDE:
            clear.move(right, 0)
        else:
            beside = undo is not None and not undo.isHidden()
            clear.move(right - (px(ICON_BUTTON) if beside else 0), bottom)
        clear.raise_()
