"""This week as a picture: sessions in force dashed, after applying solid, and now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.form.context import FormContext, zone_name
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import box, hairline, painter_on, text
from traderadmin.gui.look.tokens import Tokens, tokens_of
from traderadmin.schedule import Schedule, windows_between

_DAY = timedelta(days=1)
_PITCH = 24
_LEFT = 58
_RIGHT = 34
_HEAD = 51
_HOURS = (0, 6, 12, 18, 24)
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class WeekTimeline(QFrame):
    """Seven rows, Monday first, UTC hours above and the operator's below."""

    def __init__(self, context: FormContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._before: Schedule | None = None
        self._after: Schedule | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Sessions of this week")

    def show_schedules(self, before: Schedule | None, after: Schedule | None) -> None:
        """Show the schedule in force and the one after applying; None is not valid."""
        self._before, self._after = before, after
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(328), px(_HEAD + 7 * _PITCH + 12))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(280), px(_HEAD + 7 * _PITCH + 12))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        now = self._context.clock.now().astimezone(UTC)
        monday = _midnight(now) - timedelta(days=now.weekday())
        painter = painter_on(self)
        self._draw_legend(painter, t, now)
        self._draw_axis(painter, t, monday)
        for day in range(7):
            self._draw_day(painter, t, monday + day * _DAY, now)
        painter.end()

    def _x(self, hours: float) -> float:
        return px(_LEFT) + (self.width() - px(_LEFT) - px(_RIGHT)) * hours / 24

    @staticmethod
    def _y(row: float) -> float:
        return px(_HEAD) + px(_PITCH) * row

    def _draw_legend(self, painter: QPainter, t: Tokens, now: datetime) -> None:
        small = font(Type.CAPTION)
        metrics = QFontMetricsF(small)
        middle = px(9)
        x = 0.0
        dashed = QRectF(x, middle - px(5), px(18), px(10))
        _dash(painter, dashed, t)
        x += px(24)
        for words, gap in (("in force", 18), ("after applying", 20)):
            at = QRectF(x, 0, px(120), px(18))
            text(painter, at, words, t.text2, small)
            x += metrics.horizontalAdvance(words) + px(gap)
            if words == "in force":
                box(painter, QRectF(x, middle - px(4), px(18), px(8)), px(3), t.accent_fill)
                x += px(24)
        _pin(painter, QPointF(x + px(4), middle - px(7)), px(14), t)
        at = QRectF(x + px(18), 0, px(140), px(18))
        text(painter, at, f"now {now:%H:%M} UTC", t.text2, small)

    def _draw_axis(self, painter: QPainter, t: Tokens, monday: datetime) -> None:
        small = font(Type.CAPTION)
        local = monday.astimezone(self._context.zone(monday))
        top = QRectF(0, px(28), px(_LEFT), px(16))
        bottom = QRectF(0, self._y(7) - px(1), px(_LEFT), px(16))
        text(painter, top, "UTC", t.text2, small)
        text(painter, bottom, zone_name(local), t.text2, small)
        for hour in _HOURS:
            x = round(self._x(hour))
            start = QPointF(x, px(_HEAD) - px(8))
            hairline(painter, start, QPointF(x, self._y(7) - px(4)), t.line)
            there = local + timedelta(hours=hour)
            label = f"{there:%H:%M}" if there.minute else f"{there:%H}"
            for at, words in ((top, f"{hour:02d}"), (bottom, label)):
                place = QRectF(x - px(20), at.y(), px(40), at.height())
                text(painter, place, words, t.text2, small, _CENTRE)

    def _draw_day(self, painter: QPainter, t: Tokens, day: datetime, now: datetime) -> None:
        row = day.weekday()
        middle = self._y(row + 0.5) - px(3)
        today = day <= now < day + _DAY
        kind = Type.CAPTION_STRONG if today else Type.CAPTION
        label = QRectF(0, middle - px(9), px(_LEFT), px(18))
        text(painter, label, f"{day:%a %d}", t.text if today else t.text2, font(kind))
        for start, stop in _hours(self._after, day):
            bar = QRectF(self._x(start), middle - px(5), 0, px(10))
            bar.setRight(self._x(stop))
            box(painter, bar, px(3), t.accent_fill)
        for start, stop in _hours(self._before, day):
            bar = QRectF(self._x(start), middle - px(8), 0, px(16))
            bar.setRight(self._x(stop))
            _dash(painter, bar, t)
        if today:
            x = self._x((now - day) / timedelta(hours=1))
            _pin(painter, QPointF(x, middle - px(13)), px(24), t)


def _dash(painter: QPainter, rect: QRectF, t: Tokens) -> None:
    pen = QPen(t.edge, 1.25)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))


def _pin(painter: QPainter, top: QPointF, length: float, t: Tokens) -> None:
    x, y = top.x(), top.y()
    half = px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.text)
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, y), QPointF(x + half, y), QPointF(x, y + px(5))])
    )
    painter.drawRect(QRectF(x - 0.75, y, 1.5, length))


def _hours(schedule: Schedule | None, day: datetime) -> Iterator[tuple[float, float]]:
    """The sessions of a day as hours from its midnight, clipped to it."""
    if schedule is None or not schedule.enabled:
        return
    hour = timedelta(hours=1)
    for window in windows_between(schedule, day, day + _DAY):
        start = max(window.start, day)
        stop = min(window.stop, day + _DAY)
        if start < stop:
            yield (start - day) / hour, (stop - day) / hour


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
