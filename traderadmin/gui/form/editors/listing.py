"""A list of single values: one cell to a line."""

from typing import Any

from typing_extensions import override

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.rows import Column, RowsEditor
from traderadmin.gui.form.editors.timepicker import WIDTH as TIME_WIDTH

_EMPTY: dict[Kind, Any] = {Kind.BOOLEAN: False}


class ListEditor(RowsEditor):
    """A list of strings, numbers, dates, times, or one of an enum's values."""

    def __init__(self, field: Field, context: FormContext) -> None:
        item = field.item
        if item is None:
            message = f"{field.key} has no item field"
            raise ValueError(message)
        time = item.hints.get("editor") == "time-utc"
        width = TIME_WIDTH if time else 240
        super().__init__(field, (Column((), item, "", width, local=time),), context)
        self._item = item

    @override
    def new_line(self) -> Any:
        if self._item.default is not MISSING:
            return self._item.default
        return self._item.enum[0] if self._item.enum else _EMPTY.get(self._item.kind, "")
