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
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from traderadmin.gui import start  # noqa: PLC0415
    from traderadmin.gui.shell.window import MainWindow  # noqa: PLC0415

    class Window(MainWindow):
        """Prints "painted", "settled" once the form shows, "idle" later."""

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.workspace.status_bar.painted.connect(self._first_paint)

        def _first_paint(self) -> None:
            # What covers the window is painted last, so the whole window now is.
            self.workspace.status_bar.painted.disconnect(self._first_paint)
            QTimer.singleShot(0, self._painted)

        def _painted(self) -> None:
            print("painted", flush=True)
            self._end = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
            self._end.activated.connect(self._leave)
            self._look = QTimer(self)
            self._look.timeout.connect(self._is_settled)
            self.desk.loaded.connect(self._look_for_the_form)

        def _look_for_the_form(self) -> None:
            self._look.start(POLL)

        def _is_settled(self) -> None:
            from traderadmin.gui.form.row import FieldRow  # noqa: PLC0415 - loaded by now

            row = self.workspace.settings.page.findChild(FieldRow)
            if row is not None and row.isVisible():
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
    return app.run(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
