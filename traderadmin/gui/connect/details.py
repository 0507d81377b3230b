"""The fifth step: the name, the production mark, the schema, the deadlines."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.step import Step, whole_path
from traderadmin.gui.look.checks import CheckBox
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.targets.savedrules import name_fault

if TYPE_CHECKING:
    from traderadmin.targets.saved import SavedTarget

_SECONDS = 110
_LONGEST = 86_400


class DetailsStep(Step):
    """What people call the target, and how TraderAdmin treats it."""

    name = "Details"
    title = "What is it called?"
    text = "It is saved under this name for your user on this machine."

    def __init__(
        self,
        asker: Asker,
        draft: "SavedTarget",
        taken: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(asker, draft, parent)
        self._taken = taken
        self.target_name = LineEdit(draft.name)
        self.target_name.setObjectName("target_name")
        self.production = CheckBox("Production: mark it in colour and ask before an apply")
        self.production.setObjectName("production")
        self.production.setChecked(draft.production)
        self.owners = CheckBox("Apply although an autoscaler or GitOps owns the replica counts")
        self.owners.setObjectName("ignore_owners")
        self.owners.setChecked(draft.ignore_owners)
        self.schema = LineEdit(draft.schema, trailing="folder", trailing_name="Choose a schema")
        self.schema.setObjectName("schema")
        self.schema.setPlaceholderText("The volume's own, else the one TraderAdmin comes with")
        self.pause = LineEdit(f"{draft.pause_seconds:g}", suffix="s")
        self.resume = LineEdit(f"{draft.resume_seconds:g}", suffix="s")
        self._fault = self.add_field("Name", self.target_name)
        self._fault.set_tint(Tint.DANGER)
        self.column.addWidget(self.production)
        self.add_field("JSON schema", self.schema, "A file on this machine, in their place.")
        self._add_deadlines()
        self.column.addWidget(self.owners)
        self.column.addStretch(1)
        for field in (self.target_name, self.pause, self.resume, self.schema):
            field.textChanged.connect(self._judge)
        self.production.toggled.connect(self.changed)
        self.schema.trailing_clicked.connect(self._browse)

    @override
    def enter(self, draft: "SavedTarget") -> None:
        super().enter(draft)
        if not self.target_name.text():
            self.target_name.setText(self._free_name(draft))
        self._judge()
        self.target_name.setFocus()
        self.target_name.selectAll()

    @override
    def result(self) -> "SavedTarget | None":
        pause, resume = _seconds(self.pause), _seconds(self.resume)
        if self._problem() or pause is None or resume is None:
            return None
        return replace(
            self.draft,
            name=self.target_name.text().strip(),
            production=self.production.isChecked(),
            ignore_owners=self.owners.isChecked(),
            schema=whole_path(self.schema.text()),
            pause_seconds=pause,
            resume_seconds=resume,
        )

    def _free_name(self, draft: "SavedTarget") -> str:
        # Some providers' contexts are whole addresses, whose last part is the cluster's name.
        cluster = draft.context.rpartition("/")[2] or draft.context
        for name in (cluster, f"{cluster} {draft.namespace}"):
            if name not in self._taken:
                return name
        return ""

    def _problem(self) -> str:
        name = self.target_name.text().strip()
        if fault := name_fault(name):
            return fault
        return f"There is a target {name} already." if name in self._taken else ""

    def _judge(self) -> None:
        problem = self._problem()
        self._fault.setText(problem)
        self._fault.setVisible(bool(problem))
        self.target_name.set_invalid(invalid=bool(problem))
        for field in (self.pause, self.resume):
            field.set_invalid(invalid=_seconds(field) is None)
        self.changed.emit()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose a JSON schema")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.schema.setText)
        dialog.open()

    def _add_deadlines(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(16))
        for words, field in (("Time to stop", self.pause), ("Time to start", self.resume)):
            field.setFixedWidth(px(_SECONDS))
            field.setAccessibleName(f"{words}, seconds for one service")
            label = Label(words, Type.LABEL)
            label.setBuddy(field)
            column = QVBoxLayout()
            column.setSpacing(px(4))
            column.addWidget(label)
            column.addWidget(field)
            row.addLayout(column)
        row.addStretch(1)
        self.column.addLayout(row)


def _seconds(field: LineEdit) -> float | None:
    """What a field says; None for what is no time to wait."""
    words = field.text().strip()
    if not (words.isascii() and words.replace(".", "", 1).isdigit()):
        return None
    seconds = float(words)
    return seconds if 1 <= seconds <= _LONGEST else None
