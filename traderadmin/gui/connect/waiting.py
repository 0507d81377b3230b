"""What stands in a step while a cluster is asked, and when it could not be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice, announce
from traderadmin.gui.look.status import Spinner

CONNECTING = "Connecting…"


class Waiting(QWidget):
    """A spinner, or the sentence of an error with Retry; hidden where neither is due."""

    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spinner = Spinner()
        self._words = Label(CONNECTING, Type.BODY, Tint.TEXT2)
        self._error = Notice(Tone.DANGER, "")
        self.retry = Button("Retry", icon="refresh")
        self.retry.setObjectName("retry")
        self.retry.setAutoDefault(False)
        self.retry.clicked.connect(self.retried)
        busy = QHBoxLayout()
        busy.setSpacing(px(8))
        busy.addWidget(self._spinner)
        busy.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(busy)
        column.addWidget(self._error)
        column.addWidget(self.retry)
        self.show_nothing()

    @property
    def error(self) -> str:
        """The sentence that is shown; empty where nothing failed."""
        return "" if self._error.isHidden() else self._error.label.text()

    def show_busy(self, words: str = CONNECTING) -> None:
        """The cluster is asked."""
        self._words.setText(words)
        self._show(busy=True, failed=False)

    def show_error(self, error: TraderAdminError) -> None:
        """It could not be asked."""
        told = f"{error.title}. {error.message}"
        self._error.label.setText(" ".join(part for part in (told, error.hint) if part))
        self._show(busy=False, failed=True)
        announce(self, told)

    def show_nothing(self) -> None:
        """It answered."""
        self._show(busy=False, failed=False)

    def _show(self, *, busy: bool, failed: bool) -> None:
        self._spinner.setVisible(busy)
        self._words.setVisible(busy)
        self._error.setVisible(failed)
        self.retry.setVisible(failed)
        self.setVisible(busy or failed)
