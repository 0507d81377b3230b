"""Taking a widget out of sight without hiding it."""

from typing import Final

from PySide6.QtWidgets import QLabel

_UNLIMITED: Final = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


def show_words(label: QLabel, words: str) -> None:
    """Show `words`, or take the label's height away where there are none.

    Qt lays out every ancestor at once when a widget is shown; a changed height waits for the
    next round of the event loop, so a key press costs one pass.
    """
    if label.text() != words:
        label.setText(words)
    tallest = _UNLIMITED if words else 0
    if label.maximumHeight() != tallest:
        label.setMaximumHeight(tallest)
