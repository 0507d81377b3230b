"""Keeping the Tab order while widgets are made late."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain(before: QWidget, container: QWidget) -> QWidget:
    """Put the focusable widgets in `container` right after `before`; returns the last of them."""
    last = before
    if before.window() is not container.window():
        return last
    for widget in (container, *container.findChildren(QWidget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            QWidget.setTabOrder(last, widget)
            last = widget
    return last
