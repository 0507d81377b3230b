"""How long each step took, as one bar and its legend."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.workflow.words import seconds_text

_BAR = 10
_GAP = 2
_LEAST = 4
_SHORT_SHARE = 0.05


def merged(steps: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """Steps with the very short ones together at the end ("lock, save, record")."""
    total = sum(seconds for _, seconds in steps) or 1.0
    long = [(name.capitalize(), took) for name, took in steps if took / total >= _SHORT_SHARE]
    short = [(name, took) for name, took in steps if took / total < _SHORT_SHARE]
    if short:
        names = ", ".join(dict.fromkeys(name for name, _ in short)).capitalize()
        long.append((names, sum(took for _, took in short)))
    return tuple(long)


class StepTimes(QLabel):
    """The bar; the longest step stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: tuple[tuple[str, float], ...]) -> None:
        """Show these steps."""
        self._steps = merged(steps)
        words = ", ".join(f"{name} {seconds_text(took)}" for name, took in self._steps)
        self.setAccessibleName(f"Steps: {words}")
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return px(_BAR + 12) + self._legend_rows(width) * px(20)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(300), self.heightForWidth(max(self.width(), px(300))))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(_BAR + 32))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        longest = max((took for _, took in self._steps), default=0.0)
        quiet = QColor(t.accent)
        quiet.setAlphaF(0.65)
        left = 0.0
        for width, (_, took) in zip(self._widths(), self._steps, strict=True):
            colour = t.accent if took == longest else quiet
            box(painter, QRectF(left, 0, width, px(_BAR)), px(3), colour)
            left += width + px(_GAP)
        normal, strong = font(Type.CAPTION), font(Type.CAPTION_STRONG)
        for (x, y), (name, took) in zip(self._places(self.width()), self._steps, strict=True):
            rect = QRectF(x, px(_BAR + 8) + y * px(20), self.width(), px(18))
            text(painter, rect, name, t.text2, normal)
            after = QFontMetricsF(normal).horizontalAdvance(name) + px(6)
            text(painter, rect.adjusted(after, 0, 0, 0), seconds_text(took), t.text, strong)
        painter.end()

    def _widths(self) -> list[float]:
        total = sum(took for _, took in self._steps) or 1.0
        room = self.width() - px(_GAP) * max(0, len(self._steps) - 1)
        return [max(float(px(_LEAST)), room * took / total) for _, took in self._steps]

    def _places(self, width: int) -> list[tuple[float, int]]:
        """Where each legend entry begins: x, and its row."""
        normal, strong = QFontMetricsF(font(Type.CAPTION)), QFontMetricsF(font(Type.CAPTION_STRONG))
        places = []
        x, row = 0.0, 0
        for name, took in self._steps:
            needed = normal.horizontalAdvance(name) + px(6)
            needed += strong.horizontalAdvance(seconds_text(took))
            if x and x + needed > width:
                x, row = 0.0, row + 1
            places.append((x, row))
            x += needed + px(18)
        return places

    def _legend_rows(self, width: int) -> int:
        places = self._places(width)
        return places[-1][1] + 1 if places else 0
