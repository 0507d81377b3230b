"""What the window remembers between starts: its geometry, and what closing does."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_GEOMETRY = "window/geometry"
_ON_CLOSE = "window/services_on_close"


class OnClose(StrEnum):
    """What becomes of running services when the window is closed."""

    ASK = "ask"
    LEAVE = "leave"
    STOP = "stop"


class Preferences:
    """A small INI file of the window's own; one that cannot be read counts as empty."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window was; None the first time."""
        found = self._settings.value(_GEOMETRY)
        return found if isinstance(found, QByteArray) else None

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember where the window is."""
        self._settings.setValue(_GEOMETRY, geometry)
        self._settings.sync()

    @property
    def on_close(self) -> OnClose:
        """What closing does with running services."""
        try:
            return OnClose(str(self._settings.value(_ON_CLOSE, OnClose.ASK.value)))
        except ValueError:
            return OnClose.ASK

    def keep_on_close(self, choice: OnClose) -> None:
        """Remember the operator's answer."""
        self._settings.setValue(_ON_CLOSE, choice.value)
        self._settings.sync()
