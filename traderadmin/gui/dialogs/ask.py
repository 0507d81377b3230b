"""A question with named answers."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from traderadmin.gui.dialogs.base import Dialog
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.checks import CheckBox
from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.notices import Notice


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its button, and what is done when it is given.

    Attributes:
        name: the object name of its button.
        default: has the focus and takes Return; the answer that changes least.
    """

    words: str
    run: Callable[[], object]
    variant: Variant = Variant.NORMAL
    name: str = ""
    default: bool = False


def nothing() -> None:
    """What the answer that keeps everything does."""


class Question(Dialog):
    """Asks; closing or Escape is the answer that changes nothing."""

    def __init__(
        self,
        title: str,
        text: str,
        answers: tuple[Answer, ...],
        *,
        warning: str = "",
        remember: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(title, text, parent=parent)
        self._answer: Answer | None = None
        self.check: CheckBox | None = None
        if warning:
            self.body.addWidget(Notice(Tone.WARN, warning))
        if remember:
            self.check = CheckBox(remember)
            self.check.setObjectName("remember")
            self.add_left(self.check)
        self.add_gap()
        for answer in answers:
            button = self.add_button(
                answer.words, answer.variant, name=answer.name, default=answer.default
            )
            button.clicked.connect(self._giver(answer))
        self.finished.connect(self._done)

    @property
    def is_remembered(self) -> bool:
        """Whether the answer is to be remembered."""
        return self.check is not None and self.check.isChecked()

    def _giver(self, answer: Answer) -> Callable[[], None]:
        def give() -> None:
            self._answer = answer
            self.accept()

        return give

    def _done(self, _: int) -> None:
        if self._answer is not None:
            self._answer.run()


def ask(
    parent: QWidget,
    title: str,
    text: str,
    *answers: Answer,
    keep: str = "Cancel",
    warning: str = "",
) -> Question:
    """Open a question whose first button keeps everything as it is."""
    kept = Answer(keep, nothing, name="keep", default=True)
    question = Question(title, text, (kept, *answers), warning=warning, parent=parent)
    question.setObjectName("question")
    question.open()
    return question
