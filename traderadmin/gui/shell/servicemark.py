"""A service in the status bar."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.status import StatusDot
from traderadmin.gui.shell.session import dot_of
from traderadmin.targets.states import ServiceState
from traderadmin.workflow.words import count_text


class ServiceMark(QWidget):
    """One service: shape, name, state in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = StatusDot()
        self._name = Label("", Type.CAPTION_STRONG)
        self._words = Label("", Type.CAPTION, Tint.TEXT2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        for widget in (self._dot, self._name, self._words):
            row.addWidget(widget)

    def show_state(self, state: ServiceState) -> None:
        """Show a service as observed."""
        words = count_text(state)
        self._dot.show_state(dot_of(state.phase))
        self._name.setText(state.name)
        self._words.setText(words)
        self.setToolTip(state.problem)
        self.setAccessibleName(f"{state.name}: {words}")
