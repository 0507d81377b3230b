"""Imports what the pages need on a thread, once the frame is painted."""

import importlib
import threading

from PySide6.QtCore import QObject, Signal

_MODULES = (
    "traderadmin.gui.shell.closing",
    "traderadmin.gui.shell.targets",
    "traderadmin.gui.shell.workspace",
    "traderadmin.workflow.backend",
)


class Loader(QObject):
    """One thread that only imports; whoever starts it joins it."""

    loaded = Signal()
    """Delivered in the GUI thread; a module that cannot be imported will say so there again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = threading.Thread(target=self._load, name="imports", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait until it is done, where it was started."""
        if self._thread.is_alive():
            self._thread.join()

    def _load(self) -> None:
        try:
            for name in _MODULES:
                importlib.import_module(name)
        finally:
            self.loaded.emit()
