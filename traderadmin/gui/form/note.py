"""A small icon and words under a control: "secret, set"."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from typing_extensions import override

from traderadmin.gui.form.folding import FoldingLabel
from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.paint import painter_on
from traderadmin.gui.look.tokens import tokens_of


class Note(FoldingLabel):
    """A small icon and words under a control."""

    def __init__(self) -> None:
        super().__init__(Type.CAPTION, Tint.TEXT2, indent=18)
        self._icon = ""

    def show_icon(self, icon: str) -> None:
        """Show another icon before the words."""
        self._icon = icon

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon and self.text():
            painter = painter_on(self)
            side = px(13)
            at = QRectF(0, px(4), side, self.height() - px(4))
            icons.draw_centred(painter, self._icon, at, tokens_of(self).text2, side)
            painter.end()
