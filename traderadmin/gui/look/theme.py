"""The theme: one palette, the application font, and whether things may move."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from traderadmin.gui.look.measures import forget_font, tabular
from traderadmin.gui.look.palette import palette_of
from traderadmin.gui.look.tokens import DARK, LIGHT, Tokens

_GENERIC_FAMILIES: Final = frozenset(
    {"", "sans", "sans serif", "sans-serif", "dejavu sans", "bitstream vera sans"}
)
_PREFERRED_FAMILY: Final = "Inter"
_PREFERRED_POINTS: Final = 9.75


class Scheme(StrEnum):
    """Which colours are wanted: the system's, or forced ones."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Dresses the application; one object made by the composition root and handed on.

    Widgets look colours up when they paint, so a switch is one `setPalette`.
    """

    changed = Signal()
    """The tokens in force changed, and the widgets have their new palette."""

    def __init__(
        self,
        application: QApplication,
        scheme: Scheme = Scheme.SYSTEM,
        *,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = scheme
        self._tokens = LIGHT
        self._set_font()
        self.set_reduced_motion(reduced=reduced_motion)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        application.fontChanged.connect(self._font_changed)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """What was asked for."""
        return self._scheme

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        return self._tokens

    @property
    def is_dark(self) -> bool:
        """Whether the dark tokens are in force."""
        return self._tokens is DARK

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing may move."""
        return not may_move()

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or force light or dark."""
        if scheme is not self._scheme:
            self._scheme = scheme
            self._apply()

    def set_reduced_motion(self, *, reduced: bool) -> None:
        """Turn all fades and spinners still, or let them move.

        Qt knows no platform hint for it in 6.11, so it is a setting; it is kept where Qt
        itself keeps whether effects are wanted.
        """
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, not reduced)

    @staticmethod
    def _font_changed() -> None:
        forget_font()

    def _follow_system(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        dark = self._scheme is Scheme.DARK or (
            self._scheme is Scheme.SYSTEM
            and self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        tokens = DARK if dark else LIGHT
        palette = palette_of(tokens)
        role = QPalette.ColorRole.Window
        same = self._application.palette().color(role) == palette.color(role)
        self._tokens = tokens
        self._application.setPalette(palette)
        if not same:
            QTimer.singleShot(0, self, self.changed.emit)

    def _set_font(self) -> None:
        font = self._application.font()
        generic = font.family().lower() in _GENERIC_FAMILIES
        if generic and QFontDatabase.hasFamily(_PREFERRED_FAMILY):
            font.setFamily(_PREFERRED_FAMILY)
            if font.pixelSize() <= 0 and font.pointSizeF() < _PREFERRED_POINTS:
                font.setPointSizeF(_PREFERRED_POINTS)
        self._application.setFont(tabular(font))
        forget_font()


def may_move() -> bool:
    """Whether fades and spinners may move."""
    return QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
