"""The yardstick of a start: an empty window, in a process of its own."""

import sys

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow
from typing_extensions import override


class Window(QMainWindow):
    """Says when it was painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        for word in ("painted", "settled", "idle"):
            print(word, flush=True)
        self._end = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._end.activated.connect(QApplication.quit)


def main() -> int:
    """Show the window until something comes on standard input."""
    application = QApplication(sys.argv)
    window = Window()
    window.resize(1280, 800)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
