"""The coming week as a picture: sessions in force dashed, after applying solid, and now."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import box, hairline, painter_on, text
from traderadmin.gui.look.tokens import Tokens, tokens_of
from traderadmin.gui.settings.weekmarks import dash, pin, room_beside
from traderadmin.workflow.weekview import TICKS, Bar, Mark, WeekRow, WeekView

_PITCH = 24
_LEFT = 58
_RIGHT = 34
_HEAD = 51
_AXIS = 16
_SMALL = 14
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_LEGEND = (("in force", 18), ("after applying", 20))
_SHORT = {Mark.CLOSED: "closed", Mark.EARLY: "early"}


class WeekTimeline(QLabel):
    """A row for each day, today first; UTC hours above and the operator's below.

    A label, because it only shows something: screen readers read its name and description.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: WeekView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Sessions of the coming week")

    def show_view(self, view: WeekView) -> None:
        """Show another week, or the same one later."""
        self._view = view
        self.setAccessibleDescription(view.text)
        self.updateGeometry()
        self.update()

    def row_at(self, y: int) -> int | None:
        """The place of the row at a height; None above and below them."""
        rows = len(self._view.rows) if self._view is not None else 0
        place = int((y - self._y(0)) // px(_PITCH))
        return place if 0 <= place < rows else None

    def words_at(self, place: int) -> str:
        """What a row shows, a sentence to a line."""
        return "\n".join(self._view.rows[place].said) if self._view is not None else ""

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(328), self._height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), self._height())

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.row_at(event.pos().y())
            if place is None:
                QToolTip.hideText()
            else:
                row = QRectF(0, self._y(place), self.width(), px(_PITCH)).toRect()
                QToolTip.showText(event.globalPos(), self.words_at(place), self, row)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        t = tokens_of(self)
        painter = painter_on(self)
        self._draw_legend(painter, t, self._view)
        self._draw_axes(painter, t, self._view)
        for place, row in enumerate(self._view.rows):
            self._draw_row(painter, t, place, row)
        painter.end()

    def _height(self) -> int:
        rows, axes = (7, 1) if self._view is None else (len(self._view.rows), len(self._view.axes))
        return px(_HEAD + rows * _PITCH + axes * _AXIS - 4)

    def _x(self, hours: float) -> float:
        return px(_LEFT) + (self.width() - px(_LEFT) - px(_RIGHT)) * hours / TICKS[-1]

    @staticmethod
    def _y(row: float) -> float:
        return px(_HEAD) - px(3) + px(_PITCH) * row

    def _draw_legend(self, painter: QPainter, t: Tokens, view: WeekView) -> None:
        small = font(Type.CAPTION)
        metrics = QFontMetricsF(small)
        middle = px(9)
        dash(painter, QRectF(0, middle - px(5), px(18), px(10)), t)
        x = float(px(24))
        for words, gap in _LEGEND:
            text(painter, QRectF(x, 0, px(120), px(18)), words, t.text2, small)
            x += metrics.horizontalAdvance(words) + px(gap)
            if words == "in force":
                box(painter, QRectF(x, middle - px(4), px(18), px(8)), px(3), t.accent_fill)
                x += px(24)
        pin(painter, QPointF(x + px(4), middle - px(7)), px(14), t)
        at = QRectF(x + px(18), 0, px(140), px(18))
        text(painter, at, f"now {view.now:%H:%M} UTC", t.text2, small)

    def _draw_axes(self, painter: QPainter, t: Tokens, view: WeekView) -> None:
        end = self._y(len(view.rows))
        for hour in TICKS:
            x = round(self._x(hour))
            start = QPointF(x, px(_HEAD) - px(8))
            hairline(painter, start, QPointF(x, end - px(1)), t.line)
        self._draw_axis(painter, t, px(28), "UTC", tuple(f"{hour:02d}" for hour in TICKS))
        for place, axis in enumerate(view.axes):
            y = end + px(2) + px(_AXIS) * place
            self._draw_axis(painter, t, y, axis.name, axis.labels)

    def _draw_axis(
        self, painter: QPainter, t: Tokens, y: float, name: str, labels: tuple[str, ...]
    ) -> None:
        small = font(Type.CAPTION)
        text(painter, QRectF(0, y, px(_LEFT), px(_AXIS)), name, t.text2, small)
        for hour, label in zip(TICKS, labels, strict=True):
            at = QRectF(round(self._x(hour)) - px(20), y, px(40), px(_AXIS))
            text(painter, at, label, t.text2, small, _CENTRE)

    def _draw_row(self, painter: QPainter, t: Tokens, place: int, row: WeekRow) -> None:
        middle = self._y(place + 0.5)
        today = place == 0
        kind = Type.CAPTION_STRONG if today else Type.CAPTION
        label = QRectF(0, middle - px(9), px(_LEFT), px(18))
        text(painter, label, row.title, t.text if today else t.text2, font(kind))
        painter.save()
        edges = QRectF(self._x(0), middle - px(12), self._x(TICKS[-1]) - self._x(0), px(24))
        painter.setClipRect(edges)
        for bar in row.after:
            box(painter, self._rect(bar, middle, 5), px(3), t.accent_fill)
        for bar in row.in_force:
            dash(painter, self._rect(bar, middle, 8), t)
        painter.restore()
        taken = [
            (max(self._x(bar.start), self._x(0)), min(self._x(bar.stop), self._x(TICKS[-1])))
            for bar in (*row.in_force, *row.after)
        ]
        if today and self._view is not None:
            x = self._x(self._view.hour)
            pin(painter, QPointF(x, middle - px(13)), px(24), t)
            taken.append((x, x))
        if row.mark:
            self._draw_mark(painter, t, middle, row.mark, taken)

    def _rect(self, bar: Bar, middle: float, half: float) -> QRectF:
        """Where a bar is drawn; one that goes on in another row has its end out of sight."""
        rect = QRectF(self._x(max(bar.start, -1)), middle - px(half), 0, 2 * px(half))
        rect.setRight(self._x(min(bar.stop, TICKS[-1] + 1)))
        return rect

    def _draw_mark(
        self,
        painter: QPainter,
        t: Tokens,
        middle: float,
        mark: Mark,
        taken: list[tuple[float, float]],
    ) -> None:
        """Write it where nothing is drawn; shorter, or not at all, where there is no room."""
        small = font(Type.CAPTION)
        icon = px(_SMALL + 4) if mark is Mark.CLOSED else 0
        room = (self._x(0), float(self.width()))
        for words in (mark.value, _SHORT[mark]):
            width = icon + QFontMetricsF(small).horizontalAdvance(words) + 1
            x = room_beside(taken, width, room, px(6))
            if x is not None:
                if icon:
                    at = QRectF(x, middle - px(_SMALL) / 2, px(_SMALL), px(_SMALL))
                    icons.draw_centred(painter, "moon", at, t.text2, px(_SMALL))
                at = QRectF(x + icon, middle - px(9), width, px(18))
                text(painter, at, words, t.text2, small)
                return
