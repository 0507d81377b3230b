"""A pill with the shape of a service's state before its word."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from traderadmin.gui.look.labels import Pill, Tone, tone_colours
from traderadmin.gui.look.measures import px
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.status import Dot, draw_dot
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.shell.session import dot_of
from traderadmin.targets.states import Phase


class StatusPill(Pill):
    """Says "Running" behind a disc, "Stopped" behind a square, and so on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon="dot", parent=parent)
        self._dot = Dot.UNKNOWN
        self._colours = Tone.NEUTRAL

    def show_phase(self, phase: Phase, word: str, tone: Tone) -> None:
        """Show another phase."""
        self._dot = dot_of(phase)
        self._colours = tone
        self.show_state(word, tone, "dot")

    @override
    def sizeHint(self) -> QSize:
        return super().sizeHint() - QSize(px(5), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        front, back = tone_colours(self._colours, t)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, back)
        side = px(11)
        draw_dot(painter, QRectF(px(10), (rect.height() - side) / 2, side, side), self._dot, t)
        text(painter, rect.adjusted(px(27), 0, 0, 0), self.text(), front, self.font())
        painter.end()
