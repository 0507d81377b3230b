"""Closing the window: pending edits, what is under way, running services; each asked about once."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from traderadmin.contract.history import Outcome
from traderadmin.gui.dialogs.ask import Answer, Question, ask, nothing
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.preferences import OnClose, Preferences
from traderadmin.gui.shell.runner import Ended
from traderadmin.gui.shell.workspace import Workspace
from traderadmin.workflow.exposure import stopped_text
from traderadmin.workflow.words import lower_first, plural


class Closing(QObject):
    """Decides with the operator whether the window may go."""

    agreed = Signal()
    """Everything was asked: the window may close now."""

    def __init__(self, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._preferences = preferences
        self._window = window
        self._space: Workspace | None = None
        self._waiting = False
        self._discard = False
        self._asking: QObject | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the window closes as soon as what is under way is over."""
        return self._waiting

    def watch(self, space: Workspace) -> None:
        """Ask on behalf of this workspace from now on."""
        self._space = space
        self._waiting = self._discard = False
        space.desk.ended.connect(self._ended)
        space.latch_flow.settled.connect(self._settled)

    def ask(self) -> None:
        """Ask what must be asked; `agreed` follows when nothing is in the way."""
        space = self._space
        if space is None:
            self.agreed.emit()
            return
        if self._asking is not None:
            return
        if space.is_busy:
            self._wait(space)
        elif self._pending(space) and not self._discard:
            self._ask_edits(space)
        elif self._services_are_ours(space) and self._preferences.on_close is not OnClose.LEAVE:
            self._about_services(space)
        else:
            self.agreed.emit()

    def _services_are_ours(self, space: Workspace) -> bool:
        """Whether services run on this machine; those of a cluster are not one window's affair."""
        snapshot = space.desk.snapshot
        services = snapshot.services if snapshot is not None else ()
        return space.desk.choice.is_local and any(state.instances for state in services)

    def _pending(self, space: Workspace) -> int:
        model = space.desk.model
        return len(model.modified_paths()) if model is not None else 0

    def _wait(self, space: Workspace) -> None:
        if not self._waiting:
            self._waiting = True
            space.outcomes.show_toast("TraderAdmin closes when this is done.")

    def _ask_edits(self, space: Workspace) -> None:
        changes = plural(self._pending(space), "change")
        answers = [
            Answer("Discard and close", self._discard_and_close, Variant.DANGER, "discard_close")
        ]
        if space.apply_flow.view().can_apply:
            answers.append(
                Answer("Apply, then close", self._apply_and_close, Variant.PRIMARY, "apply_close")
            )
        self._open(
            ask(
                self._window,
                f"{changes} not applied",
                "They are lost when the window closes.",
                *answers,
                keep="Keep editing",
            )
        )

    def _about_services(self, space: Workspace) -> None:
        if self._preferences.on_close is OnClose.STOP:
            self._stop()
            return
        question = Question(
            "Leave the services running?",
            "They go on without this window, and it finds them again. "
            f"If they are stopped: {lower_first(stopped_text(space.desk.snapshot))}",
            (
                Answer("Keep the window", nothing, Variant.GHOST, "keep"),
                Answer("Stop services", self._stop, Variant.NORMAL, "stop_and_close"),
                Answer(
                    "Leave running", self._leave, Variant.PRIMARY, "leave_running", default=True
                ),
            ),
            remember="Remember this",
            parent=self._window,
        )
        question.setObjectName("question")
        self._question = question
        self._open(question)
        question.open()

    def _open(self, question: Question) -> None:
        self._asking = question
        question.finished.connect(self._answered)

    def _answered(self, _: int) -> None:
        self._asking = None

    def _discard_and_close(self) -> None:
        self._discard = True
        self._asking = None
        self.ask()

    def _apply_and_close(self) -> None:
        if self._space is not None:
            self._waiting = True
            question = self._space.settings.apply()
            if question is not None:
                question.finished.connect(self._confirmed)

    def _confirmed(self) -> None:
        """Who does not confirm the apply wants to keep the window, too."""
        self._waiting = self._space is not None and self._space.desk.is_busy

    def _leave(self) -> None:
        if self._question.is_remembered:
            self._preferences.keep_on_close(OnClose.LEAVE)
        self.agreed.emit()

    def _stop(self) -> None:
        if self._preferences.on_close is OnClose.ASK and self._question.is_remembered:
            self._preferences.keep_on_close(OnClose.STOP)
        if self._space is not None:
            self._waiting = True
            self._space.desk.stop_services("Stopped when the window was closed")

    def _ended(self, ended: Ended) -> None:
        self._settled(ended.result is not None and ended.result.outcome is Outcome.DONE)

    def _settled(self, done: bool) -> None:
        """After success go on closing; a failure must be seen, so the window stays."""
        if not self._waiting:
            return
        self._waiting = False
        if done:
            self._asking = None
            self.ask()
