"""Review: what an apply would do, and Apply itself."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.dialogs.base import Dialog
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.checks import CheckBox
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice
from traderadmin.gui.look.surfaces import ScrollArea
from traderadmin.gui.shell.barview import BarView
from traderadmin.gui.shell.changestable import ChangesTable
from traderadmin.gui.shell.diffview import DiffView
from traderadmin.gui.shell.words import about_text
from traderadmin.workflow.review import Review, Weight
from traderadmin.workflow.words import joined, plural

_WIDTH = 720
_LOWEST = 420
_FRAME = 210
"""Height of what surrounds the scrolled contents."""
_SHARE = 0.92
"""Of the window's height; the rest shows what the dialog is about."""


class ReviewDialog(Dialog):
    """Changes by field, consequences, the text diff; a reason, and Apply."""

    apply_asked = Signal(str)
    """The reason typed."""

    def __init__(
        self, review: Review, view: BarView, choice: TargetChoice, *, parent: QWidget
    ) -> None:
        super().__init__(
            f"Review {plural(len(review.changes), 'change')}",
            _restarts(review),
            width=_WIDTH,
            parent=parent,
        )
        self.setObjectName("review_dialog")
        self.reason = LineEdit()
        self.reason.setObjectName("reason")
        self.reason.setPlaceholderText("Why, for the history (optional)")
        self.reason.setAccessibleName("Reason, for the history")
        self._consent: CheckBox | None = None
        self._view = view
        self._room = max(px(_LOWEST), round(parent.height() * _SHARE))
        self._fill(review)
        self.add_gap()
        self.add_button("Close", name="keep").clicked.connect(self.reject)
        variant = Variant.PRODUCTION if choice.production else Variant.PRIMARY
        self.apply = self.add_button(view.apply, variant, name="apply_reviewed", default=True)
        self.apply.clicked.connect(self._apply)
        self.reason.returnPressed.connect(self._apply)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._allow()

    @override
    def preferred_size(self, natural: QSize) -> QSize:
        wanted = self._natural + px(_FRAME)
        return QSize(max(natural.width(), px(_WIDTH)), min(self._room, wanted))

    def _fill(self, review: Review) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, px(14), 0)
        column.setSpacing(px(8))
        if review.confirm:
            column.addWidget(Notice(Tone.WARN, review.confirm.removesuffix(" Apply all the same?")))
        for consequence in review.consequences:
            if consequence.text not in review.confirm:
                tone = Tone.WARN if consequence.weight is Weight.WARNING else Tone.INFO
                column.addWidget(Notice(tone, consequence.text))
        column.addSpacing(px(4))
        table = ChangesTable()
        column.addWidget(table)
        table.show_changes(review.changes)
        column.addSpacing(px(4))
        column.addWidget(Label("As text", Type.STRONG))
        diff = DiffView(most_lines=200)
        column.addWidget(diff)
        diff.show_lines(review.diff)
        if review.lost_comments:
            words = "These comments go, because the lines they belong to are written anew: "
            column.addWidget(Notice(Tone.WARN, words + " ".join(review.lost_comments)))
        for note in review.notes:
            column.addWidget(Notice(Tone.INFO, note))
        column.addStretch(1)
        self._natural = content.sizeHint().height()
        self.body.addWidget(ScrollArea(content), 1)
        self.body.addWidget(self.reason)
        if review.confirm:
            self._consent = CheckBox("I want trading to stay open until someone closes it")
            self._consent.setObjectName("consent")
            self._consent.toggled.connect(self._allow)
            self.body.addWidget(self._consent)
        if not self._view.can_apply:
            self.body.addWidget(Label(self._view.reason, Type.CAPTION, Tint.DANGER, wrap=True))

    def _allow(self) -> None:
        agreed = self._consent is None or self._consent.isChecked()
        self.apply.setEnabled(agreed and self._view.can_apply)

    def _apply(self) -> None:
        if self.apply.isEnabled():
            self.accept()
            self.apply_asked.emit(self.reason.text().strip())


def _restarts(review: Review) -> str:
    if not review.restarts:
        return "No service runs: only the file changes."
    about = about_text(review.about_seconds)
    names = joined(reversed(review.restarts))
    return f"Restarts {names}{', ' + about if about else ''}. A backup is kept."
