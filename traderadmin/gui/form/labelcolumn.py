"""What a row says of its field: label, help, limits; and what a screen reader says."""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from traderadmin.config.fields import Field
from traderadmin.gui.form import words
from traderadmin.gui.form.columnlabel import ColumnLabel
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.workflow.words import lower_first

BAR_ROOM: Final = 16
"""Room for the modified bar, left of every label."""


def row_label(field: Field, *, wide: bool) -> Label:
    """The field's title, in the label column or, for a wide editor, above it."""
    if wide:
        return Label(field.title, Type.LABEL, wrap=True)
    return ColumnLabel(field.title, Type.LABEL)


def label_column(label: Label, field: Field, *, is_set: bool, top: int, wide: bool) -> QVBoxLayout:
    """`label` with the field's help below it; `top` sets it level with the editor."""
    column = QVBoxLayout()
    column.setSpacing(px(1))
    column.setContentsMargins(0, px(top), 0, 0)
    column.addWidget(label)
    sentences = [(" ".join(filter(None, (field.help, words.limits(field)))), Tint.TEXT2)]
    if not is_set:
        sentences.append((field.deprecated, Tint.WARN))
    sentences += [(note, Tint.TEXT2) for note in field.notes]
    for sentence, tint in sentences:
        if not sentence:
            continue
        if wide:
            column.addWidget(Label(sentence, Type.CAPTION, tint, wrap=True))
        else:
            column.addWidget(ColumnLabel(sentence, Type.CAPTION, tint))
    if not wide:
        column.addStretch(1)
    return column


def spoken_name(field: Field, was: str) -> str:
    """A name like "Start, UTC, modified, was 13:30"; `was` is empty while unmodified."""
    unit = str(field.hints.get("unit", ""))
    parts = [field.title, *([unit] if unit else [])]
    if was:
        sentence = lower_first(was)
        parts += ["modified", sentence.replace(f" {unit}", "") if unit else sentence]
    return ", ".join(parts)
