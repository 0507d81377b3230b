"""The assistant: a dialog that leads from a kubeconfig to a checked and saved target."""

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from traderadmin.gui.choice import Clusters
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.check import NOTHING_CHANGED, CheckStep
from traderadmin.gui.connect.cluster import ClusterStep
from traderadmin.gui.connect.details import DetailsStep
from traderadmin.gui.connect.namespace import NamespaceStep
from traderadmin.gui.connect.services import ServicesStep
from traderadmin.gui.connect.step import Step
from traderadmin.gui.connect.volume import VolumeStep
from traderadmin.gui.connect.waiting import Waiting
from traderadmin.gui.dialogs.base import Dialog
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice, announce
from traderadmin.gui.look.surfaces import ScrollArea
from traderadmin.targets.saved import SavedTarget

_WIDTH = 580
_HEIGHT = 540
_SHARE = 0.92
"""Of the window's height; the rest shows what the dialog is about."""


class Assistant(Dialog):
    """Short steps; Cancel always works, and whatever a slow cluster still answers is dropped."""

    connected = Signal(object)
    """SavedTarget: it is saved and may be opened."""

    def __init__(
        self,
        clusters: Clusters,
        taken: frozenset[str],
        *,
        edited: SavedTarget | None = None,
        parent: QWidget,
    ) -> None:
        """`taken` are the names of the targets there are; `edited` is the one to change."""
        title = f"Edit {edited.name}" if edited is not None else "Connect to a cluster"
        super().__init__(title, " ", width=_WIDTH, parent=parent)
        self.setObjectName("assistant")
        self.asker = Asker(clusters)
        self._edited = edited
        self._room = round(parent.height() * _SHARE)
        draft = SavedTarget("", "", "")
        if edited is not None:
            draft = replace(edited, server="", namespace_uid="")
        names = taken - {draft.name}
        self.steps: tuple[Step, ...] = (
            ClusterStep(self.asker, draft),
            NamespaceStep(self.asker, draft),
            ServicesStep(self.asker, draft),
            VolumeStep(self.asker, draft),
            DetailsStep(self.asker, draft, names),
            CheckStep(self.asker, draft),
        )
        self._draft = draft
        self._saving = Waiting()
        self._saving.retried.connect(self._go_on)
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(ScrollArea(step))
            step.changed.connect(self._refresh)
        self._unchanged = Notice(Tone.INFO, NOTHING_CHANGED)
        self.body.addSpacing(px(4))
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self._unchanged)
        self.body.addWidget(self._saving)
        self._place = Label("", Type.CAPTION, Tint.TEXT2)
        self.add_left(self._place)
        self.add_gap()
        self.cancel = self.add_button("Cancel", Variant.GHOST, name="keep")
        self.back = self.add_button("Back", name="back")
        self.next = self.add_button("Next", Variant.PRIMARY, name="next", default=True)
        self.cancel.clicked.connect(self.reject)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self._enter(0)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.stack.currentIndex()]

    @override
    def preferred_size(self, natural: QSize) -> QSize:
        return QSize(px(_WIDTH), min(px(_HEIGHT), max(self._room, px(360))))

    def _enter(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        step = self.step
        self.heading.setText(step.title)
        self.text.setText(step.text)
        self._saving.show_nothing()
        place = f"Step {number + 1} of {len(self.steps)}, {step.name}"
        self._place.setText(place)
        announce(self, f"{place}. {step.title}")
        step.enter(self._draft)
        self._refresh()

    def _refresh(self) -> None:
        number = self.stack.currentIndex()
        last = number == len(self.steps) - 1
        words = "Save" if self._edited is not None else "Connect"
        self.next.setText(words if last else "Next")
        production = last and self._draft.production
        self.next.set_variant(Variant.PRODUCTION if production else Variant.PRIMARY)
        self.next.setEnabled(self.step.result() is not None)
        self.back.setVisible(number > 0)
        self._unchanged.setVisible(last)

    def _go_back(self) -> None:
        self._draft = self.step.result() or self._draft
        self._enter(self.stack.currentIndex() - 1)

    def _go_on(self) -> None:
        number = self.stack.currentIndex()
        draft = self.step.result()
        if draft is None:
            return
        if number + 1 < len(self.steps):
            self._draft = draft
            self._enter(number + 1)
        else:
            self._save(draft)

    def _save(self, target: SavedTarget) -> None:
        saved, edited = self.asker.clusters.saved, self._edited
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self._saving.show_busy("Saving…")

        def work() -> SavedTarget:
            same = edited is not None and edited.name == target.name
            saved.put(target, replace=same)
            if edited is not None and not same:
                saved.remove(edited.name)
            return target

        self.asker.run(work, self._saved, self._saving.show_error)

    def _saved(self, target: SavedTarget) -> None:
        self.accept()
        self.connected.emit(target)
