"""From the buttons of the action bar to a transaction: confirm, review, discard, undo a file."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.errors import TraderAdminError
from traderadmin.gui.dialogs.ask import Answer, Question, ask
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.applystate import Situation, bar_view
from traderadmin.gui.shell.barview import BarView
from traderadmin.gui.shell.desk import Desk
from traderadmin.workflow.words import plural

if TYPE_CHECKING:  # its imports take long and happen on a worker thread
    from traderadmin.config.validation import Problem
    from traderadmin.workflow.review import Review


class ApplyFlow(QObject):
    """Asks what must be asked, then lets the desk act."""

    failed = Signal(object)
    """TraderAdminError: the edits cannot be shown as a file."""

    def __init__(self, desk: Desk, place: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place = place
        self._conflicts = 0
        self._about: tuple[object, float | None] = (None, None)

    def set_conflicts(self, count: int) -> None:
        """How many fields still wait for a choice between two values."""
        self._conflicts = count

    def view(self) -> BarView:
        """What the action bar shows now."""
        desk = self._desk
        model = desk.model
        errors = _errors(model.problems()) if model is not None else 0
        return bar_view(
            Situation(
                connected=desk.config is not None,
                readable=model is not None,
                changes=len(model.modified_paths()) if model is not None else 0,
                problems=errors,
                conflicts=self._conflicts,
                progress=desk.progress,
                snapshot=desk.snapshot,
                about=self.about(),
                production=desk.choice.name if desk.choice.production else "",
            )
        )

    def about(self) -> float | None:
        """How long an apply takes here; worked out again when history changed."""
        from traderadmin.workflow.review import about_seconds  # noqa: PLC0415 - after the window

        history = self._desk.history
        if self._about[0] is not history:
            self._about = (history, about_seconds(history))
        return self._about[1]

    def apply(self, reason: str = "") -> Question | None:
        """Apply now, or ask first where something must be confirmed apart: returns the question."""
        from traderadmin.workflow.review import confirmation  # noqa: PLC0415 - after the window

        model = self._desk.model
        if model is None or not self.view().can_apply:
            return None
        confirm = confirmation(model.values)
        production = self._desk.choice.production
        if not confirm and not production:
            self._desk.apply(reason)
            return None
        return self._confirm(confirm, reason)

    def review(self) -> None:
        """Work the review out, then show it."""
        from traderadmin.workflow.review import review  # noqa: PLC0415 - after the window

        desk = self._desk
        model = desk.model
        if model is None:
            return
        snapshot, now, history = desk.snapshot, desk.clock.now(), desk.history
        desk.bridge.run(
            lambda: review(model, snapshot, now, history), self._show_review, self._fail
        )

    def discard(self) -> None:
        """Ask, then give all edits up."""
        model = self._desk.model
        count = len(model.modified_paths()) if model is not None else 0
        if not count:
            return
        ask(
            self._place.window(),
            f"Discard {plural(count, 'change')}?",
            "Every field takes the value of the file again. Undo brings the changes back.",
            Answer(f"Discard {plural(count, 'change')}", self._discard, Variant.DANGER, "discard"),
            keep="Keep editing",
        )

    def _confirm(self, confirm: str, reason: str) -> Question:
        choice = self._desk.choice
        view = self.view()
        variant = Variant.PRODUCTION if choice.production else Variant.PRIMARY
        count = len(self._desk.model.modified_paths()) if self._desk.model is not None else 0
        place = f" to {choice.name}" if choice.production else ""
        text = f"{choice.name} is a production target. " if choice.production else ""

        def go() -> None:
            self._desk.apply(reason)

        return ask(
            self._place.window(),
            f"Apply {plural(count, 'change')}{place}?",
            f"{text}{view.consequence}".strip(),
            Answer("Apply" if confirm else view.apply, go, variant, "confirm_apply"),
            keep="Keep editing",
            warning=confirm.removesuffix(" Apply all the same?"),
        )

    def _show_review(self, found: "Review") -> None:
        from traderadmin.gui.dialogs.review import ReviewDialog  # noqa: PLC0415 - when first used

        dialog = ReviewDialog(found, self.view(), self._desk.choice, parent=self._place.window())
        dialog.apply_asked.connect(self._apply_reviewed)
        dialog.open()

    def _apply_reviewed(self, reason: str) -> None:
        """Review itself showed the consequences and its button named what must be confirmed."""
        if self.view().can_apply:
            self._desk.apply(reason)

    def _fail(self, error: TraderAdminError) -> None:
        self.failed.emit(error)

    def _discard(self) -> None:
        if self._desk.model is not None:
            self._desk.model.revert_all()


def _errors(problems: "tuple[Problem, ...]") -> int:
    return sum(problem.severity.value == "error" for problem in problems)
