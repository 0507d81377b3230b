"""The list of all problems, each with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import MISSING
from traderadmin.config.paths import FieldPath, dotted
from traderadmin.config.validation import Fix, Problem, Severity
from traderadmin.gui.form.layoutplan import Section
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.look import icons
from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import CARD_RADIUS, Type, px
from traderadmin.gui.look.paint import box, painter_on
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.gui.settings.places import place

_WORDS = {Fix.REMOVE: "Remove", Fix.RESET: "Reset", Fix.JUMP: "Jump"}
_MOST = 100


class ProblemsList(QWidget):
    """Problems in order; follows the edits while it is shown."""

    jump_wanted = Signal(object)
    """The path to show."""

    def __init__(self, session: FormSession, sections: Sequence[Section], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._sections = tuple(sections)
        self._locked = False
        self.items: tuple[ProblemItem, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), 0, 0, px(16))
        self._column.setSpacing(px(8))
        self._none = Label("There are no problems.", Type.BODY, Tint.TEXT2)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        session.problems_changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """List the problems there are now."""
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        made = []
        for problem in self._session.problems[:_MOST]:
            item = ProblemItem(problem, self._where(problem.path))
            item.set_locked(locked=self._locked)
            item.fix_wanted.connect(self._fix)
            self._column.insertWidget(self._column.count() - 1, item)
            made.append(item)
        self.items = tuple(made)
        self._none.setVisible(not made)

    def set_locked(self, *, locked: bool) -> None:
        """Let nothing be changed from here while changes are applied; Jump goes on."""
        self._locked = locked
        for item in self.items:
            item.set_locked(locked=locked)

    def _where(self, path: FieldPath) -> str:
        section = next((each for each in self._sections if each.holds(path)), None)
        words = place(self._session.model.schema, path)
        return f"{section.title}: {words}" if section is not None and len(path) > 1 else words

    def _fix(self, path: FieldPath, fix: Fix) -> None:
        model = self._session.model
        if fix is Fix.JUMP:
            self.jump_wanted.emit(path)
            return
        field = model.schema.field_at(path)
        keeps = fix is Fix.RESET and field is not None and field.default is not MISSING
        if keeps and field is not None:
            model.set(path, field.default)
        else:
            model.unset(path)
        model.end_step()


class ProblemItem(QFrame):
    """One problem: where, what, and its buttons."""

    fix_wanted = Signal(object, object)

    def __init__(self, problem: Problem, where: str) -> None:
        super().__init__()
        self.problem = problem
        self.buttons: dict[Fix, Button] = {}
        self.setAccessibleName(f"{problem.severity.value}, {where}: {problem.message}")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(44), px(10), px(10), px(10))
        row.setSpacing(px(4))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(where, Type.STRONG, wrap=True))
        words.addWidget(Label(problem.message, wrap=True))
        words.addWidget(Label(dotted(problem.path), Type.CAPTION, Tint.TEXT2, wrap=True))
        row.addLayout(words, 1)
        for fix in (each for each in _WORDS if each in problem.fixes):
            button = Button(_WORDS[fix])
            button.setAccessibleName(f"{_WORDS[fix]} {where}")
            button.clicked.connect(self._clicked)
            self.buttons[fix] = button
            row.addWidget(button)

    def set_locked(self, *, locked: bool) -> None:
        """Disable what changes a value."""
        for fix, button in self.buttons.items():
            button.setEnabled(fix is Fix.JUMP or not locked)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        error = self.problem.severity is Severity.ERROR
        front = t.danger if error else t.warn
        painter = painter_on(self)
        rect = QRectF(self.rect())
        box(painter, rect, px(CARD_RADIUS), t.surface, t.line)
        name = "alert-circle" if error else "alert-triangle"
        icons.draw_centred(painter, name, QRectF(px(14), px(11), px(18), px(18)), front, px(18))
        painter.end()

    def _clicked(self) -> None:
        sender = self.sender()
        for fix, button in self.buttons.items():
            if button is sender:
                self.fix_wanted.emit(self.problem.path, fix)
