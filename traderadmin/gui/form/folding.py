"""A label that takes no room while it has nothing to say."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from typing_extensions import override

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

_UNLIMITED: Final = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""
_ABOVE: Final = 4
_NARROWEST: Final = 60
_WRAP: Final = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


class FoldingLabel(Label):
    """A sentence a little below what it is about; folds to no height instead of hiding.

    Qt lays out every ancestor at once when a widget is shown; a changed height waits for the
    next round of the event loop, so a key press costs one pass. It measures and draws itself,
    because a QLabel that was laid out with no height loses its contents margins.
    """

    def __init__(self, kind: Type, tint: Tint, *, indent: int = 0) -> None:
        super().__init__("", kind, tint, wrap=True)
        self._indent = indent
        self._said = ("", "")
        self._answers: dict[int, QRect] = {}
        self.setMaximumHeight(0)

    def show_words(self, words: str) -> None:
        """Show `words`; fold where there are none."""
        if self.text() != words:
            self.setText(words)
        tallest = _UNLIMITED if words else 0
        if self.maximumHeight() != tallest:
            self.setMaximumHeight(tallest)

    @override
    def hasHeightForWidth(self) -> bool:
        """Only while it says something: what wraps makes a layout ask all its rows."""
        return bool(self.text())

    @override
    def heightForWidth(self, width: int) -> int:
        return self._bounds(width).height() + px(_ABOVE) if self.text() else 0

    @override
    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(0, 0)
        bounds = self._bounds(_UNLIMITED // 2)
        return QSize(bounds.width() + px(self._indent), bounds.height() + px(_ABOVE))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(_NARROWEST), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.rect().adjusted(px(self._indent), px(_ABOVE), 0, 0), _WRAP, self.text()
        )
        painter.end()

    def _bounds(self, width: int) -> QRect:
        """The text's bounds; layouts ask several times for the same width."""
        said = (self.text(), self.font().key())
        if said != self._said:
            self._said = said
            self._answers.clear()
        if width not in self._answers:
            room = QRect(0, 0, max(1, width - px(self._indent)), _UNLIMITED // 2)
            metrics = QFontMetrics(self.font())
            self._answers[width] = metrics.boundingRect(room, _WRAP, self.text())
        return self._answers[width]
