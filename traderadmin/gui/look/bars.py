"""Parts of the bars: tabs, the target button, the session chip, sidebar items."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Tone, draw_badge, tone_colours
from traderadmin.gui.look.measures import BAR_CONTROL, RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, ring, text
from traderadmin.gui.look.tokens import Tokens, tokens_of

_NARROW_NAME = 120
_WIDE_NAME = 220


class TabButton(QPushButton):
    """A tab of the top bar: icon, word, and a 3 px line under the current one (checked)."""

    def __init__(self, words: str, icon: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self._icon = icon
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(Type.STRONG)).horizontalAdvance(self.text())
        return QSize(round(width) + px(25), px(55))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        current = self.isChecked()
        at = QRectF(px(2), 0, px(16), rect.height())
        icons.draw_centred(painter, self._icon, at, t.accent_text if current else t.text2)
        front = t.text if current or self.underMouse() else t.text2
        kind = Type.STRONG if current else Type.LABEL
        text(painter, rect.adjusted(px(24), 0, 0, 0), self.text(), front, font(kind))
        if current:
            line = QRectF(0, rect.bottom() - px(3), rect.width(), px(3))
            box(painter, line, px(1.5), t.accent)
        if self.hasFocus():
            middle = rect.center().y()
            ring(painter, QRectF(-1, middle - px(16), rect.width() + 2, px(32)), 6, t.accent)
        painter.end()


class TargetButton(QPushButton):
    """Where the services run: an icon tile, a name, a line below, a chevron; opens a menu."""

    def __init__(
        self,
        name: str,
        summary: str,
        icon: str = "monitor",
        *,
        production: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._summary = summary
        self._icon = icon
        self._production = production
        self._compact = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.show_target(name, summary, icon, production=production)

    def show_target(self, name: str, summary: str, icon: str, *, production: bool) -> None:
        """Show another target."""
        self._name = name
        self._summary = summary
        self._icon = icon
        self._production = production
        kind = "production target" if production else "target"
        self.setAccessibleName(f"Services run on {name}, {summary}, {kind}")
        self.setToolTip(f"{name}, {summary}")
        self.update()

    def set_compact(self, *, compact: bool) -> None:
        """Take less room: on production the word stands below the name instead of the tag."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return least if self._compact else least.expandedTo(QSize(px(224), 0))

    @override
    def minimumSizeHint(self) -> QSize:
        name = QFontMetricsF(font(Type.STRONG)).horizontalAdvance(self._shown(self._name))
        below = QFontMetricsF(font(Type.CAPTION)).horizontalAdvance(self._below())
        tag = px(84) if self._production and not self._compact else 0
        return QSize(round(max(name + tag, below)) + px(38 + 30), px(55))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        middle = rect.center().y() + 0.5
        tile = QRectF(0, middle - px(14), px(28), px(28))
        back, front = (t.prod_soft, t.prod) if self._production else (t.sunken, t.text2)
        if self.underMouse():
            box(painter, rect.adjusted(-2, 4, 0, -4), px(RADIUS), t.hover)
        box(painter, tile, px(RADIUS), back)
        icons.draw_centred(painter, self._icon, tile, front)
        strong = font(Type.STRONG)
        left = px(38)
        upper = QRectF(left, middle - px(17), rect.width(), px(18))
        name = self._shown(self._name)
        text(painter, upper, name, t.text, strong)
        lower = QRectF(left, middle, rect.width(), px(18))
        short = self._production and self._compact
        text(painter, lower, self._below(), t.prod if short else t.text2, font(Type.CAPTION))
        if self._production and not self._compact:
            after = left + QFontMetricsF(strong).horizontalAdvance(name) + px(9)
            _draw_tag(painter, after, upper.center().y(), t)
        chevron = QRectF(rect.right() - px(28), 0, px(16), rect.height())
        icons.draw_centred(painter, "chevron-down", chevron, t.text2)
        if self.hasFocus():
            ring(painter, rect.adjusted(0, 6, 0, -6), px(RADIUS), t.accent)
        painter.end()

    def _below(self) -> str:
        words = "Production" if self._production and self._compact else self._summary
        return self._shown(words, Type.CAPTION)

    def _shown(self, words: str, kind: Type = Type.STRONG) -> str:
        """A name as far as there is room: some clusters have names like addresses."""
        room = px(_NARROW_NAME if self._compact else _WIDE_NAME)
        return QFontMetricsF(font(kind)).elidedText(words, Qt.TextElideMode.ElideMiddle, room)


def _draw_tag(painter: QPainter, left: float, middle: float, t: Tokens) -> None:
    bold = font(Type.CAPTION_STRONG)
    width = QFontMetricsF(bold).horizontalAdvance("Production") + px(12)
    tag = QRectF(left, middle - px(8.5), width, px(17))
    box(painter, tag, px(3), t.prod_fill)
    text(painter, tag, "Production", t.on, bold, Qt.AlignmentFlag.AlignHCenter)


class SessionChip(QPushButton):
    """The trading session in one glance: icon, state in bold, what comes next."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "refresh"
        self._title = "Connecting"
        self._detail = "not known yet"
        self._tone = Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def show_state(self, tone: Tone, icon: str, title: str, detail: str) -> None:
        """Show another session state; NEUTRAL writes the title in the text colour."""
        shown = (tone, icon, title, detail)
        if shown == (self._tone, self._icon, self._title, self._detail):
            return
        self._tone, self._icon, self._title, self._detail = shown
        self._name()
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        title = QFontMetricsF(font(Type.STRONG)).horizontalAdvance(self._title)
        detail = QFontMetricsF(font(Type.BODY)).horizontalAdvance(self._detail)
        gap = px(10) if self._detail else 0
        return QSize(round(title + detail) + gap + px(36 + 14), px(BAR_CONTROL))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        front, back = tone_colours(self._tone, t)
        edge: QColor = t.edge if self._tone is Tone.NEUTRAL else front
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(RADIUS), back, edge)
        icons.draw_centred(painter, self._icon, QRectF(px(12), 0, px(16), rect.height()), front)
        strong = font(Type.STRONG)
        title = t.text if self._tone is Tone.NEUTRAL else front
        left = float(px(36))
        text(painter, rect.adjusted(left, 0, 0, 0), self._title, title, strong)
        left += QFontMetricsF(strong).horizontalAdvance(self._title) + px(10)
        text(painter, rect.adjusted(left, 0, 0, 0), self._detail, t.text, font(Type.BODY))
        if self.hasFocus():
            ring(painter, rect, px(RADIUS), t.accent)
        painter.end()

    def _name(self) -> None:
        self.setAccessibleName(f"Trading session: {self._title} {self._detail}".strip())


class SidebarItem(QPushButton):
    """A section of the sidebar: icon, title, a problem icon and the number of changes."""

    def __init__(self, words: str, icon: str, *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._icon = icon
        self._changes = 0
        self._problem = False
        self._opens = False
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def show_counts(self, changes: int, *, problem: bool) -> None:
        """How many fields of the section differ, and whether one of them has a problem."""
        if (changes, problem) != (self._changes, self._problem):
            self._changes = changes
            self._problem = problem
            self._name()
            self.update()

    def show_section(self, words: str, icon: str) -> None:
        """Show another section (in the narrow window, where this opens the list)."""
        self._icon = icon
        self._opens = True
        self.setText(words)
        self._name()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(Type.STRONG)).horizontalAdvance(self.text())
        return QSize(round(width) + px(110), px(34))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(34))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        current = self.isChecked() or self._opens
        if self._opens:
            box(painter, rect, px(RADIUS), t.surface, t.edge)
        elif current:
            box(painter, rect, px(RADIUS), t.accent_soft)
        elif self.underMouse():
            box(painter, rect, px(RADIUS), t.sunken)
        at = QRectF(px(12), 0, px(16), rect.height())
        icons.draw_centred(painter, self._icon, at, t.accent_text if current else t.text2)
        right = rect.right() - px(10)
        if self._opens:
            at = QRectF(right - px(16), 0, px(16), rect.height())
            icons.draw_centred(painter, "chevron-down", at, t.text2)
            right -= px(26)
        if self._changes:
            right = draw_badge(painter, right, rect.center().y(), str(self._changes), t) - px(6)
        if self._problem:
            at = QRectF(right - px(16), 0, px(16), rect.height())
            icons.draw_centred(painter, "alert-circle", at, t.danger)
            right -= px(22)
        kind = font(Type.STRONG if current else Type.LABEL)
        room = right - px(38)
        words = QFontMetricsF(kind).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        text(painter, rect.adjusted(px(38), 0, 0, 0), words, t.text, kind)
        if self.hasFocus():
            ring(painter, rect, px(RADIUS), t.accent)
        painter.end()

    def _name(self) -> None:
        parts = [self.text()]
        if self._changes:
            parts.append("1 change" if self._changes == 1 else f"{self._changes} changes")
        if self._problem:
            parts.append("has a problem")
        self.setAccessibleName(", ".join(parts))
        self.setToolTip(self.text() if len(self.text()) > 20 else "")  # noqa: PLR2004 - may elide
