"""The scrolling middle: banners, the section's title and rows, and the preview beside or below."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.form.labelcolumn import BAR_ROOM
from traderadmin.gui.form.section import SectionForm
from traderadmin.gui.look import icons
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.paint import painter_on
from traderadmin.gui.look.surfaces import ScrollArea
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.settings.preview import WIDTH as PREVIEW

_WIDEST = 760
_AHEAD = 60
_GREEDY = 100_000
"""The form takes all room up to its widest; only then the space beside it grows."""


class FormArea(ScrollArea):
    """Shows one body (a form, the problems, …) under a title; builds rows as it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._body: QWidget | None = None
        self._preview: QWidget | None = None
        self._locked = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._content = QWidget()
        self._outer = outer = QVBoxLayout(self._content)
        outer.setContentsMargins(px(16), px(20), px(12), px(8))
        outer.setSpacing(0)
        self.banner_area = QVBoxLayout()
        self.banner_area.setContentsMargins(px(BAR_ROOM), 0, 0, 0)
        self.banner_area.setSpacing(px(12))
        outer.addLayout(self.banner_area)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(px(24))
        outer.addLayout(self._across, 1)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(px(BAR_ROOM), 0, 0, px(20))
        head.setSpacing(px(4))
        self.title = Label("", Type.H1, wrap=True)
        self.help = Label("", Type.BODY, Tint.TEXT2, wrap=True)
        self.lock = _Lock()
        self.lock.hide()
        for label in (self.title, self.help, self.lock):
            head.addWidget(label)
        column.addLayout(head)
        self._holder = QVBoxLayout()
        column.addLayout(self._holder, 1)
        self._across.addWidget(self._left, _GREEDY)
        self._across.addStretch(1)
        self.setWidget(self._content)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._build_visible)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._scrolled)

    def show_body(self, title: str, help_words: str, body: QWidget) -> None:
        """Show another body; the old one is kept, hidden."""
        self.title.setText(title)
        self.help.setText(help_words)
        self.help.setVisible(bool(help_words))
        if body is not self._body:
            if self._body is not None:
                self._body.hide()
            if self._holder.indexOf(body) < 0:
                self._holder.addWidget(body)
            self._body = body
            body.show()
            self.verticalScrollBar().setValue(0)
        self._soon.start()

    def drop(self, body: QWidget) -> None:
        """Forget a body for good."""
        self._holder.removeWidget(body)
        if body is self._body:
            self._body = None
        body.hide()
        body.deleteLater()

    def show_preview(self, preview: QWidget | None) -> None:
        """Show a preview beside the form, or below it in a narrow window; None for none."""
        if preview is self._preview:
            return
        if self._preview is not None:
            self._preview.hide()
            self._across.removeWidget(self._preview)
        self._preview = preview
        if preview is not None:
            self._across.insertWidget(1, preview)
            preview.show()
            self._place_preview()

    def set_stacked(self, *, stacked: bool) -> None:
        """Put the preview under the form instead of beside it."""
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._across.direction() is not way:
            self._across.setDirection(way)
            self._across.setStretch(0, 0 if stacked else _GREEDY)
            self._place_preview()

    def set_tight(self, *, tight: bool) -> None:
        """Use smaller margins, in a narrow window."""
        left, top = (8, 28) if tight else (16, 20)
        self._outer.setContentsMargins(px(left), px(top), px(12), px(8))

    def set_locked(self, *, locked: bool) -> None:
        """Say that the fields are locked; the area itself keeps scrolling."""
        self.lock.setVisible(locked)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll until `widget` is seen, once layouts have settled."""
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget, 0, px(60)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def _place_preview(self) -> None:
        stacked = self._across.direction() is QBoxLayout.Direction.TopToBottom
        self._left.setMaximumWidth(px(_WIDEST))
        if self._preview is not None:
            self._preview.setFixedWidth(px(PREVIEW))
            indent = px(BAR_ROOM) if stacked else 0
            layout = self._preview.layout()
            if layout is not None:
                layout.setContentsMargins(indent, 0, 0, px(16))
                self._preview.setFixedWidth(px(PREVIEW) + indent)
            side = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignRight
            self._across.setAlignment(self._preview, side | Qt.AlignmentFlag.AlignTop)

    def _scrolled(self) -> None:
        self._soon.start()

    def _build_visible(self) -> None:
        if isinstance(self._body, SectionForm) and not self._body.is_complete:
            top = self._body.mapTo(self._content, self._body.rect().topLeft()).y()
            seen = self.verticalScrollBar().value() + self.viewport().height()
            self._body.build_down_to(seen - top + px(_AHEAD))


class _Lock(Label):
    """One line that says why nothing can be edited."""

    def __init__(self) -> None:
        super().__init__("Locked while changes are applied", Type.CAPTION_STRONG, Tint.TEXT2)
        self.setContentsMargins(px(20), px(5), 0, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = painter_on(self)
        side = px(13)
        at = QRectF(0, px(5), side, self.height() - px(5))
        icons.draw_centred(painter, "lock", at, tokens_of(self).text2, side)
        painter.end()
