"""The place at the right for the window's apply panel: beside the form, or over it."""

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look.measures import px
from traderadmin.gui.look.paint import hairline, painter_on
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.tokens import tokens_of

WIDTH = 404


class SidePanel(Surface):
    """Holds one widget behind a line at its left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setFixedWidth(px(WIDTH))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._widget: QWidget | None = None
        self.hide()

    @property
    def widget(self) -> QWidget | None:
        """What it holds."""
        return self._widget

    def hold(self, widget: QWidget | None) -> None:
        """Hold another widget; the old one is let go, not deleted."""
        if self._widget is not None and self._widget is not widget:
            self._column.removeWidget(self._widget)
            self._widget.hide()
        self._widget = widget
        if widget is not None:
            self._column.addWidget(widget)
            widget.show()
        self.setVisible(widget is not None)

    def lie_over(self, area: QRect) -> None:
        """Cover the right part of `area` (in the parent's coordinates)."""
        width = min(self.width(), area.width())
        self.setGeometry(area.right() + 1 - width, area.top(), width, area.height())
        self.raise_()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = painter_on(self)
        hairline(painter, QPointF(0, 0), QPointF(0, self.height()), tokens_of(self).line)
        painter.end()
