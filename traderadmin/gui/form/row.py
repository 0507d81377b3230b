"""The one row primitive: label, help, editor, what it was, undo, and what is wrong with it."""

from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.config.fields import Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.validation import Problem, ProblemKind
from traderadmin.config.values import UNSET
from traderadmin.errors import TraderAdminError
from traderadmin.gui.form import words
from traderadmin.gui.form.build import editor_for
from traderadmin.gui.form.clearbutton import ClearButton, place_in_row
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.base import WIDE, Editor
from traderadmin.gui.form.folding import FoldingLabel
from traderadmin.gui.form.labelcolumn import (
    BAR_ROOM,
    label_column,
    row_label,
    spoken_name,
)
from traderadmin.gui.form.note import Note
from traderadmin.gui.form.problemline import ProblemLine, show_all
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.look.buttons import IconButton
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import ICON_BUTTON, Type, px
from traderadmin.gui.look.paint import box, painter_on
from traderadmin.gui.look.tokens import tokens_of
from traderadmin.workflow.words import lower_first

_BAR = 3


class FieldRow(QWidget):
    """Binds one field to the model both ways. Writes only what a person edited."""

    def __init__(
        self, field: Field, session: FormSession, context: FormContext, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.path: FieldPath = field.path
        self._session = session
        self._context = context
        self._locked = False
        self._modified = False
        self._active = False
        self._refused: Problem | None = None
        self._sentences: list[ProblemLine] = []
        self._undo: IconButton | None = None
        self._clear: ClearButton | None = None
        self._was: FoldingLabel | None = None
        self._aside: Label | None = None
        self._note: Note | None = None
        self._editor = editor_for(field, context, session.model.get(self.path))
        self._wide = self._editor.width == WIDE
        self._label = row_label(field, wide=self._wide)
        self._build()
        self._connect()
        self.refresh()
        self.show_problems()

    @property
    def editor(self) -> Editor:
        """What edits the value now."""
        return self._editor

    @property
    def undo_button(self) -> IconButton | None:
        """The button that gives the baseline's value back; made with the first modification."""
        return self._undo

    @property
    def was_text(self) -> str:
        """The sentence about the baseline's value; empty while unmodified."""
        return self._was.text() if self._was is not None and self._modified else ""

    @property
    def problem_text(self) -> str:
        """The sentences under the editor, one to a line."""
        return "\n".join(filter(None, (sentence.text() for sentence in self._sentences)))

    def refresh(self) -> None:
        """Show what the model holds."""
        model = self._session.model
        value = model.get(self.path)
        if not self._editor.fits(value):
            self._replace_editor(value)
        self._editor.show_value(value)
        self._refused = None
        self._show_modified(model.is_modified(self.path))
        self._show_aside()
        self._show_clear()

    def show_problems(self) -> None:
        """Show what is wrong with the value."""
        problems = self._session.problems_within(self.path)
        if self._refused is not None:
            problems = (*problems, self._refused)
        mine = self._editor.show_problems(self.path, problems)
        while len(self._sentences) < len(mine):
            sentence = ProblemLine()
            self._content.insertWidget(1 + len(self._sentences), sentence)
            self._sentences.append(sentence)
        show_all(self._sentences, mine)
        self._show_note()
        control = self._editor.widget
        control.setAccessibleDescription(" ".join(problem.message for problem in problems))

    def set_locked(self, *, locked: bool) -> None:
        """Disable the editor, or enable it again."""
        self._locked = locked
        self._editor.set_locked(locked=locked)
        if self._undo is not None:
            self._undo.setVisible(self._modified and not locked)
        self._show_clear()

    def set_active(self, *, active: bool) -> None:
        """Whether the focus is within; what is rarely wanted is shown only then."""
        self._active = active
        self._show_clear()

    def tick(self) -> None:
        """Time went on: local equivalents may have changed."""
        self._show_aside()

    def focus_at(self, path: FieldPath) -> QWidget:
        """Give the focus to the editor of `path`, which is at or inside this field."""
        widget = self._editor.focus_at(path[len(self.path) :])
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return widget

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._modified:
            painter = painter_on(self)
            bar = QRectF(0, 0, px(_BAR), self.height())
            box(painter, bar, px(_BAR) / 2, tokens_of(self).accent)
            painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_clear(hovered=True)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_clear(hovered=False)

    def _build(self) -> None:
        is_set = self._session.model.get(self.path) is not UNSET
        top = 0 if self._wide else self._editor.label_top
        labels = label_column(self._label, self.field, is_set=is_set, top=top, wide=self._wide)
        self._label.setBuddy(self._editor.widget)
        self._line = QHBoxLayout()
        self._line.setSpacing(px(12))
        self._line.addWidget(self._editor.widget)
        self._content = QVBoxLayout()
        self._content.setSpacing(0)
        self._content.addLayout(self._line)
        self._content.addStretch(1)
        outer: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if self._wide else QHBoxLayout(self)
        outer.setContentsMargins(px(BAR_ROOM), 0, 0, 0)
        outer.setSpacing(px(8 if self._wide else 16))
        outer.addLayout(labels)
        if self._wide:
            outer.addLayout(self._content)
        else:
            outer.addLayout(self._content, 1)
        if not self._editor.is_compound:
            self._line.addStretch(1)

    def _connect(self) -> None:
        self._editor.edited.connect(self._edited)
        self._editor.finished.connect(self._session.model.end_step)
        if self._editor.is_lively:
            self._editor.reverted.connect(self.revert)
            self._editor.aside_changed.connect(self._show_aside)

    def _replace_editor(self, value: Any) -> None:
        old = self._editor
        self._editor = editor_for(self.field, self._context, value)
        self._line.replaceWidget(old.widget, self._editor.widget)
        old.widget.hide()
        old.widget.deleteLater()
        self._label.setBuddy(self._editor.widget)
        self._editor.set_locked(locked=self._locked)
        self._connect()

    def _edited(self, value: object) -> None:
        model = self._session.model
        try:
            if value is UNSET:
                model.unset(self.path)
            else:
                model.set(self.path, value)
        except TraderAdminError as error:
            self._refused = Problem(self.path, error.message, kind=ProblemKind.VALUE, fixes=())
            self.show_problems()
            return
        if self._refused is not None:
            self._refused = None
            self.show_problems()

    def revert(self) -> None:
        """Give the field the baseline's value back."""
        self._session.model.revert(self.path)
        self._session.model.end_step()

    def _revert_clicked(self) -> None:
        self.revert()
        self.focus_at(self.path)

    def _clear_clicked(self) -> None:
        self._session.model.unset(self.path)
        self._session.model.end_step()
        self.focus_at(self.path)

    def _show_modified(self, modified: bool) -> None:
        if modified or self._was is not None:
            baseline = self._session.model.get_baseline(self.path)
            self._show_was(words.was(baseline, self.field, self._context), modified)
        if modified != self._modified:
            self._modified = modified
            self._label.set_type(Type.STRONG if modified else Type.LABEL)
            self.update()
        self._editor.set_name(spoken_name(self.field, self.was_text))

    def _show_was(self, sentence: str, modified: bool) -> None:
        if self._was is None:
            self._was = FoldingLabel(Type.CAPTION, Tint.ACCENT)
            self._content.insertWidget(self._content.count() - 1, self._was)
            self._undo = IconButton("undo", f"Undo: {self.field.title}", accent=True, parent=self)
            self._undo.clicked.connect(self._revert_clicked)
            QWidget.setTabOrder(self._editor.last_widget(), self._undo)
        if self._undo is not None:
            self._undo.set_name(f"Undo {self.field.title}: {lower_first(sentence)}")
            self._undo.setVisible(modified and not self._locked)
        self._was.show_words(sentence if modified else "")
        if self._editor.is_compound:  # room for the undo button, below the list's own
            self._was.setMinimumHeight(px(ICON_BUTTON) if modified else 0)
        self._place_buttons()

    def _place_buttons(self) -> None:
        place_in_row(self.size(), self._editor, self._undo, self._clear)

    def _show_aside(self) -> None:
        model_value = self._session.model.get(self.path)
        sentence = self._editor.aside()
        if model_value is UNSET and not self.field.required and not self.field.secret:
            sentence = words.applies(self.field, seen=self._editor.shows_default)
        if sentence and self._aside is None and not self._editor.is_compound:
            self._aside = Label("", Type.BODY, Tint.TEXT2)
            self._line.insertWidget(1, self._aside)
        if self._aside is not None and self._aside.text() != sentence:
            self._aside.setText(sentence)
        self._show_note()

    def _show_note(self) -> None:
        icon, sentence = self._editor.note()
        if sentence and self._note is None:
            self._note = Note()
            self._content.insertWidget(1 + len(self._sentences), self._note)
        if self._note is not None:
            self._note.show_icon(icon)
            self._note.show_words(sentence)

    def _show_clear(self, *, hovered: bool | None = None) -> None:
        """Offer to take an optional key out of the file, while pointer or focus is here."""
        near = self._active or (self.underMouse() if hovered is None else hovered)
        possible = near and not self.field.required and not self._locked
        wanted = possible and self._session.model.get(self.path) is not UNSET
        if wanted and self._clear is None:
            self._clear = ClearButton.of_field(self.field, self)
            self._clear.clicked.connect(self._clear_clicked)
            if not self._editor.is_compound:
                self._line.insertWidget(self._line.count() - 1, self._clear)
            QWidget.setTabOrder(self._editor.last_widget(), self._clear)
        if self._clear is not None:
            self._clear.setVisible(wanted)
            self._place_buttons()
