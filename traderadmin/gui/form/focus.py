"""Keeping the Tab order while widgets are made late."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def chain(before: QWidget, container: QWidget) -> QWidget:
    """Put the focusable widgets in `container` right after `before`; returns the last of them."""
    last = before
    window = container.window()
    if before.window() is not window:
        return last
    for widget in (container, *container.findChildren(QWidget)):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_tab and widget.focusProxy() is None and widget.window() is window:
            QWidget.setTabOrder(last, widget)
            last = widget
    return last
