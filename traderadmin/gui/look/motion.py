"""What moves: the spinner's turn and fades; all stand still under reduced motion."""

from PySide6.QtCore import QObject, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from traderadmin.gui.look.theme import may_move

TURN_MS = 1000
FADE_MS = 120
_DEGREE = 16
_ARC = 100


class Turn(QObject):
    """One turn a second, for as long as `widget` is seen and it runs."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(TURN_MS)
        self._animation.setLoopCount(-1)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(360.0)
        self._animation.valueChanged.connect(self._turned)

    def start(self) -> None:
        """Begin to turn, unless nothing may move."""
        running = self._animation.state() is QVariantAnimation.State.Running
        if may_move() and self._widget.isVisible() and not running:
            self._animation.start()

    def stop(self) -> None:
        """Stand still."""
        self._animation.stop()

    @property
    def angle(self) -> float:
        """Degrees turned, clockwise from the top."""
        value = self._animation.currentValue()
        return float(value) if value is not None else 0.0

    def _turned(self) -> None:
        self._widget.update()


def draw_spinner(
    painter: QPainter,
    rect: QRectF,
    angle: float,
    colour: QColor,
    track: QColor | None,
    width: float = 1.75,
) -> None:
    """A ring with an arc of `colour` at `angle` over a `track`."""
    inner = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if track is not None:
        painter.setPen(QPen(track, width))
        painter.drawEllipse(inner)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(inner, round((90 - angle) * _DEGREE), _ARC * _DEGREE)
