"""Fields edited here that changed in the file too: both values, to choose from."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.config.fields import Field
from traderadmin.config.model import UNSET, Choice, Conflict, Merge
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.schema import Schema
from traderadmin.gui.form import words
from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.checks import SegmentedChoice
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.settings.places import count, place

_LONGEST = 28


class ConflictPanel(Card):
    """One choice to each conflict; nothing is taken before all are decided."""

    resolved = Signal(object)
    """The choices: a dict of path to Choice."""
    cancelled = Signal()

    def __init__(self, merge: Merge, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._choices: dict[FieldPath, Choice] = {}
        self.choosers: dict[FieldPath, SegmentedChoice] = {}
        number = len(merge.conflicts)
        title = f"{count(number, 'field', 'fields')} changed here and in the file"
        self.setAccessibleName(title)
        self.body.addWidget(Label(title, Type.H2, wrap=True))
        kept = count(len(merge.clean), "other edit is", "other edits are")
        sentence = "Choose whose value to keep."
        if merge.clean:
            sentence = f"{sentence} Your {kept} kept."
        self.body.addWidget(Label(sentence, Type.BODY, Tint.TEXT2, wrap=True))
        self.body.addSpacing(px(8))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        for row, conflict in enumerate(merge.conflicts):
            self._add(grid, row, conflict, schema)
        self.body.addLayout(grid)
        self.body.addSpacing(px(8))
        buttons = QHBoxLayout()
        self.keep = Button("Take these values", Variant.PRIMARY)
        self.keep.setEnabled(number == 0)
        self.keep.clicked.connect(self._keep)
        self.cancel = Button("Not now", Variant.GHOST)
        self.cancel.clicked.connect(self.cancelled)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self._wanted = number

    def _add(self, grid: QGridLayout, row: int, conflict: Conflict, schema: Schema) -> None:
        field = schema.field_at(conflict.path)
        names = QVBoxLayout()
        names.setSpacing(0)
        title = Label(place(schema, conflict.path), Type.LABEL, wrap=True)
        names.addWidget(title)
        names.addWidget(Label(dotted(conflict.path), Type.CAPTION, Tint.TEXT2, wrap=True))
        grid.addLayout(names, row, 0)
        mine, theirs = (_shown(value, field) for value in (conflict.mine, conflict.theirs))
        chooser = SegmentedChoice((f"Mine: {_short(mine)}", f"File: {_short(theirs)}"))
        chooser.setToolTip(f"Mine: {mine}\nFile: {theirs}")
        for segment in chooser.segments:
            segment.setAccessibleName(f"{title.text()}, {segment.text()}")
        chooser.chosen.connect(self._chosen)
        self.choosers[conflict.path] = chooser
        grid.addWidget(chooser, row, 1)

    def _chosen(self, index: int) -> None:
        sender = self.sender()
        for path, chooser in self.choosers.items():
            if chooser is sender:
                self._choices[path] = (Choice.MINE, Choice.THEIRS)[index]
        self.keep.setEnabled(len(self._choices) == self._wanted)

    def _keep(self) -> None:
        self.resolved.emit(dict(self._choices))


def _shown(value: Any, field: Field | None) -> str:
    if field is not None:
        return words.shown(value, field)
    return "not set" if value is UNSET else "set"  # who knows no key knows no secret either


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
