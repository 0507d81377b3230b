"""An icon in the colour of a tint, beside words that say the same."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Tint
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.paint import painter_on
from traderadmin.gui.look.tokens import tokens_of


class TonedIcon(QLabel):
    """A small icon that follows the theme."""

    def __init__(
        self, icon: str, tint: Tint = Tint.TEXT2, *, side: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tint = tint
        self._side = side
        self.setFixedSize(px(side), px(side))

    def show_icon(self, icon: str, tint: Tint) -> None:
        """Show another icon."""
        self._icon = icon
        self._tint = tint
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        colour = getattr(t, self._tint.name.lower())
        painter = painter_on(self)
        icons.draw_centred(painter, self._icon, QRectF(self.rect()), colour, px(self._side))
        painter.end()
