"""What the week's picture is drawn with: dashed boxes, the pin of now, words beside bars."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from traderadmin.gui.look.measures import px
from traderadmin.gui.look.tokens import Tokens


def dash(painter: QPainter, rect: QRectF, t: Tokens) -> None:
    """A dashed outline: a session in force."""
    pen = QPen(t.edge, 1.25)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))


def pin(painter: QPainter, top: QPointF, length: float, t: Tokens) -> None:
    """The marker of now."""
    x, y = top.x(), top.y()
    half = px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.text)
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, y), QPointF(x + half, y), QPointF(x, y + px(5))])
    )
    painter.drawRect(QRectF(x - 0.75, y, 1.5, length))


def room_beside(
    taken: Sequence[tuple[float, float]], width: float, room: tuple[float, float], gap: float
) -> float | None:
    """Where words of a width begin beside what is taken of a room: after it, else before it.

    With nothing taken, in the middle. None where they fit nowhere.
    """
    left, right = room
    if not taken:
        return (left + right - width) / 2
    after = max(stop for _, stop in taken) + gap
    if after + width <= right:
        return after
    before = min(start for start, _ in taken) - gap - width
    return before if before >= left else None
