"""What the window says: banners that stay until dealt with, toasts that go by themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.buttons import Button, IconButton, Variant
from traderadmin.gui.look.labels import Label, Tone, tone_colours
from traderadmin.gui.look.measures import CARD_RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, painter_on
from traderadmin.gui.look.status import Dot, StatusDot
from traderadmin.gui.look.tokens import tokens_of

_ICONS = {
    Tone.DANGER: "alert-triangle",
    Tone.WARN: "alert-triangle",
    Tone.INFO: "info",
    Tone.OK: "check-circle",
    Tone.NEUTRAL: "info",
    Tone.PROD: "info",
}


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A line of a banner about one service: "orchestrator  Running 1/1, never stopped"."""

    state: Dot
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a banner; the first is drawn with an outline, the others as ghosts."""

    words: str
    run: Callable[[], object]
    icon: str = ""
    variant: Variant | None = None


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say `words`."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class Banner(QFrame):
    """What failed, what state everything is in, and the next actions. Stays until dismissed."""

    closed = Signal()

    def __init__(
        self,
        tone: Tone,
        title: str,
        lines: tuple[str, ...] = (),
        services: tuple[ServiceLine, ...] = (),
        actions: tuple[Action, ...] = (),
        *,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.title = title
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(lines))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(52), px(12), px(12), px(12))
        row.setSpacing(px(12))
        column = QVBoxLayout()
        column.setSpacing(px(3))
        row.addLayout(column, 1)
        heading = Label(title, Type.STRONG, wrap=True)
        if services or lines:
            larger = font(Type.H2)
            if larger.pixelSize() > 0:
                larger.setPixelSize(round(larger.pixelSize() * 14 / 15))
            else:
                larger.setPointSizeF(larger.pointSizeF() * 14 / 15)
            heading.setFont(larger)
        heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(heading)
        for line in lines:
            column.addWidget(Label(line, wrap=True))
        if services:
            column.addLayout(_service_grid(services))
        self.buttons: tuple[Button, ...] = ()
        if actions:
            column.addSpacing(px(6))
            column.addLayout(self._action_row(actions))
        if closable:
            close = IconButton("x", "Dismiss")
            close.clicked.connect(self._close)
            row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        front, back = tone_colours(self._tone, tokens_of(self))
        painter = painter_on(self)
        rect = QRectF(self.rect())
        radius = float(px(CARD_RADIUS))
        painter.save()
        painter.setClipRect(QRectF(0, 0, px(4), rect.height()))
        box(painter, rect, radius, front)
        painter.restore()
        painter.setClipRect(QRectF(px(4), 0, rect.width(), rect.height()))
        box(painter, rect, radius, back, front)
        painter.setClipping(False)
        at = QRectF(px(20), px(13), px(20), px(20))
        icons.draw_centred(painter, _ICONS[self._tone], at, front, px(20))
        painter.end()

    def _action_row(self, actions: tuple[Action, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(4))
        made = []
        for index, action in enumerate(actions):
            usual = Variant.NORMAL if index == 0 else Variant.GHOST
            button = Button(action.words, action.variant or usual, action.icon)
            button.clicked.connect(action.run)
            row.addWidget(button)
            made.append(button)
        row.addStretch(1)
        self.buttons = tuple(made)
        return row

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


def _service_grid(services: tuple[ServiceLine, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(9))
    grid.setVerticalSpacing(px(3))
    grid.setColumnStretch(2, 1)
    for row, service in enumerate(services):
        grid.addWidget(StatusDot(service.state), row, 0)
        grid.addWidget(Label(service.name, Type.STRONG), row, 1)
        words = Label(service.words, Type.BODY, wrap=True)
        words.setContentsMargins(px(6), 0, 0, 0)
        grid.addWidget(words, row, 2)
    return grid


class Notice(QFrame):
    """A soft box with an icon and a line or two, without actions ("From 14 March …")."""

    def __init__(self, tone: Tone, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(px(38), px(9), px(12), px(9))
        self.label = Label(words, Type.CAPTION, wrap=True)
        row.addWidget(self.label)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        front, back = tone_colours(self._tone, tokens_of(self))
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(CARD_RADIUS), back)
        at = QRectF(px(12), px(10), px(16), px(16))
        icons.draw_centred(painter, _ICONS[self._tone], at, front)
        painter.end()
