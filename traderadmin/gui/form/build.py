"""Which editor edits which field."""

from typing import Any

from traderadmin.config.fields import Field, Kind
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.base import Editor

_TIME_HINTS = frozenset({"time-utc"})
_MANY_CHOICES = 12


def editor_for(field: Field, context: FormContext, value: Any) -> Editor:
    """The editor for `field`; for a `value` it cannot show as it is, one with Reset."""
    editor = _editable(field, context)
    if editor is not None and editor.fits(value):
        return editor
    from traderadmin.gui.form.editors.text import ShownOnly  # noqa: PLC0415 - see below

    return ShownOnly(field, instead_of=editor)


def _editable(field: Field, context: FormContext) -> Editor | None:
    """Editors are imported when the first field needs them: a window shows sooner."""
    if field.kind is Kind.STRING:
        return _string(field, context)
    if field.enum and field.kind in {Kind.INTEGER, Kind.NUMBER}:
        from traderadmin.gui.form.editors.choice import ComboEditor  # noqa: PLC0415

        return ComboEditor(field)
    if field.kind is Kind.BOOLEAN:
        from traderadmin.gui.form.editors.choice import (  # noqa: PLC0415
            CheckEditor,
            SegmentedEditor,
        )

        segmented = field.hints.get("editor") == "segmented"
        return SegmentedEditor(field) if segmented else CheckEditor(field)
    if field.kind in {Kind.INTEGER, Kind.NUMBER}:
        from traderadmin.gui.form.editors.number import NumberEditor  # noqa: PLC0415

        return NumberEditor(field)
    if field.kind in {Kind.DATE, Kind.TIME, Kind.DATETIME}:
        from traderadmin.gui.form.editors.text import TypedEditor  # noqa: PLC0415

        return TypedEditor(field)
    return _compound(field, context)


def _string(field: Field, context: FormContext) -> Editor:
    hint = field.hints.get("editor")
    if field.secret:
        from traderadmin.gui.form.editors.secret import SecretEditor  # noqa: PLC0415

        return SecretEditor(field)
    if field.enum:
        from traderadmin.gui.form.editors.choice import (  # noqa: PLC0415
            ComboEditor,
            SegmentedEditor,
        )

        return SegmentedEditor(field) if hint == "segmented" else ComboEditor(field)
    if hint in _TIME_HINTS:
        from traderadmin.gui.form.editors.timepicker import TimeEditor  # noqa: PLC0415

        return TimeEditor(field, context)
    from traderadmin.gui.form.editors.text import TextEditor  # noqa: PLC0415

    return TextEditor(field)


def _compound(field: Field, context: FormContext) -> Editor | None:
    item = field.item
    if field.kind is Kind.TABLES and item is not None and item.children:
        from traderadmin.gui.form.editors.table import TableEditor  # noqa: PLC0415

        return TableEditor(field, context)
    if field.kind is not Kind.ARRAY or item is None:
        return None
    if item.enum and field.unique_items and len(item.enum) <= _MANY_CHOICES:
        from traderadmin.gui.form.editors.choice import CheckSetEditor  # noqa: PLC0415

        return CheckSetEditor(field)
    if item.kind in {Kind.TABLE, Kind.ARRAY, Kind.TABLES, Kind.ANY}:
        return None
    from traderadmin.gui.form.editors.listing import ListEditor  # noqa: PLC0415

    return ListEditor(field, context)
