"""The menu of targets under the top bar's button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.tokens import tokens_of


class TargetMenu(QMenu):
    """Every target, the current one marked; gone once it is closed."""

    chosen = Signal(object)
    """TargetChoice: another target than the current one."""

    def __init__(
        self, choices: tuple[TargetChoice, ...], current: TargetChoice, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._current = current
        self._choices: dict[QAction, TargetChoice] = {}
        colour = tokens_of(parent).text2
        for choice in choices:
            action = self.addAction(_icon(choice.icon, colour), f"{choice.name}, {choice.summary}")
            action.setCheckable(True)
            action.setChecked(choice is current)
            self._choices[action] = choice
        self.triggered.connect(self._choose)

    def _choose(self, action: QAction) -> None:
        choice = self._choices[action]
        if choice is not self._current:
            self.chosen.emit(choice)


def _icon(name: str, colour: QColor) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(icons.pixmap(name, colour, px(icons.SIZE), ratio))
    return made
