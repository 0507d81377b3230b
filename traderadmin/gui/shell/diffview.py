"""A text diff: removed and added lines on their own grounds, across the full width."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.display import DiffKind, DiffLine
from traderadmin.gui.look.measures import CARD_RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, painter_on
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.look.tokens import Tokens, tokens_of

_SLACK = 6
_SIGNS = {DiffKind.SAME: " ", DiffKind.ADDED: "+", DiffKind.REMOVED: "-", DiffKind.GAP: " "}


class _DiffText(QPlainTextEdit):
    """The text of a diff."""

    def __init__(self) -> None:
        super().__init__()
        use_slim_bars(self)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(Type.MONO))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Text difference")
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._lines: tuple[DiffLine, ...] = ()

    def show_lines(self, lines: tuple[DiffLine, ...]) -> None:
        """Show a diff."""
        self._lines = lines
        self.setPlainText("\n".join(f"{_SIGNS[line.kind]}  {line.text}" for line in lines))
        self.colour()

    def colour(self) -> None:
        """Colour the lines by the tokens in force."""
        t = tokens_of(self)
        selections = []
        for number, line in enumerate(self._lines):
            form = _form(line.kind, t)
            if form is None:
                continue
            cursor = QTextCursor(self.document().findBlockByNumber(number))
            cursor.clearSelection()
            ground = QTextEdit.ExtraSelection()
            ground.cursor = cursor
            ground.format = form
            selections.append(ground)
            words = QTextEdit.ExtraSelection()
            over = QTextCursor(cursor)
            over.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            ink = QTextCharFormat()
            ink.setForeground(form.foreground())
            words.cursor = over
            words.format = ink
            selections.append(words)
        self.setExtraSelections(selections)


def _form(kind: DiffKind, t: Tokens) -> QTextCharFormat | None:
    form = QTextCharFormat()
    if kind is DiffKind.ADDED:
        form.setBackground(t.ok_soft)
        form.setForeground(t.ok)
    elif kind is DiffKind.REMOVED:
        form.setBackground(t.danger_soft)
        form.setForeground(t.danger)
    elif kind is DiffKind.GAP:
        form.setForeground(t.text2)
        return form
    else:
        return None
    form.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return form


class DiffView(QFrame):
    """A diff in a box as high as its lines, up to a limit."""

    def __init__(self, *, most_lines: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most_lines
        self._text = _DiffText()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(9), px(10), px(6), px(10))
        column.addWidget(self._text)

    def show_lines(self, lines: tuple[DiffLine, ...]) -> None:
        """Show a diff; an empty one is hidden."""
        self.setVisible(bool(lines))
        self._text.show_lines(lines)
        line = self._text.fontMetrics().lineSpacing()
        count = min(len(lines), self._most)
        bar = self._text.horizontalScrollBar().sizeHint().height()
        self._text.setFixedHeight(line * count + bar + px(_SLACK))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_text"):
            self._text.colour()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        box(painter, QRectF(self.rect()), px(CARD_RADIUS), t.bg, t.line)
        painter.end()
