"""Keys that mean the same on every platform, and binding them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(widget: QWidget, keys: Sequence[QKeySequence], slot: Callable[[], object]) -> None:
    """Call `slot` for any of `keys` while the focus is in `widget`."""
    shortcut = QShortcut(widget)
    shortcut.setKeys(list(keys))
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(slot)


def is_undo(event: QEvent) -> bool:
    """Whether a field is about to take Undo or Redo for itself, which the whole form wants."""
    if not isinstance(event, QKeyEvent) or event.type() is QEvent.Type.KeyRelease:
        return False
    pressed = QKeySequence(event.keyCombination())
    return any(pressed == key for key in (*undo_keys(), *redo_keys()))


def undo_keys() -> list[QKeySequence]:
    """The keys that undo: Ctrl+Z, and what else the platform knows."""
    return QKeySequence.keyBindings(QKeySequence.StandardKey.Undo)


def redo_keys() -> list[QKeySequence]:
    """The keys that redo: Ctrl+Shift+Z everywhere, and what else the platform knows."""
    usual = QKeySequence("Ctrl+Shift+Z")
    platform = QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)
    return [usual, *(key for key in platform if key != usual)]
