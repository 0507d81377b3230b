"""The window's keys: a tab's number, F6 through the regions, Escape."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from traderadmin.gui.shell.tab import Tab

if TYPE_CHECKING:
    from traderadmin.gui.shell.window import MainWindow


class Shortcuts(QObject):
    """Act on the workspace that is open when a key is pressed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        for number in Tab:
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), window)
            shortcut.activated.connect(self._tab_shower(number))
        QShortcut(QKeySequence("F6"), window).activated.connect(self._next_region)
        QShortcut(QKeySequence("Shift+F6"), window).activated.connect(self._last_region)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), window).activated.connect(self._escape)

    def _tab_shower(self, tab: Tab) -> Callable[[], None]:
        def show() -> None:
            self._window.workspace.show_tab(tab)

        return show

    def _escape(self) -> None:
        space = self._window.workspace
        if space.tab is Tab.SETTINGS:
            space.settings.close_panel()

    def _next_region(self) -> None:
        self._go_region(1)

    def _last_region(self) -> None:
        self._go_region(-1)

    def _go_region(self, step: int) -> None:
        """Move the focus to the first control of the next region."""
        regions = self._window.workspace.regions()
        focused = QApplication.focusWidget()
        current = next(
            (n for n, region in enumerate(regions) if focused and region.isAncestorOf(focused)),
            -1 if step > 0 else 0,
        )
        for offset in range(1, len(regions) + 1):
            region = regions[(current + step * offset) % len(regions)]
            target = _first_control(region)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _first_control(region: QWidget) -> QWidget | None:
    """The first control of a region that can take the keyboard; the region itself may be one."""
    for widget in (region, *region.findChildren(QWidget)):
        can_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if can_focus and widget.isEnabled() and widget.isVisible():
            return widget
    return None
