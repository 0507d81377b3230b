"""The frame of every dialog: heading, body, buttons; Escape and the first button keep things."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px


class Dialog(QDialog):
    """A window-modal dialog in the look; `body` lies between its heading and its buttons."""

    def __init__(self, title: str, text: str = "", *, width: int = 460, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleDescription(text)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setMinimumWidth(px(width))
        # Where no window manager does it, the keyboard would belong to no window afterwards.
        self.finished.connect(parent.window().activateWindow)
        self.heading = Label(title, Type.H2, wrap=True)
        self.text = Label(text, Type.BODY, Tint.TEXT2, wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.setContentsMargins(px(24), px(14), px(24), px(14))
        upper = QVBoxLayout()
        upper.setContentsMargins(px(24), px(22), px(24), px(18))
        upper.setSpacing(px(8))
        upper.addWidget(self.heading)
        upper.addWidget(self.text)
        self.text.setVisible(bool(text))
        upper.addLayout(self.body, 1)
        column = QVBoxLayout(self)
        # Sized once before it opens: platforms without size hints warn of each later change.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(Divider())
        column.addLayout(self._buttons)

    @override
    def open(self) -> None:
        hint = self.sizeHint()
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(layout.totalHeightForWidth(hint.width()))
        self.setMinimumSize(self.preferred_size(hint))
        self.resize(self.minimumSize())
        super().open()

    def preferred_size(self, natural: QSize) -> QSize:
        """The size to open with, given the one the contents would like."""
        return natural.expandedTo(QSize(self.minimumWidth(), 0))

    def add_left(self, widget: QWidget) -> None:
        """Put something at the left of the button row."""
        self._buttons.addWidget(widget)

    def add_gap(self) -> None:
        """What follows in the button row stands at the right."""
        self._buttons.addStretch(1)

    def add_button(
        self,
        words: str,
        variant: Variant = Variant.NORMAL,
        *,
        name: str = "",
        default: bool = False,
    ) -> Button:
        """Add a button; the default one has the focus and takes Return."""
        button = Button(words, variant)
        button.setObjectName(name)
        button.setAutoDefault(default)
        button.setDefault(default)
        self._buttons.addWidget(button)
        if default:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button
