"""The main window: hosts one workspace at a time, remembers its place, closes with care."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import Clock
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.shell.frame import Frame
from traderadmin.gui.shell.loader import Loader
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.gui.shell.tab import Tab

if TYPE_CHECKING:  # their imports take long and happen on a thread, once the frame is painted
    from traderadmin.gui.shell.closing import Closing
    from traderadmin.gui.shell.desk import Desk
    from traderadmin.gui.shell.workspace import Workspace

NARROW_BELOW = 1000
_SIZE = (1280, 800)
_LEAST = (720, 480)
_MICROSECONDS = 1_000_000


class MainWindow(QWidget):
    """One window on one target; the target can be changed."""

    def __init__(
        self,
        choices: tuple[TargetChoice, ...],
        clock: Clock,
        theme: Theme,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._choices = choices
        self._clock = clock
        self._theme = theme
        self._preferences = preferences
        self._may_close = False
        self._started = False
        self._next: TargetChoice | None = None
        self._workspace: Workspace | None = None
        self._closing: Closing | None = None
        self._loader = Loader(self)
        self._loader.loaded.connect(self._loaded)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._tick)
        self._frame = self._make_frame(choices[0])
        self._frame.status_bar.painted.connect(self.start)
        self._add_shortcuts()
        self.setMinimumSize(px(_LEAST[0]), px(_LEAST[1]))
        self.resize(px(_SIZE[0]), px(_SIZE[1]))
        geometry = preferences.geometry
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.setFocus()

    @property
    def workspace(self) -> "Workspace":
        """The open target with its pages; made when it is first needed."""
        if self._workspace is None:
            self._workspace = self._furnish()
        return self._workspace

    @property
    def desk(self) -> "Desk":
        """The open target."""
        return self.workspace.desk

    def start(self) -> None:
        """Begin to talk to the target; happens by itself once the window is painted."""
        if not self._started:
            self._started = True
            self._tick()
            self._loader.start()

    def shut_down(self) -> None:
        """End all threads; called when the window closes, or by whoever made it."""
        self._second.stop()
        self._loader.join()
        if self._workspace is not None:
            self._workspace.desk.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self._closing is not None:
            event.ignore()
            self._closing.ask()
            return
        self._preferences.keep_geometry(self.saveGeometry())
        self.shut_down()
        super().closeEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _make_frame(self, choice: TargetChoice) -> Frame:
        frame = Frame(self._choices, choice, self)
        frame.status_bar.show_time(self._clock.now())
        self._column.addWidget(frame)
        self.setWindowTitle(f"TraderAdmin: {choice.name}")
        return frame

    def _furnish(self) -> "Workspace":
        from traderadmin.gui.shell.closing import Closing  # noqa: PLC0415 - see `Loader`
        from traderadmin.gui.shell.desk import Desk  # noqa: PLC0415
        from traderadmin.gui.shell.workspace import Workspace  # noqa: PLC0415

        space = Workspace(self._frame, Desk(self._frame.choice, self._clock), self._theme)
        space.target_chosen.connect(self._ask_target)
        if self._closing is None:
            self._closing = Closing(self._preferences, self)
            self._closing.agreed.connect(self._close_now)
        self._closing.watch(space)
        return space

    def _loaded(self) -> None:
        self.desk.start()

    def _fit(self) -> None:
        compact = self.width() < px(NARROW_BELOW)
        self._frame.set_compact(compact=compact, now=self._clock.now())

    def _close_now(self) -> None:
        """Not at once: this may be called while Qt still asks whether the window may close."""
        self._may_close = True
        QTimer.singleShot(0, self, self.close)

    def _ask_target(self, choice: TargetChoice) -> None:
        from traderadmin.gui.dialogs.ask import Answer, ask  # noqa: PLC0415 - when first used
        from traderadmin.gui.look.buttons import Variant  # noqa: PLC0415
        from traderadmin.workflow.words import plural  # noqa: PLC0415

        self._next = choice
        model = self.desk.model
        pending = len(model.modified_paths()) if model is not None else 0
        if self.desk.is_busy:
            self.workspace.outcomes.show_toast("Wait until the change is applied.")
        elif pending:
            ask(
                self,
                f"Switch to {choice.name}?",
                f"{plural(pending, 'change')} to {self.desk.choice.name} not applied. "
                "They are lost when you switch.",
                Answer("Discard and switch", self._switch, Variant.DANGER, "switch"),
                keep="Keep editing",
            )
        else:
            self._switch()

    def _switch(self) -> None:
        if self._next is None:
            return
        old = self._frame
        self.desk.close()
        self._workspace = None
        old.hide()
        self._column.removeWidget(old)
        self._frame = self._make_frame(self._next)
        self._fit()
        self.desk.start()
        old.deleteLater()

    def _tick(self) -> None:
        """On each full second, as near as a timer comes."""
        if self._workspace is not None:
            self._workspace.tick()
        else:
            self._frame.status_bar.show_time(self._clock.now())
        past = self._clock.now().microsecond
        self._second.start(max(1, (_MICROSECONDS - past) // 1000 + 1))

    def _add_shortcuts(self) -> None:
        for number in Tab:
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            shortcut.activated.connect(self._tab_shower(number))
        QShortcut(QKeySequence("F6"), self).activated.connect(self._next_region)
        QShortcut(QKeySequence("Shift+F6"), self).activated.connect(self._last_region)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._escape)

    def _tab_shower(self, tab: Tab) -> Callable[[], None]:
        def show() -> None:
            self.workspace.show_tab(tab)

        return show

    def _escape(self) -> None:
        if self.workspace.tab is Tab.SETTINGS:
            self.workspace.settings.close_panel()

    def _next_region(self) -> None:
        self._go_region(1)

    def _last_region(self) -> None:
        self._go_region(-1)

    def _go_region(self, step: int) -> None:
        """Move the focus to the first control of the next region."""
        regions = self.workspace.regions()
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
