"""Text: labels of the type scale and tints that follow the palette, pills and badges."""

from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.palette import (
    ACCENT_ROLE,
    DANGER_ROLE,
    LINE_ROLE,
    OK_ROLE,
    PROD_ROLE,
    TEXT2_ROLE,
    WARN_ROLE,
)
from traderadmin.gui.look.tokens import Tokens, tokens_of


class Tint(Enum):
    """What a text means, as the palette role that carries its colour."""

    TEXT = QPalette.ColorRole.WindowText
    TEXT2 = TEXT2_ROLE
    ACCENT = ACCENT_ROLE
    OK = OK_ROLE
    WARN = WARN_ROLE
    DANGER = DANGER_ROLE
    PROD = PROD_ROLE


class Label(QLabel):
    """A plain-text QLabel in a type and tint; both stay right when font or theme change."""

    def __init__(
        self,
        words: str = "",
        kind: Type = Type.BODY,
        tint: Tint = Tint.TEXT,
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._kind = kind
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(kind))
        if tint is not Tint.TEXT:
            self.setForegroundRole(tint.value)
        if wrap:
            self.setWordWrap(True)

    def set_tint(self, tint: Tint) -> None:
        """Change what the text means."""
        self.setForegroundRole(tint.value)

    def set_type(self, kind: Type) -> None:
        """Change the place in the type scale."""
        if kind is not self._kind:
            self._kind = kind
            self.setFont(font(kind))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationFontChange:
            self.setFont(font(self._kind))
        super().changeEvent(event)


class Tone(Enum):
    """The state a pill or banner speaks of."""

    NEUTRAL = "neutral"
    INFO = "info"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    PROD = "prod"


def tone_colours(tone: Tone, t: Tokens) -> tuple[QColor, QColor]:
    """Foreground and soft background of `tone`."""
    return {
        Tone.NEUTRAL: (t.text2, t.sunken),
        Tone.INFO: (t.accent_text, t.accent_soft),
        Tone.OK: (t.ok, t.ok_soft),
        Tone.WARN: (t.warn, t.warn_soft),
        Tone.DANGER: (t.danger, t.danger_soft),
        Tone.PROD: (t.prod, t.prod_soft),
    }[tone]


class Pill(QLabel):
    """A round, soft-coloured word with an icon or a dot: "Running", "1 problem"."""

    def __init__(
        self,
        words: str = "",
        tone: Tone = Tone.NEUTRAL,
        icon: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._tone = tone
        self._icon = icon
        self.setFont(font(Type.CAPTION_STRONG))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, words: str, tone: Tone, icon: str = "") -> None:
        """Change words, tone and icon at once."""
        self._tone = tone
        self._icon = icon
        self.setText(words)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + px(22)
        return QSize(round(width) + (px(20) if self._icon else 0), px(24))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        front, back = tone_colours(self._tone, tokens_of(self))
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, back)
        left = px(11)
        if self._icon:
            side = px(14)
            middle = QRectF(px(9), 0, side, rect.height())
            icons.draw_centred(painter, self._icon, middle, front, side)
            left = px(30)
        text(painter, rect.adjusted(left, 0, 0, 0), self.text(), front, self.font())
        painter.end()


class Tag(Pill):
    """A filled square tag: "Production"."""

    _FILL: Final = "prod_fill"

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width) + px(12), px(17))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(3), getattr(t, self._FILL))
        text(painter, rect, self.text(), t.on, self.font(), Qt.AlignmentFlag.AlignHCenter)
        painter.end()


def draw_badge(painter: QPainter, right: float, middle: float, words: str, t: Tokens) -> float:
    """A filled count whose right end is at `right`; returns the x of its left end."""
    bold = font(Type.CAPTION_STRONG)
    width = max(px(20), QFontMetricsF(bold).horizontalAdvance(words) + px(12))
    rect = QRectF(right - width, middle - px(9), width, px(18))
    box(painter, rect, px(9), t.accent_fill)
    text(painter, rect, words, t.on, bold, Qt.AlignmentFlag.AlignHCenter)
    return rect.left()


class Divider(QWidget):
    """A 1 px line that only divides; horizontal, or vertical."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(LINE_ROLE)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
