"""The main window: hosts one workspace at a time, remembers its place, closes with care."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.gui.choice import Clusters, Manage, TargetChoice
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.shell.frame import Frame
from traderadmin.gui.shell.loader import Loader
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.resources import resource_path

if TYPE_CHECKING:  # their imports take long and happen on a thread, once the frame is painted
    from traderadmin.gui.leaving import Leaving
    from traderadmin.gui.shell.closing import Closing
    from traderadmin.gui.shell.desk import Desk
    from traderadmin.gui.shell.targets import Targets
    from traderadmin.gui.shell.workspace import Workspace

NARROW_BELOW = 1000
_ICON = "resources/icons/traderadmin.svg"
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
        clusters: Callable[[], Clusters] | None = None,
    ) -> None:
        """Opens on the first of `choices`; `clusters` gives the saved targets, and may block."""
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
        self._clusters = clusters
        self._targets: Targets | None = None
        self._leaving: Leaving | None = None
        self._loader = Loader(self)
        self._loader.loaded.connect(self._loaded)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._tick)
        self._frame = self._make_frame(choices[0])
        self._frame.status_bar.painted.connect(self._start_soon)
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
            from PySide6.QtGui import QIcon  # noqa: PLC0415 - see `Loader`

            from traderadmin.gui.shell.shortcuts import Shortcuts  # noqa: PLC0415 - see `Loader`

            self._started = True
            QApplication.setWindowIcon(QIcon(str(resource_path(_ICON))))
            Shortcuts(self)
            self._tick()
            self._loader.start()

    def shut_down(self) -> None:
        """End all threads; called when the window closes, or by whoever made it."""
        self._started = True
        self._second.stop()
        self._loader.join()
        if self._workspace is not None:
            self._workspace.desk.close()
        if self._targets is not None:
            self._targets.close()
        if self._leaving is not None:
            self._leaving.join()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close and self._closing is not None:
            event.ignore()
            self._closing.ask()
            return
        self._preferences.keep_geometry(self.saveGeometry())
        self.hide()  # what still waits for a cluster is waited for out of sight
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
        space.top_bar.manage_asked.connect(self._manage)
        if self._closing is None:
            self._closing = Closing(self._preferences, self)
            self._closing.agreed.connect(self._close_now)
        self._closing.watch(space)
        return space

    def _start_soon(self) -> None:
        """In the next turn: whoever waits for the first paint hears of it before the work."""
        QTimer.singleShot(0, self, self.start)

    def _loaded(self) -> None:
        self.desk.start()
        if self._clusters is not None:
            from traderadmin.gui.shell.targets import Targets  # noqa: PLC0415 - see `Loader`

            local = tuple(choice for choice in self._choices if choice.saved is None)
            self._targets = Targets(local, self._clusters, self._leavers(), self)
            self._targets.read.connect(self._offer)
            self._targets.chosen.connect(self._ask_target)
            self._targets.failed.connect(self._say)
            self._targets.refresh()

    def _leavers(self) -> "Leaving":
        from traderadmin.gui.leaving import Leaving  # noqa: PLC0415 - see `Loader`

        if self._leaving is None:
            self._leaving = Leaving(self)
        return self._leaving

    def _offer(self, choices: tuple[TargetChoice, ...]) -> None:
        """The target menu has more to offer."""
        self._choices = choices
        self._frame.top_bar.offer(choices, can_manage=self._targets is not None)

    def _manage(self, way: Manage) -> None:
        if self._targets is not None:
            self._targets.manage(way, self._frame.choice)

    def _say(self, error: TraderAdminError) -> None:
        show = self.workspace.outcomes.show_error
        show(error)
        if self.desk.config is None:  # once it is loaded, what failed before it is cleared
            once = Qt.ConnectionType.SingleShotConnection
            self.desk.loaded.connect(lambda _: show(error), once)

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
        if self.workspace.is_busy:
            what = "the change is applied" if self.desk.is_busy else "this is done"
            self.workspace.outcomes.show_toast(f"Wait until {what}.")
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
        old, desk = self._frame, self.desk
        desk.mute()
        self._workspace = None
        old.hide()
        self._column.removeWidget(old)
        self._leavers().leave(desk.close, old.deleteLater)
        self._frame = self._make_frame(self._next)
        self._offer(self._choices)
        self._fit()
        self.desk.start()

    def _tick(self) -> None:
        """On each full second, as near as a timer comes."""
        if self._workspace is not None:
            self._workspace.tick()
        else:
            self._frame.status_bar.show_time(self._clock.now())
        past = self._clock.now().microsecond
        self._second.start(max(1, (_MICROSECONDS - past) // 1000 + 1))
