"""The third step: which Deployments take part, under which name, in which order."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.deploymentrow import DeploymentRow, column_heads
from traderadmin.gui.connect.step import Step
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

if TYPE_CHECKING:
    from traderadmin.targets.browsing import DeploymentInfo
    from traderadmin.targets.saved import PickedService, SavedTarget


class ServicesStep(Step):
    """Ticks those found by their labels; others can be picked, and nothing is relabelled."""

    name = "Services"
    title = "Which services?"
    text = (
        "They are stopped for an apply, the lowest order first, and started again. "
        "Those with TraderAdmin's labels are ticked."
    )

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(asker, draft, parent)
        self.rows: list[DeploymentRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(px(10))
        self._problem = Label("", Type.CAPTION, Tint.DANGER, wrap=True)
        self._head = column_heads()
        self.column.addWidget(self.waiting)
        self.column.addWidget(self._head)
        self.column.addLayout(self._list)
        self.column.addWidget(self._problem)
        self.column.addStretch(1)
        self.changed.connect(self._judge)

    @override
    def refresh(self) -> None:
        self._clear()
        context, namespace = self.draft.context, self.draft.namespace
        self.ask(lambda browser: browser.deployments(context, namespace), self._show)

    @override
    def result(self) -> "SavedTarget | None":
        if self._fault():
            return None
        if all(row.is_by_label for row in self.rows):
            return replace(self.draft, services=())
        picked = tuple(row.picked() for row in self.rows if row.is_ticked)
        return replace(self.draft, services=tuple(sorted(picked, key=_order)))

    def _show(self, found: "tuple[DeploymentInfo, ...]") -> None:
        known = {each.deployment: each for each in self.draft.services}
        for info in found:
            ticked = info.name in known if known else bool(info.service)
            row = DeploymentRow(info, known.get(info.name), ticked=ticked)
            row.changed.connect(self.changed)
            self.rows.append(row)
            self._list.addWidget(row)
        self._head.setVisible(bool(self.rows))
        if self.rows:
            self.rows[0].tick.setFocus()

    def _clear(self) -> None:
        self._head.hide()
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []

    def _fault(self) -> str:
        """Why this is no answer yet; empty where it is one."""
        ticked = [row for row in self.rows if row.is_ticked]
        if not self.rows:
            return "There is no Deployment in this namespace."
        if not ticked:
            return "Tick at least one service."
        if fault := next((row.fault for row in ticked if row.fault), ""):
            return fault
        names = [row.picked().name for row in ticked]
        twice = next((name for name in names if names.count(name) > 1), "")
        return f"The name {twice} is given twice." if twice else ""

    def _judge(self) -> None:
        fault = self._fault() if self.waiting.isHidden() else ""
        self._problem.setText(fault)
        self._problem.setVisible(bool(fault))


def _order(picked: "PickedService") -> int:
    return picked.order
