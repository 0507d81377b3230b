"""A file that cannot be read as a configuration: where it fails, and the ways out."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.errors import UnreadableConfigError
from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import CARD_RADIUS, Type, font, px
from traderadmin.gui.look.notices import Banner
from traderadmin.gui.look.paint import box, painter_on, text
from traderadmin.gui.look.surfaces import ScrollArea
from traderadmin.gui.look.tokens import tokens_of

_AROUND = 4
_TAB = "    "


class UnreadableAction(StrEnum):
    """What to do about a file that cannot be read."""

    EDIT = "edit"
    RESTORE = "restore"
    TEMPLATE = "template"


class UnreadablePage(ScrollArea):
    """The error, the lines around it, and three ways out. Nothing was changed by opening."""

    chosen = Signal(object)
    """An UnreadableAction."""

    def __init__(self, error: UnreadableConfigError, content: str) -> None:
        super().__init__()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(32), px(24), px(24), px(24))
        column.setSpacing(px(16))
        column.addWidget(Label(error.title, Type.H1, wrap=True))
        lines = (error.message, *((error.hint,) if error.hint else ()))
        place = "" if error.line is None else f"Line {error.line}"
        if error.line is not None and error.column is not None:
            place = f"{place}, column {error.column}"
        banner = Banner(Tone.DANGER, place or "The file cannot be read", lines, closable=False)
        column.addWidget(banner)
        if error.line is not None and content:
            column.addWidget(Excerpt(content, error.line, error.column))
        column.addWidget(
            Label("The file was not changed, and is not until you apply.", Type.BODY, Tint.TEXT2)
        )
        column.addLayout(self._buttons())
        column.addStretch(1)
        self.setWidget(page)
        page.setMaximumWidth(px(900))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.buttons = {
            UnreadableAction.EDIT: Button("Open in an editor", Variant.PRIMARY, "edit-external"),
            UnreadableAction.RESTORE: Button("Restore a backup…", Variant.NORMAL, "restore"),
            UnreadableAction.TEMPLATE: Button(
                "Start from the template…", Variant.NORMAL, "file-text"
            ),
        }
        for button in self.buttons.values():
            button.clicked.connect(self._clicked)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _clicked(self) -> None:
        sender = self.sender()
        for action, button in self.buttons.items():
            if button is sender:
                self.chosen.emit(action)


class Excerpt(QFrame):
    """Some numbered lines of the file, the bad one marked."""

    def __init__(self, content: str, line: int, column: int | None) -> None:
        super().__init__()
        lines = content.replace("\t", _TAB).split("\n")
        first = max(0, line - 1 - _AROUND)
        self.lines = tuple(
            (number + 1, lines[number].rstrip("\r"))
            for number in range(first, min(len(lines), line + _AROUND))
        )
        self._bad = line
        self._column = column
        self.setFont(font(Type.MONO))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bad = next((words for number, words in self.lines if number == line), "")
        self.setAccessibleName(f"Line {line}: {bad}")

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(400), self._pitch() * len(self.lines) + px(24))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.sizeHint().height())

    def _pitch(self) -> int:
        return round(QFontMetricsF(self.font()).height() + px(4))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(CARD_RADIUS), t.bg, t.line)
        metrics = QFontMetricsF(self.font())
        pitch = self._pitch()
        gutter = metrics.horizontalAdvance("00000") + px(8)
        right = Qt.AlignmentFlag.AlignRight
        for place, (number, words) in enumerate(self.lines):
            at = QRectF(0, px(12) + place * pitch, rect.width(), pitch)
            bad = number == self._bad
            if bad:
                painter.fillRect(at.adjusted(1, 0, -1, 0), t.danger_soft)
            side = QRectF(0, at.y(), gutter, pitch)
            text(painter, side, str(number), t.danger if bad else t.text2, self.font(), right)
            body = at.adjusted(gutter + px(16), 0, -px(12), 0)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, body.width())
            text(painter, body, shown, t.text, self.font())
            if bad and self._column is not None:
                before = metrics.horizontalAdvance(words[: self._column - 1])
                x = min(body.left() + before, body.right() - px(8))
                painter.fillRect(QRectF(x, at.bottom() - px(3), px(8), px(2)), t.danger)
        painter.end()
