"""The last step: the cluster is pinned and everything an apply needs is checked. It only reads."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.step import Step
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice
from traderadmin.gui.shell.tonedicon import TonedIcon
from traderadmin.targets.states import Check, CheckLevel

if TYPE_CHECKING:
    from traderadmin.targets.browsing import ClusterBrowser
    from traderadmin.targets.saved import SavedTarget

NOTHING_CHANGED = "Read-only so far: nothing was changed."
_LOOKS = {
    CheckLevel.OK: ("check", Tint.OK, "passed"),
    CheckLevel.WARNING: ("alert-triangle", Tint.WARN, "warning"),
    CheckLevel.REFUSED: ("x-circle", Tint.DANGER, "refused"),
}


class CheckStep(Step):
    """Runs the preflight through a backend of its own and shows the checklist."""

    name = "Check"
    title = "Can TraderAdmin work there?"
    text = "Everything an apply needs is checked; writes are tried without effect."

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(asker, draft, parent)
        self._pinned: SavedTarget | None = None
        self._list = QWidget()
        self._where = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._refused = Notice(Tone.WARN, "You can connect, but as it is an apply is refused.")
        self.column.addWidget(self.waiting)
        self.column.addWidget(self._refused)
        self.column.addWidget(self._where)
        self.column.addWidget(self._list)
        self.column.addStretch(1)

    @override
    def refresh(self) -> None:
        self._pinned = None
        self._refused.hide()
        self._where.hide()
        self._list.hide()
        draft = self.draft
        self.ask(
            lambda browser: self._check(browser, draft), self._show, words="Checking the cluster…"
        )

    @override
    def result(self) -> "SavedTarget | None":
        return self._pinned

    def _check(
        self, browser: "ClusterBrowser", draft: "SavedTarget"
    ) -> "tuple[SavedTarget, tuple[Check, ...]]":
        """On a worker thread."""
        pinned = browser.pinned(draft)
        backend = self.asker.keep(self.asker.clusters.choice(pinned).open(_unheard))
        try:
            return pinned, backend.preflight()
        finally:
            backend.close()

    def _show(self, found: "tuple[SavedTarget, tuple[Check, ...]]") -> None:
        self._pinned, checks = found
        self._where.setText(
            f"API server {self._pinned.server}\nNamespace {self._pinned.namespace}, "
            f"UID {self._pinned.namespace_uid}"
        )
        self._where.show()
        made = _checklist(checks)
        self.column.replaceWidget(self._list, made)
        made.show()
        self._list.deleteLater()
        self._list = made
        self._refused.setVisible(any(check.level is CheckLevel.REFUSED for check in checks))


def _unheard(_: object) -> None:
    """A preflight tells of no events."""


def _checklist(checks: tuple[Check, ...]) -> QWidget:
    made = QWidget()
    made.setObjectName("checklist")
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(10))
    grid.setVerticalSpacing(px(3))
    grid.setColumnStretch(1, 1)
    for check in checks:
        icon, tint, word = _LOOKS[check.level]
        row = grid.rowCount()
        title = Label(check.title, Type.LABEL, wrap=True)
        title.setAccessibleName(f"{check.title}: {word}")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(TonedIcon(icon, tint), row, 0, top)
        grid.addWidget(title, row, 1)
        below = ((check.detail, Tint.TEXT2), (check.remedy, Tint.TEXT))
        for words, shade in below:
            if words:
                label = Label(words, Type.CAPTION, shade, wrap=True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(label, grid.rowCount(), 1)
        grid.setRowMinimumHeight(grid.rowCount(), px(4))
    return made
