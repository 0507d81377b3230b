"""The menu of targets under the top bar's button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from traderadmin.gui.choice import Manage, TargetChoice
from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.tokens import tokens_of


class TargetMenu(QMenu):
    """Every target, the current one marked, and what can be done to them; gone once closed."""

    chosen = Signal(object)
    """TargetChoice: another target than the current one."""
    manage_asked = Signal(object)
    """Manage: something is to be done."""

    def __init__(
        self,
        choices: tuple[TargetChoice, ...],
        current: TargetChoice,
        parent: QWidget,
        *,
        can_manage: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._current = current
        self._choices: dict[QAction, TargetChoice] = {}
        self._ways: dict[QAction, Manage] = {}
        self._colour = tokens_of(parent).text2
        for choice in choices:
            words = f"{choice.name}, {choice.summary}"
            if choice.production:
                words += ", production"
            action = self.addAction(_icon(choice.icon, self._colour), words)
            action.setCheckable(True)
            action.setChecked(choice.is_same(current))
            self._choices[action] = choice
        if can_manage:
            self._add_ways(current)
        self.triggered.connect(self._choose)

    def _add_ways(self, current: TargetChoice) -> None:
        self.addSeparator()
        self._add_way(Manage.CONNECT, "plus", "Connect to a cluster…")
        if not current.is_local:
            self._add_way(Manage.EDIT, "edit", f"Edit {current.name}…")
            self._add_way(Manage.REMOVE, "trash", f"Remove {current.name}…")

    def _add_way(self, way: Manage, icon: str, words: str) -> None:
        action = self.addAction(_icon(icon, self._colour), words)
        action.setObjectName(way.value)
        self._ways[action] = way

    def _choose(self, action: QAction) -> None:
        way = self._ways.get(action)
        if way is not None:
            self.manage_asked.emit(way)
        elif not self._choices[action].is_same(self._current):
            self.chosen.emit(self._choices[action])


def _icon(name: str, colour: QColor) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(icons.pixmap(name, colour, px(icons.SIZE), ratio))
    return made
