"""The bar under the settings: what is pending, and Discard, Review, Apply."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.shell.barview import BarView, Mark
from traderadmin.gui.shell.tonedicon import TonedIcon

BAR = 64


_TINTS = {Mark.PROBLEM: Tint.DANGER, Mark.OPEN: Tint.OK}


class ActionBar(Surface):
    """Shows a `BarView`; says nothing of its own."""

    discard_asked = Signal()
    review_asked = Signal()
    apply_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, *, production: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("action_bar")
        self.setFixedHeight(px(BAR))
        self._compact = False
        self._view = BarView("Connecting")
        self.headline = Label("", Type.STRONG)
        self._mark = TonedIcon("info", side=14)
        self.line = Label("", Type.CAPTION, Tint.TEXT2)
        self.discard = Button("Discard…", Variant.GHOST)
        self.review = Button("Review…")
        self.cancel = Button("Cancel")
        self.apply = Button(
            "Apply Configuration", Variant.PRODUCTION if production else Variant.PRIMARY
        )
        for name in ("discard", "review", "cancel", "apply"):
            getattr(self, name).setObjectName(name)
        self.discard.clicked.connect(self.discard_asked)
        self.review.clicked.connect(self.review_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.apply.clicked.connect(self.apply_asked)
        self._lay_out()
        self.show_view(self._view)

    @property
    def view(self) -> BarView:
        """What is shown."""
        return self._view

    def show_view(self, view: BarView) -> None:
        """Show another view."""
        self._view = view
        line = view.line(compact=self._compact)
        self.headline.setText(view.headline)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self._mark.setVisible(bool(line) and view.mark is not Mark.NONE)
        if view.mark is not Mark.NONE:
            self._mark.show_icon(view.mark.value, _TINTS.get(view.mark, Tint.TEXT2))
        self.discard.setText(view.discard or "Discard…")
        self.discard.updateGeometry()
        self.discard.setVisible(view.can_discard)
        self.review.setVisible(not view.busy)
        self.review.setEnabled(view.can_review)
        self.cancel.setVisible(view.busy)
        self.cancel.setEnabled(view.can_cancel)
        self.apply.set_busy(busy=view.busy)
        self.apply.setText(view.apply)
        self.apply.updateGeometry()
        self.apply.setEnabled(view.can_apply)
        self.apply.setAccessibleDescription(view.line(compact=False))

    def set_compact(self, *, compact: bool) -> None:
        """Fit into a narrow window."""
        self._compact = compact
        self._row.setContentsMargins(px(24), 0, px(12 if compact else 24), 0)
        self.show_view(self._view)

    def _lay_out(self) -> None:
        second = QHBoxLayout()
        second.setSpacing(px(6))
        second.addWidget(self._mark)
        second.addWidget(self.line)
        second.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addStretch(1)
        words.addWidget(self.headline)
        words.addLayout(second)
        words.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(px(24), 0, px(24), 0)
        self._row.setSpacing(px(8))
        self._row.addLayout(words, 1)
        for button in (self.discard, self.review, self.cancel, self.apply):
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(self._row, 1)
