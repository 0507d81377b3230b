"""Qt's side of starting: the application, its theme, the window, the event loop."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from traderadmin.clock import Clock
from traderadmin.gui.choice import Clusters, TargetChoice
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.gui.shell.window import MainWindow

_LISTEN_MS = 500
_FUSION = ("-style", "fusion")
"""Asked for in words: a QStyle in Python's hands takes long to make."""


def start(
    choices: tuple[TargetChoice, ...],
    clock: Clock,
    preferences: Path,
    scheme: str,
    *,
    reduced_motion: bool,
    clusters: Callable[[], Clusters],
) -> int:
    """Show the window until it is closed; the exit code."""
    application = QApplication([*sys.argv[:1], *_FUSION])
    application.setApplicationName("TraderAdmin")
    application.setDesktopFileName("traderadmin")
    theme = Theme(application, Scheme(scheme), reduced_motion=reduced_motion)
    window = MainWindow(choices, clock, theme, Preferences(preferences), clusters)
    window.show()
    _close_on_interrupt(application, window)
    return application.exec()


def _close_on_interrupt(application: QApplication, window: MainWindow) -> None:
    """Let Ctrl+C in the terminal close the window, with the questions that belong to it."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    listen = QTimer(application)
    listen.start(_LISTEN_MS)
    listen.timeout.connect(_nothing)


def _nothing() -> None:
    """Give the interpreter a chance to run its signal handlers."""
