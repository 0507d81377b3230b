"""The top of the window: production band, target, tabs, session chip, Halt."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look.bars import SessionChip, TabButton, TargetButton
from traderadmin.gui.look.labels import Divider
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.shell.haltbutton import HaltButton
from traderadmin.gui.shell.tab import Tab

if TYPE_CHECKING:  # not needed before the target has answered
    from traderadmin.gui.shell.targetmenu import TargetMenu
    from traderadmin.workflow.sessionview import SessionView

BAND = 4
BAR = 56


_TABS = (("Settings", "sliders"), ("Services", "layers"), ("History", "history"))


class ProductionBand(QWidget):
    """A line of colour over a window on a target marked production."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(px(BAND))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens_of(self).prod_fill)
        painter.end()


class TopBar(Surface):
    """Target button with its menu, tabs, session chip, Halt."""

    tab_chosen = Signal(int)
    target_chosen = Signal(object)
    """TargetChoice: another target was asked for."""
    manage_asked = Signal(object)
    """Manage: something is to be done to the saved targets."""
    chip_clicked = Signal()

    def __init__(
        self,
        choices: tuple[TargetChoice, ...],
        current: TargetChoice,
        halt: HaltButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._choices = choices
        self._can_manage = False
        self._current = current
        self._view: SessionView | None = None
        self._compact = False
        self.menu: TargetMenu | None = None
        self.setFixedHeight(px(BAR))
        self.target = TargetButton(
            current.name, current.summary, current.icon, production=current.production
        )
        self.target.setObjectName("target")
        self.target.clicked.connect(self._open_menu)
        self.tabs = QButtonGroup(self)
        self.chip = SessionChip()
        self.chip.setObjectName("session_chip")
        self.chip.clicked.connect(self.chip_clicked)
        self.halt = halt
        self._row = QHBoxLayout()
        self._tab_row = QHBoxLayout()
        self._lay_out()
        self.set_compact(compact=False)

    def offer(self, choices: tuple[TargetChoice, ...], *, can_manage: bool) -> None:
        """Offer these targets from now on."""
        self._choices = choices
        self._can_manage = can_manage

    def show_session(self, view: "SessionView") -> None:
        """Show the trading session, with as much detail as there is room for."""
        from traderadmin.gui.shell.session import SESSION_LOOKS, details  # noqa: PLC0415 - as above

        self._view = view
        tone, icon = SESSION_LOOKS[view.state]
        wanted = details(view, compact=self._compact)
        for detail in wanted:
            self.chip.show_state(tone, icon, view.title, detail)
            if self.chip.sizeHint().width() <= self._room():
                break
        self.chip.setToolTip(f"{view.title} {wanted[0]}".strip())

    def show_tab(self, tab: Tab) -> None:
        """Make a tab the current one."""
        self.tabs.button(tab).setChecked(True)

    def set_compact(self, *, compact: bool) -> None:
        """Fit into a narrow window: closer tabs, a chip without its countdown."""
        self._compact = compact
        self.target.set_compact(compact=compact)
        self.target.setFixedWidth(self.target.sizeHint().width())
        self._row.setContentsMargins(px(12), 0, px(12 if compact else 24), 0)
        self._tab_row.setContentsMargins(px(1 if compact else 35), 0, 0, 0)
        self._tab_row.setSpacing(px(8 if compact else 25))
        if self._view is not None:
            self.show_session(self._view)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._view is not None:
            self.show_session(self._view)

    def _room(self) -> int:
        """What is left for the chip."""
        tabs = self._tab_row.sizeHint().width()
        margins = self._row.contentsMargins()
        taken = self.target.width() + tabs + self.halt.sizeHint().width() + px(8)
        return self.width() - taken - margins.left() - margins.right()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row.setSpacing(0)
        column.addLayout(self._row, 1)
        column.addWidget(Divider())
        self._row.addWidget(self.target)
        self._row.addLayout(self._tab_row)
        for number, (words, icon) in enumerate(_TABS):
            button = TabButton(words, icon)
            button.setObjectName(f"tab_{words.lower()}")
            button.setToolTip(f"{words} (Ctrl+{number + 1})")
            self.tabs.addButton(button, number)
            self._tab_row.addWidget(button)
        self.tabs.button(Tab.SETTINGS).setChecked(True)
        self.tabs.idClicked.connect(self.tab_chosen)
        self._row.addStretch(1)
        self._row.addWidget(self.chip)
        self._row.addSpacing(px(8))
        self._row.addWidget(self.halt)

    def _open_menu(self) -> None:
        from traderadmin.gui.shell.targetmenu import TargetMenu  # noqa: PLC0415 - when first used

        choices, current = self._choices, self._current
        self.menu = TargetMenu(choices, current, self, can_manage=self._can_manage)
        self.menu.chosen.connect(self.target_chosen)
        self.menu.manage_asked.connect(self.manage_asked)
        self.menu.popup(self.target.mapToGlobal(self.target.rect().bottomLeft()))
