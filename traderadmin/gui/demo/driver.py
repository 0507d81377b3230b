"""Hands and eyes of the demo: waits, clicks, types, and takes pictures of the real window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from traderadmin.clock import Clock
from traderadmin.config.paths import FieldPath
from traderadmin.errors import TraderAdminError
from traderadmin.gui.shell.window import MainWindow

_POLL_MS = 15
_SETTLE_MS = 180
_SHADE = 90


class Driver:
    """Drives one window."""

    def __init__(
        self, window: MainWindow, clock: Clock, folder: Path, say: Callable[[str], object]
    ) -> None:
        self.window = window
        self._clock = clock
        self._folder = folder
        self._say = say
        self._number = 0

    def wait(self, condition: Callable[[], object], what: str, seconds: float = 40.0) -> None:
        """Let the window live until `condition` holds. Raises: TraderAdminError at the deadline."""
        deadline = self._clock.monotonic() + seconds
        while not condition():
            if self._clock.monotonic() > deadline:
                raise TraderAdminError("The demo failed", f"It waited in vain for {what}.")
            QTest.qWait(_POLL_MS)

    def pause(self, milliseconds: int = _SETTLE_MS) -> None:
        """Let the window settle."""
        QTest.qWait(milliseconds)

    def click(self, button: QWidget) -> None:
        """Click a button that can be clicked. Raises: TraderAdminError when it cannot."""
        if not (button.isVisible() and button.isEnabled()):
            name = button.accessibleName() or button.objectName()
            words = button.text() if isinstance(button, QAbstractButton) else ""
            raise TraderAdminError("The demo failed", f"{words or name} cannot be clicked.")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, path: FieldPath, words: str) -> None:
        """Type into the editor of a field as a person would, and leave it with Tab."""
        self.window.workspace.settings.page.jump_to(path)
        self.pause(60)
        editor = QApplication.focusWidget()
        if editor is None:
            raise TraderAdminError("The demo failed", f"No editor took the focus for {path}.")
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(editor, words)
        QTest.keyClick(editor, Qt.Key.Key_Tab)
        self.pause(60)

    def type_here(self, words: str) -> None:
        """Type into whatever has the focus."""
        editor = QApplication.focusWidget()
        if editor is None:
            raise TraderAdminError("The demo failed", "Nothing has the focus to type into.")
        QTest.keyClicks(editor, words)

    def press_ctrl(self, number: int) -> None:
        """Press Ctrl and a digit."""
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)
        self.pause(60)

    def dialog(self) -> QDialog:
        """The open dialog. Raises: TraderAdminError when none opens."""
        self.wait(lambda: self._open_dialog() is not None, "a question", 10.0)
        found = self._open_dialog()
        if found is None:
            raise TraderAdminError("The demo failed", "No question was asked.")
        self.pause(100)
        return found

    def answer(self, name: str) -> None:
        """Click the button of the open dialog that has this object name."""
        dialog = self.dialog()
        button = dialog.findChild(QAbstractButton, name)
        if button is None:
            raise TraderAdminError("The demo failed", f"The question has no answer {name}.")
        self.click(button)
        self.wait(lambda: self._open_dialog() is not dialog, "the question to close", 10.0)

    def shoot(self, name: str, shows: str, *, settle: bool = True) -> None:
        """Take a picture of the window, its dialog over it, and say what it shows."""
        if settle:
            self.pause()
        picture = self.window.grab()
        dialog = self._open_dialog()
        if dialog is not None:
            painter = QPainter(picture)
            painter.fillRect(self.window.rect(), QColor(0, 0, 0, _SHADE))
            room = self.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(QPoint(max(0, room.x()), max(0, room.y())), dialog.grab())
            painter.end()
        self._number += 1
        path = self._folder / f"{self._number:02d}-{name}.png"
        picture.save(str(path))
        self._say(f"{path}  {shows}")

    def _open_dialog(self) -> QDialog | None:
        found = [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]
        return found[-1] if found else None
