"""Painting shared by the small widgets: boxes, focus rings, hairlines, shadows, text."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from traderadmin.gui.look.measures import px

RING = 2.0
_SHADOW_ALPHA = 7
_ONE_LINE = (Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextHideMnemonic).value
"""Put together once: `|` of Qt's flags is slow."""


def painter_on(widget: QWidget) -> QPainter:
    """An antialiasing painter on `widget`; end it before calling `super().paintEvent`."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    edge: QColor | None = None,
    width: float = 1.0,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """A rounded box whose edge lies wholly inside `rect` (so 1 px lines stay crisp)."""
    half = width / 2 if edge is not None else 0.0
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, width, style) if edge is not None else Qt.PenStyle.NoPen)
    inner = rect.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def ring(painter: QPainter, rect: QRectF, radius: float, colour: QColor, inset: float = 0) -> None:
    """A focus ring of 2 px, `inset` px inside `rect`."""
    inner = rect.adjusted(inset, inset, -inset, -inset)
    box(painter, inner, max(radius - inset, 1.0), None, colour, RING)


def hairline(painter: QPainter, start: QPointF, end: QPointF, colour: QColor) -> None:
    """A 1 px line on the pixel grid."""
    painter.setPen(QPen(colour, 1))
    half = QPointF(0.5, 0.5)
    painter.drawLine(start + half, end + half)


def shadow(painter: QPainter, rect: QRectF, radius: float, depth: int) -> None:
    """A soft shadow around `rect`, `depth` px wide, a little below it."""
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(depth, 0, -1):
        painter.setBrush(QColor(0, 0, 0, 1 + _SHADOW_ALPHA * (depth - step) // depth))
        grown = rect.adjusted(-step, -step + depth / 3, step, step + depth / 3)
        painter.drawRoundedRect(grown, radius + step, radius + step)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    colour: QColor,
    font: QFont | None = None,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of `words`, vertically centred in `rect`."""
    if font is not None:
        painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, align.value | _ONE_LINE, words)


def radius(length: float) -> float:
    """A corner radius of look.md under the application font."""
    return float(px(length))
