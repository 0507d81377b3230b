"""The one icon set: SVG files on 16x16, tinted when drawn, rendered once per colour and size."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache

from traderadmin.gui.look.measures import px
from traderadmin.gui.look.paint import box
from traderadmin.resources import resource_path

SIZE = 16
"""Side of an icon under a 13 px font."""


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    return resource_path(f"resources/icons/{name}.svg").read_bytes()


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon `name` in `colour`, `size` device-independent pixels wide.

    Raises: OSError when there is no such icon.
    """
    key = f"traderadmin/{name}/{colour.rgba():08x}/{size}/{ratio}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - loaded with the first icon

    side = round(size * ratio)
    drawn = QPixmap(QSize(side, side))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(_source(name))).render(painter, QRectF(0, 0, side, side))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    box(painter, QRectF(drawn.rect()), 0, colour)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def draw(painter: QPainter, name: str, at: QPointF, colour: QColor, size: int = 0) -> None:
    """Draw the icon with its top left corner at `at`; `size` 0 is the standard one."""
    image = pixmap(name, colour, size or px(SIZE), painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(round(at.x()), round(at.y())), image)


def draw_centred(painter: QPainter, name: str, rect: QRectF, colour: QColor, size: int = 0) -> None:
    """Draw the icon in the middle of `rect`."""
    side = size or px(SIZE)
    at = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
    draw(painter, name, at, colour, side)
