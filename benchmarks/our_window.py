"""TraderAdmin's window in a process of its own, started as the program starts it.

Only the main window's class is exchanged for one that tells how far it is; all else is `gui.app`.
"""

import sys
from pathlib import Path
from typing import Any

from traderadmin.gui import app

POLL = 5
IDLE = 1500


def main() -> int:
    """Show the window until something comes on standard input."""
    from PySide6.QtCore import QSocketNotifier, QTimer  # noqa: PLC0415 - as late as in `app`
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415

    from traderadmin.gui import start  # noqa: PLC0415
    from traderadmin.gui.shell.statusbar import StatusBar  # noqa: PLC0415
    from traderadmin.gui.shell.window import MainWindow  # noqa: PLC0415

    class Window(MainWindow):
        """Prints "painted", "settled" once the form shows, "idle" later."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self._bar = self.findChild(StatusBar)
            assert self._bar
            self._bar.painted.connect(self._first_paint)

        def _first_paint(self) -> None:
            print("painted", flush=True)
            self._end = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
            self._end.activated.connect(self._leave)
            self._look = QTimer(self)
            self._look.timeout.connect(self._look_for_the_form)
            self._look.start(POLL)

        def _look_for_the_form(self) -> None:
            module = sys.modules.get("traderadmin.gui.form.row")
            kind = getattr(module, "FieldRow", None)
            row = self.findChild(kind) if kind is not None else None
            if isinstance(row, QWidget) and row.isVisible():
                self._look.stop()
                self.repaint()
                print("settled", flush=True)
                QTimer.singleShot(IDLE, self._idle)

        def _idle(self) -> None:
            print("idle", flush=True)

        def _leave(self) -> None:
            self._end.setEnabled(False)
            self.shut_down()
            QApplication.exit(0)  # quit would ask first

    vars(start)["MainWindow"] = Window
    folder, target = [*sys.argv[1:], ""][:2]
    return app.run(Path(folder), target=target)


if __name__ == "__main__":
    sys.exit(main())
