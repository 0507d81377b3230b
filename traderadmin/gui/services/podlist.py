"""The pods of a service that has several, one under the other in its card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.status import Dot, StatusDot
from traderadmin.gui.services.cardfacts import PodFacts, Sign

_TINTS = {Sign.WARN: Tint.WARN, Sign.BAD: Tint.DANGER}


class PodLine(QWidget):
    """One pod: its state and name, its age; below what it runs, and what is wrong with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = StatusDot()
        self._name = Label("", Type.CAPTION_STRONG, wrap=True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._age = Label("", Type.CAPTION, Tint.TEXT2)
        self._runs = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._problem = Label("", Type.CAPTION, Tint.DANGER, wrap=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(1))
        grid.setColumnStretch(1, 1)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, px(3), 0, 0)
        beside.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(beside, 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._age, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._runs, 1, 1, 1, 2)
        grid.addWidget(self._problem, 2, 1, 1, 2)

    def show_facts(self, facts: PodFacts) -> None:
        """Show a pod."""
        self._dot.show_state(Dot(facts.phase.value))
        self._name.setText(facts.name)
        self._age.setText(facts.age)
        parts = (facts.word, facts.revision.value, facts.more)
        self._runs.setText(", ".join(part for part in parts if part))
        self._runs.set_tint(_TINTS.get(facts.revision.sign, Tint.TEXT2))
        self._problem.setText(facts.problem)
        self._problem.setVisible(bool(facts.problem))
        self.setAccessibleName(f"{facts.name}: {self._runs.text()}, {facts.age} old")
        self.setAccessibleDescription(facts.problem)


class PodList(QWidget):
    """Shows as many pods as there are; nothing where there is just one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[PodLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, px(12), 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(Divider())
        self._column.addSpacing(px(3))
        self.hide()

    def show_pods(self, pods: tuple[PodFacts, ...]) -> None:
        """Show these pods."""
        while len(self._lines) < len(pods):
            self._lines.append(PodLine())
            self._column.addWidget(self._lines[-1])
        while len(self._lines) > len(pods):
            gone = self._lines.pop()
            gone.hide()
            gone.deleteLater()
        for line, facts in zip(self._lines, pods, strict=True):
            line.show_facts(facts)
        self.setVisible(bool(pods))
