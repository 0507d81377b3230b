"""The base of the assistant's steps, and the rows they are made of."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.waiting import CONNECTING, Waiting
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px

if TYPE_CHECKING:
    from traderadmin.targets.browsing import ClusterBrowser
    from traderadmin.targets.saved import SavedTarget

T = TypeVar("T")


def whole_path(words: str) -> str:
    """A path as it is saved, from wherever the program is started next; empty stays empty."""
    return str(Path(words.strip()).expanduser().absolute()) if words.strip() else ""


class Step(QWidget):
    """One question of the assistant: takes a draft of the target and gives it back completed.

    Attributes:
        title, text: its heading and the sentence below.
        name: the word for it ("Namespace").
    """

    title = ""
    text = ""
    name = ""
    changed = Signal()
    """What was entered, or whether it is complete, is different."""

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asker = asker
        self.draft = draft
        self.waiting = Waiting()
        self.waiting.retried.connect(self.refresh)
        self._question = 0
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(2), px(2), px(14), px(2))
        self.column.setSpacing(px(12))

    def enter(self, draft: "SavedTarget") -> None:
        """The step is shown, with what the steps before it found."""
        self.draft = draft
        self.refresh()

    def refresh(self) -> None:
        """Ask the cluster what this step offers."""

    def result(self) -> "SavedTarget | None":
        """The draft with this step's answer; None while there is none."""
        raise NotImplementedError

    def ask(
        self,
        question: "Callable[[ClusterBrowser], T]",
        done: Callable[[T], object],
        failed: Callable[[TraderAdminError], object] | None = None,
        words: str = CONNECTING,
    ) -> None:
        """Ask the cluster; an answer to an earlier question of this step counts no longer."""
        self._question += 1
        asked = self._question
        self.waiting.show_busy(words)

        def answered(value: T) -> None:
            if asked == self._question:
                self.waiting.show_nothing()
                done(value)
                self.changed.emit()

        def not_answered(error: TraderAdminError) -> None:
            if asked == self._question:
                self.waiting.show_error(error)
                if failed is not None:
                    failed(error)
                self.changed.emit()

        self.asker.ask(self.draft.kubeconfig, question, answered, not_answered)
        self.changed.emit()

    def add_field(self, words: str, widget: QWidget, hint: str = "") -> Label:
        """A labelled control with a line about it; returns that line."""
        label = Label(words, Type.LABEL)
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        widget.setAccessibleDescription(hint)
        below = Label(hint, Type.CAPTION, Tint.TEXT2, wrap=True)
        below.setVisible(bool(hint))
        field = QVBoxLayout()
        field.setSpacing(px(4))
        field.addWidget(label)
        field.addWidget(widget)
        field.addWidget(below)
        self.column.addLayout(field)
        return below
