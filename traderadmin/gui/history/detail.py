"""The detail of one row: when, who, why, revisions, changed fields, text, step times."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.clock import local_zone
from traderadmin.contract.history import HistoryEntry, Outcome
from traderadmin.contract.revision import short
from traderadmin.errors import TraderAdminError
from traderadmin.gui.history.entries import Row, outcome_text
from traderadmin.gui.history.steptimes import StepTimes
from traderadmin.gui.history.texts import Detail, command_of
from traderadmin.gui.look.buttons import Button, IconButton, Variant
from traderadmin.gui.look.labels import Label, Pill, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import ScrollArea, Surface
from traderadmin.gui.shell.changestable import ChangesTable
from traderadmin.gui.shell.diffview import DiffView
from traderadmin.workflow.words import seconds_text

_PILLS = {
    Outcome.DONE: (Tone.OK, "check"),
    Outcome.UNCHANGED: (Tone.DANGER, "x"),
    Outcome.SAVED_NOT_BACK: (Tone.WARN, "alert-triangle"),
    Outcome.UNKNOWN: (Tone.DANGER, "alert-triangle"),
}
_FACTS = ("When", "Who", "Why", "Revision", "Backup", "Message")
_ARROW = "  →  "


class DetailView(Surface):
    """Shows a row at once, and what was read for it when it arrives."""

    compare_asked = Signal(object)
    restore_asked = Signal(str)
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("history_detail")
        self._row: Row | None = None
        self._previous: str | None = None
        self.back = IconButton("chevron-left", "Back to the list")
        self._title = Label("", Type.H1, wrap=True)
        self._pill = Pill()
        self._facts: dict[str, tuple[Label, Label]] = {}
        self._fields_title = Label("Changed fields", Type.H2)
        self._fields = ChangesTable()
        self._text_title = Label("As text", Type.H2)
        self._text_note = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._diff = DiffView()
        self._steps_title = Label("", Type.H2)
        self._steps = StepTimes()
        self.compare = Button("Compare with now")
        self.restore = Button("Restore the previous file…", icon="restore")
        self.copy = Button("Copy as command", Variant.GHOST, "copy")
        for name in ("compare", "restore"):
            getattr(self, name).setObjectName(name)
        self.compare.clicked.connect(self._compare)
        self.restore.clicked.connect(self._restore)
        self.copy.clicked.connect(self._copy)
        self.back.clicked.connect(self.back_asked)
        self._lay_out()

    def show_row(self, row: Row) -> None:
        """Show what is known without reading."""
        self._row = row
        self._previous = None
        self._title.setText(row.title)
        entry = row.entry
        self._pill.setVisible(entry is not None)
        if entry is not None:
            tone, icon = _PILLS[entry.outcome]
            self._pill.show_state(outcome_text(entry), tone, icon)
        for name, value in _fact_values(row).items():
            self._set_fact(name, value)
        changes = entry.changes if entry is not None else ()
        self._fields_title.setVisible(bool(changes))
        self._fields.show_changes(changes)
        self._diff.show_lines(())
        self._text_title.setText("As text")
        self._text_title.setVisible(False)
        self._text_note.setVisible(False)
        steps = entry.steps if entry is not None else ()
        self._steps_title.setVisible(bool(steps))
        self._steps.setVisible(bool(steps))
        if entry is not None and steps:
            self._steps_title.setText(f"Steps, {seconds_text(entry.seconds)}")
            self._steps.show_steps(steps)
        has_file = row.backup is not None or bool(entry and entry.new_revision)
        self.compare.setVisible(has_file)
        label = "Restore this backup…" if row.backup is not None else "Restore the previous file…"
        self.restore.setText(label)
        self.restore.updateGeometry()
        self.restore.setVisible(False)
        self.copy.setVisible(bool(command_of(row)))

    def show_detail(self, detail: Detail) -> None:
        """Show what was read, if it is still about the row shown."""
        if self._row is None or detail.row.key != self._row.key:
            return
        self._previous = detail.previous
        self.restore.setVisible(detail.previous is not None)
        self._text_title.setText(detail.heading)
        note = ""
        if detail.diff is None and (detail.previous or detail.heading != "As text"):
            note = "One of the two files is no longer kept, so they cannot be compared."
        elif detail.same:
            note = "Both files are the same."
        self._text_note.setText(note)
        self._text_note.setVisible(bool(note))
        self._text_title.setVisible(bool(note) or bool(detail.diff))
        self._diff.show_lines(detail.diff or ())

    def show_trouble(self, error: TraderAdminError) -> None:
        """Say that something could not be read."""
        self._text_title.setVisible(True)
        self._text_note.setVisible(True)
        self._text_note.setText(f"{error.title}: {error.message}")

    def _set_fact(self, name: str, value: str) -> None:
        for label in self._facts[name]:
            label.setVisible(bool(value))
        self._facts[name][1].setText(value)

    def _compare(self) -> None:
        if self._row is not None:
            self.compare_asked.emit(self._row)

    def _restore(self) -> None:
        if self._previous is not None:
            self.restore_asked.emit(self._previous)

    def _copy(self) -> None:
        if self._row is not None:
            QApplication.clipboard().setText(command_of(self._row))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self.back)
        head.addWidget(self._title, 1)
        head.addWidget(self._pill)
        facts = QGridLayout()
        facts.setHorizontalSpacing(px(12))
        facts.setVerticalSpacing(px(6))
        facts.setColumnMinimumWidth(0, px(80))
        facts.setColumnStretch(1, 1)
        for number, name in enumerate(_FACTS):
            label = Label(name, Type.CAPTION, Tint.TEXT2)
            value = Label("", Type.CAPTION, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, number, 1)
            self._facts[name] = (label, value)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(px(24), px(20), px(24), px(16))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addLayout(facts)
        column.addSpacing(px(8))
        column.addWidget(self._fields_title)
        column.addWidget(self._fields)
        column.addSpacing(px(8))
        column.addWidget(self._text_title)
        column.addWidget(self._text_note)
        column.addWidget(self._diff)
        column.addSpacing(px(8))
        column.addWidget(self._steps_title)
        column.addWidget(self._steps)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(24), px(10), px(14), px(20))
        foot.setSpacing(px(8))
        foot.addWidget(self.compare)
        foot.addWidget(self.restore)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(ScrollArea(content), 1)
        outer.addLayout(foot)


def _fact_values(row: Row) -> dict[str, str]:
    values = dict.fromkeys(_FACTS, "") | {"When": _when(row.when)}
    if row.backup is not None:
        return values | {"Backup": row.backup.name}
    if row.entry is not None:
        values |= _entry_values(row.entry)
    return values


def _entry_values(entry: HistoryEntry) -> dict[str, str]:
    revision = short(entry.new_revision)
    if entry.old_revision and entry.old_revision != entry.new_revision:
        revision = f"{short(entry.old_revision)}{_ARROW}{revision}"
        if entry.outcome is Outcome.UNCHANGED:
            revision = f"{short(entry.old_revision)}, unchanged"
    return {
        "Who": entry.who,
        "Why": entry.reason,
        "Revision": revision,
        "Backup": entry.backup or "",
        "Message": entry.message,
    }


def _when(instant: datetime) -> str:
    utc = instant.astimezone(UTC)
    local = instant.astimezone(local_zone(instant))
    return f"{utc:%a %Y-%m-%d %H:%M:%S} UTC, {local:%H:%M:%S %Z}"
