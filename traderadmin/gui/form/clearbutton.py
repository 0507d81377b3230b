"""The button that takes an optional key out of the file."""

from traderadmin.config.fields import Field
from traderadmin.gui.form.words import applies
from traderadmin.gui.look.buttons import IconButton


class ClearButton(IconButton):
    """A cross beside an optional field; its tool tip says what holds afterwards."""

    def __init__(self, field: Field) -> None:
        super().__init__("x", f"Unset {field.title}")
        self.setToolTip(f"Take this key out of the file. {applies(field)}.")
