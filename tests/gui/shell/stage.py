"""A main window on a target in memory, with hands and eyes for tests."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.support.fake_clusters import FakeClusters
from tests.support.fake_target import FakeTarget
from tests.support.faults import raising
from traderadmin.clock import SystemClock
from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.errors import DeadlinePassedError
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look.notices import Banner
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.gui.shell.window import MainWindow
from traderadmin.gui.shell.workspace import Workspace
from traderadmin.resources import template_bytes
from traderadmin.targets.saved import SavedTarget
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent
from traderadmin.workflow.timeouts import Timeouts

START: FieldPath = ("trading_schedule", "start_time_utc")
STOP: FieldPath = ("trading_schedule", "stop_time_utc")
SIZE: FieldPath = ("risk", "max_order_size")
SECONDS = 10_000


class WindowClock:
    """A day of the tests' own that goes on with the machine's monotonic clock."""

    def __init__(self, at: datetime = datetime(2026, 11, 23, 16, 52, 10, tzinfo=UTC)) -> None:
        self._machine = SystemClock()
        self._at = at
        self._began = self._machine.monotonic()

    def now(self) -> datetime:
        """The wall time of that day."""
        return self._at + timedelta(seconds=self.monotonic() - self._began)

    def monotonic(self) -> float:
        """The machine's."""
        return self._machine.monotonic()

    def wait(self, event: threading.Event, timeout: float) -> bool:
        """Wait on the real event."""
        return event.wait(timeout)


class Gate:
    """A fault that holds a call of the fake target back until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.reached = threading.Event()

    def __call__(self) -> None:
        """Wait until opened; a test that forgets to open it fails at its own deadline."""
        self.reached.set()
        self._open.wait(30)

    def open(self) -> None:
        """Let the call go on."""
        self._open.set()


class Stage:
    """One window, its fake target, and the usual handgrips."""

    def __init__(
        self,
        qtbot: QtBot,
        theme: Theme,
        folder: Path,
        *,
        content: bytes | None = None,
        production: bool = False,
        others: tuple[str, ...] = (),
        clusters: bool = False,
        opened: SavedTarget | None = None,
    ) -> None:
        """`clusters` offers saved targets, of which `opened` is one and the first to be open."""
        self.qtbot = qtbot
        self.clock = WindowClock()
        self.target = FakeTarget(content or template_bytes(), self.clock, production=production)
        self.preferences = Preferences(folder / "window.ini")
        name = "prod-eu" if production else "This machine"
        choices = tuple(
            TargetChoice(each, "local", "local", self._open, production=production)
            for each in (name, *others)
        )
        self.clusters = FakeClusters(folder, self.clock)
        if opened is not None:
            self.clusters.saved.put(opened)
            choices = (self.clusters.choice(opened), *choices)
        give = self._give_clusters if clusters or opened is not None else None
        self.window = MainWindow(choices, self.clock, theme, self.preferences, give)

    def _give_clusters(self) -> FakeClusters:
        return self.clusters

    def _open(self, emit: Callable[[ApplyEvent], None]) -> Backend:
        who = "trader on desk-1"
        return Backend(self.target, self.clock, who=who, emit=emit, timeouts=Timeouts(5, 5, 5))

    @property
    def space(self) -> Workspace:
        """What the window shows."""
        return self.window.workspace

    @property
    def model(self) -> ConfigModel:
        """The configuration being edited."""
        model = self.space.desk.model
        assert model is not None
        return model

    def show(self, *, width: int = 1280, height: int = 800) -> "Stage":
        """Show the window without waiting for anything but its first paint."""
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow, timeout=SECONDS)
        return self

    def open(self, *, width: int = 1280, height: int = 800) -> "Stage":
        """Show the window and wait until the configuration and the services are known."""
        self.show(width=width, height=height)
        self.until(lambda: self.space.desk.config is not None)
        self.until(lambda: self.space.desk.snapshot is not None)
        return self

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=SECONDS)

    def click(self, button: QWidget) -> None:
        """Click a button that is there to be clicked."""
        self.until(button.isVisible)
        assert button.isEnabled(), "the button cannot be clicked"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, path: FieldPath, words: str) -> None:
        """Type into a field's editor and leave it."""
        self.space.settings.page.jump_to(path)
        self.until(lambda: QApplication.focusWidget() is not None)
        editor = QApplication.focusWidget()
        assert editor is not None
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, words)
        QTest.keyClick(editor, Qt.Key.Key_Tab)

    def dialog(self) -> QDialog:
        """The open dialog."""
        self.until(self._dialog)
        found = self._dialog()
        assert found is not None
        return found

    def no_dialog(self) -> bool:
        """Whether nothing is asked."""
        return self._dialog() is None

    def answer(self, name: str) -> None:
        """Give the open dialog's answer with this object name."""
        dialog = self.dialog()
        button = dialog.findChild(QAbstractButton, name)
        assert button is not None, f"no answer {name}"
        self.click(button)

    def apply(self) -> None:
        """Click Apply."""
        self.click(self.space.action_bar.apply)

    def applied(self) -> None:
        """Wait until nothing is under way."""
        self.until(lambda: not self.space.desk.is_busy)

    def toast(self) -> str:
        """What the toast says, once there is one."""
        self.until(lambda: self.space.outcomes.toast)
        toast = self.space.outcomes.toast
        assert toast is not None
        return toast.accessibleName()

    def failure(self) -> Banner:
        """The banner of what failed, once it is shown."""
        stack = self.space.settings.banners
        self.until(lambda: stack.failure)
        assert stack.failure is not None
        return stack.failure

    def apply_failing(self, at: str, words: str) -> Banner:
        """An edit, and an apply in which the target fails at an effect with these words."""
        self.target.faults[at] = raising(DeadlinePassedError("Failed", words))
        self.type_into(START, "14:30")
        self.apply()
        return self.failure()

    def apply_held(self, at: str) -> Gate:
        """An edit, and an apply that waits at an effect until the gate is opened."""
        gate = Gate()
        self.target.faults[at] = gate
        self.type_into(START, "14:30")
        self.apply()
        self.until(gate.reached.is_set)
        return gate

    def standing(self) -> Banner:
        """The first standing banner, once it is shown and the target is at rest."""
        stack = self.space.settings.banners
        self.until(lambda: stack.standing and stack.standing[0].isVisible())
        return stack.standing[0]

    def _dialog(self) -> QDialog | None:
        found = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return found[-1] if found else None

    def close(self) -> None:
        """End the window's threads whatever the test left."""
        self.window.shut_down()
        self.window.hide()
        self.window.deleteLater()


def words_in(widget: QWidget) -> str:
    """Every visible label's words in a widget, one to a line."""
    labels = [label for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(label.text() for label in labels if label.text())


def has_colour(widget: QWidget, colour: QColor) -> bool:
    """Whether a widget's picture holds a colour."""
    image = widget.grab().toImage()
    return any(
        image.pixelColor(x, y) == colour
        for x in range(image.width())
        for y in range(image.height())
    )
