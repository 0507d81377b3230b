"""An array of tables: a column for each key, nested tables flattened."""

from collections.abc import Iterator
from typing import Any, Final

from PySide6.QtGui import QFontMetricsF
from typing_extensions import override

from traderadmin.config.fields import MISSING, Field, Kind
from traderadmin.config.values import copied, with_value
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.rows import Column, RowsEditor
from traderadmin.gui.form.editors.timepicker import WIDTH as TIME_WIDTH
from traderadmin.gui.look.measures import Type, font

_WIDTHS: Final = {
    Kind.BOOLEAN: 56,
    Kind.INTEGER: 96,
    Kind.NUMBER: 96,
    Kind.DATE: 120,
    Kind.TIME: 120,
    Kind.DATETIME: 200,
}
_TEXT: Final = 120
_LONG_TEXT: Final = 200
_LONG: Final = 40


class TableEditor(RowsEditor):
    """Lines of cells under column titles; with many columns, each line becomes a small card."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__(field, tuple(_columns(field)), context)

    @override
    def new_line(self) -> Any:
        line: Any = {}
        for column in self._columns:
            if column.field.required and column.field.default is not MISSING:
                line = with_value(line, column.keys, copied(column.field.default))
        return line


def _columns(field: Field) -> Iterator[Column]:
    item = field.item
    if item is not None:
        yield from _flattened(item.children, (), "")


def _flattened(fields: tuple[Field, ...], keys: tuple[str, ...], above: str) -> Iterator[Column]:
    for child in fields:
        title = f"{above}{child.title}"
        if child.kind is Kind.TABLE and child.children:
            yield from _flattened(child.children, (*keys, child.key), f"{title}: ")
            continue
        unit = child.hints.get("unit", "")
        is_time = child.hints.get("editor") == "time-utc"
        words = f"{title}, {unit}" if unit and not is_time else title
        room = QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(words)
        width = max(_width(child), round(room) + 2)
        yield Column((*keys, child.key), child, words, width, local=is_time)


def _width(field: Field) -> int:
    if field.hints.get("editor") == "time-utc":
        return TIME_WIDTH
    if field.kind is Kind.STRING and not field.enum and (field.max_length or 0) > _LONG:
        return _LONG_TEXT
    return _WIDTHS.get(field.kind, _TEXT)
