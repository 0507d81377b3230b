"""Drives the real window as an operator does: with clicks and key presses on its widgets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from traderadmin.clock import SystemClock
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.form.row import FieldRow
from traderadmin.gui.look.notices import Banner
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.gui.shell.window import MainWindow
from traderadmin.targets.local import LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.states import Phase
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent
from traderadmin.workflow.timeouts import Timeouts

SECONDS = 30.0
APPLY_SECONDS = 180.0
_BETWEEN_MS = 5
_clock = SystemClock()


def application() -> QApplication:
    """The one QApplication of this process."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["traderadmin"])


def wait_for(condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Let the window live until the condition is true. Raises: AssertionError at the deadline."""
    deadline = _clock.monotonic() + seconds
    while not condition():
        if _clock.monotonic() > deadline:
            message = f"waited {seconds:g} s in vain for {what}"
            raise AssertionError(message)
        QTest.qWait(_BETWEEN_MS)


@dataclass
class Place:
    """A config directory with its services."""

    paths: LocalPaths
    specs: tuple[ServiceSpec, ...] = ()
    timeouts: Timeouts = field(default_factory=lambda: Timeouts(pause=20, resume=20, verify=10))
    grace: float = 10.0

    def target(self) -> LocalTarget:
        """A target on it."""
        if not self.specs:
            return LocalTarget(self.paths, _clock)
        return LocalTarget(self.paths, _clock, self.specs, self.grace)

    def backend(self, emit: Callable[[ApplyEvent], None] = lambda _: None) -> Backend:
        """A backend on it, beside the window's own."""
        return Backend(self.target(), _clock, who="a tester", emit=emit, timeouts=self.timeouts)

    def choice(self) -> TargetChoice:
        """It as an entry of the target menu."""
        return TargetChoice("This machine", "local", "local", self.backend, self.paths.log)

    @property
    def config_file(self) -> Path:
        """Where `config.toml` is."""
        return self.paths.config / "config.toml"


def _look_on(_: ApplyEvent) -> None:
    """What a test that keeps out of an apply does at each event."""


class Operator:
    """One window on a target, and hands on it.

    Attributes:
        events: what the window's backend told, in order.
        watch: called with each event on the backend's thread, which waits for it.
    """

    def __init__(self, choice: TargetChoice, preferences: Path) -> None:
        self._choice = replace(choice, open=self._open)
        self._open_target = choice.open
        self._preferences = preferences
        self.events: list[ApplyEvent] = []
        self.watch: Callable[[ApplyEvent], None] = _look_on
        self.theme = Theme(application(), Scheme.LIGHT, reduced_motion=True)
        self.window: MainWindow | None = None

    def open(self, *, loaded: bool = True) -> MainWindow:
        """Open the window and wait until it has loaded the file and seen the services.

        With `loaded` false, only until the target has answered: there may be no file.
        """
        preferences = Preferences(self._preferences)
        window = MainWindow((self._choice,), _clock, self.theme, preferences)
        self.window = window
        window.show()
        wait_for(
            lambda: (
                (window.desk.config is not None or not loaded) and window.desk.snapshot is not None
            ),
            "the window to load",
        )
        return window

    def _open(self, emit: Callable[[ApplyEvent], None]) -> Backend:
        def watched(event: ApplyEvent) -> None:
            self.events.append(event)
            self.watch(event)
            emit(event)

        return self._open_target(watched)

    @property
    def shown(self) -> MainWindow:
        """The open window."""
        assert self.window is not None, "the window is not open"
        return self.window

    def end(self) -> None:
        """Take the window away without asking anybody."""
        if self.window is not None:
            self.window.shut_down()
            self.window.hide()
            self.window.deleteLater()
            self.window = None
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # What is seen

    def row(self, title: str) -> FieldRow:
        """The row of a field, its section shown by a click where it is another one's."""
        page = self.shown.workspace.settings.page
        deck = page.deck
        assert deck is not None, "the window shows no settings"
        for number, section in enumerate(deck.sections):
            for each in section.fields:
                if each.title == title:
                    if deck.current != number:
                        self.click(page.sidebar.items[number])
                    form = deck.form
                    assert form is not None
                    row = form.row_of(each.path)
                    assert row is not None
                    return row
        message = f"there is no field {title!r}"
        raise AssertionError(message)

    def buttons(self, words: str, within: QWidget | None = None) -> Iterator[QAbstractButton]:
        """Visible buttons with this text or accessible name."""
        for button in (within or self.shown).findChildren(QAbstractButton):
            names = {button.text(), button.accessibleName(), button.objectName()}
            if button.isVisible() and words in names:
                yield button

    def button(self, words: str) -> QAbstractButton:
        """The button with these words, once it is there."""
        wait_for(lambda: next(self.buttons(words), None), f"the button {words!r}")
        return next(self.buttons(words))

    def banners(self) -> tuple[Banner, ...]:
        """The banners that are shown."""
        return tuple(b for b in self.shown.findChildren(Banner) if b.isVisible())

    def banner_texts(self) -> str:
        """Everything that banners say."""
        return "\n".join(text for banner in self.banners() for text in texts(banner))

    @property
    def toast(self) -> str:
        """What the toast says; empty without one."""
        toast = self.shown.workspace.outcomes.toast
        return " ".join(texts(toast)) if toast is not None else ""

    # What is done

    def click(self, widget: QWidget) -> None:
        """One click with the left button."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, words: str) -> None:
        """Click the button with these words."""
        button = self.button(words)
        wait_for(button.isEnabled, f"the button {words!r} to be enabled")
        self.click(button)

    def set_field(self, title: str, text: str) -> None:
        """Type another value into a field's editor."""
        row = self.row(title)
        control = row.focus_at(row.path)
        line = control if isinstance(control, QLineEdit) else control.findChild(QLineEdit)
        assert line is not None, f"{title} has no line to type into"
        self.click(line)
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Tab)

    def remove_row(self, title: str, index: int) -> None:
        """Click the button that removes a row of a list."""
        editor = self.row(title).editor.widget
        crosses = [
            button
            for button in editor.findChildren(QAbstractButton)
            if button.isVisible() and button.accessibleName().startswith("Remove")
        ]
        self.click(crosses[index])

    def value_of(self, title: str) -> str:
        """What a field's editor shows."""
        row = self.row(title)
        widget = row.editor.widget
        line = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
        assert line is not None
        return line.text()

    def apply(self) -> None:
        """Click Apply Configuration and wait until it has ended."""
        self.begin_apply()
        self.wait_for_apply()

    def begin_apply(self) -> None:
        """Click Apply Configuration."""
        apply = self.shown.workspace.action_bar.apply
        wait_for(apply.isEnabled, "Apply Configuration to be enabled")
        self.click(apply)
        wait_for(
            lambda: self.shown.desk.is_busy or self.events or self.banners(), "the apply to begin"
        )

    def wait_for_apply(self) -> None:
        """Wait until an apply that has begun has ended."""
        wait_for(lambda: not self.shown.desk.is_busy, "the apply to end", APPLY_SECONDS)

    def wait_for_services(self, phase: Phase = Phase.RUNNING) -> None:
        """Wait until the window shows every service in this phase."""

        def all_there() -> bool:
            snapshot = self.shown.desk.snapshot
            return snapshot is not None and all(s.phase is phase for s in snapshot.services)

        wait_for(all_there, f"the window to show all services {phase.value}")


def texts(widget: QWidget) -> list[str]:
    """All that the visible labels and buttons inside a widget say."""
    found = [label.text() for label in widget.findChildren(QLabel)]
    found += [button.text() for button in widget.findChildren(QAbstractButton)]
    return [text for text in found if text]
