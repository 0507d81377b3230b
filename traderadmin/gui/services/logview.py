"""The log as text: colours for time, level and source; appends, never jumps while one reads."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import Type, font, px
from traderadmin.gui.look.surfaces import use_slim_bars
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.workflow.loglines import LogLine, spans

MOST_LINES = 2000


class _Colours(QSyntaxHighlighter):
    """Colours the parts of a line by the tokens in force."""

    def __init__(self, view: QPlainTextEdit) -> None:
        super().__init__(view.document())
        self._view = view

    @override
    def highlightBlock(self, text: str) -> None:
        t = tokens_of(self._view)
        for start, length, part in spans(text):
            word = text[start : start + length]
            form = QTextCharFormat()
            if part == "name":
                form.setForeground(t.accent_text)
            elif part == "level" and word.startswith("WARN"):
                form.setForeground(t.warn)
                form.setFontWeight(700)
            elif part == "level" and word in {"ERROR", "CRITICAL"}:
                form.setForeground(t.danger)
                form.setFontWeight(700)
            else:
                form.setForeground(t.text2)
            self.setFormat(start, length, form)


class LogView(QPlainTextEdit):
    """Read-only lines in the mono face."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_slim_bars(self)
        self.setReadOnly(True)
        self.setFont(font(Type.MONO))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMaximumBlockCount(MOST_LINES)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Log")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(px(4))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._colours = _Colours(self)

    def show_lines(self, lines: tuple[LogLine, ...], *, follow: bool) -> None:
        """Show these lines instead."""
        bar = self.verticalScrollBar()
        place = bar.value()
        self.setPlainText("\n".join(line.text for line in lines))
        bar.setValue(bar.maximum() if follow else min(place, bar.maximum()))

    def append_lines(self, lines: tuple[LogLine, ...], *, follow: bool) -> None:
        """Show these lines below the others."""
        if not lines:
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        self.appendPlainText("\n".join(line.text for line in lines))
        bar.setValue(bar.maximum() if follow else min(place, bar.maximum()))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.rehighlight()
