"""The first step: which kubeconfig, which context."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from traderadmin.errors import TraderAdminError
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.step import Step, whole_path
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import LineEdit

if TYPE_CHECKING:
    from traderadmin.targets.browsing import ClusterBrowser, ContextInfo
    from traderadmin.targets.saved import SavedTarget


class ClusterStep(Step):
    """Offers the contexts of a kubeconfig, the current one first."""

    name = "Cluster"
    title = "Which cluster?"
    text = "A context of your kubeconfig names a cluster and how you sign in to it."

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(asker, draft, parent)
        self._contexts: tuple[ContextInfo, ...] = ()
        self.context = ComboBox(width=320)
        self.context.setObjectName("context")
        self.context.show_placeholder("Choose a context")
        self.kubeconfig = LineEdit(
            draft.kubeconfig, trailing="folder", trailing_name="Choose a kubeconfig"
        )
        self.kubeconfig.setObjectName("kubeconfig")
        self.kubeconfig.setPlaceholderText("The usual one: KUBECONFIG, else ~/.kube/config")
        self._about = self.add_field("Context", self.context)
        self.column.addWidget(self.waiting)
        self.add_field("Kubeconfig", self.kubeconfig)
        self.column.addStretch(1)
        self.context.currentIndexChanged.connect(self._chosen)
        self.kubeconfig.editingFinished.connect(self._read_another)
        self.kubeconfig.trailing_clicked.connect(self._browse)

    @override
    def refresh(self) -> None:
        self.context.setEnabled(False)
        self.ask(_contexts, self._show, self._failed)

    @override
    def result(self) -> "SavedTarget | None":
        context = self._context()
        if context is None or not self.context.isEnabled():
            return None
        if context.name == self.draft.context:
            return self.draft
        namespace = context.namespace
        return replace(self.draft, context=context.name, namespace=namespace, services=())

    def _context(self) -> "ContextInfo | None":
        index = self.context.currentIndex()
        return self._contexts[index] if 0 <= index < len(self._contexts) else None

    def _show(self, contexts: "tuple[ContextInfo, ...]") -> None:
        wanted = self.draft.context
        self._contexts = contexts
        self.context.blockSignals(True)
        self.context.clear()
        for each in contexts:
            self.context.add_choice(each.name, each.server)
        names = [each.name for each in contexts]
        current = next((each.name for each in contexts if each.current), "")
        chosen = wanted or current
        self.context.setCurrentIndex(names.index(chosen) if chosen in names else -1)
        self.context.blockSignals(False)
        self.context.setEnabled(bool(contexts))
        if contexts:
            self.context.setFocus()
        self._chosen()

    def _failed(self, _: TraderAdminError) -> None:
        self._contexts = ()
        self.context.clear()
        self._chosen()

    def _chosen(self) -> None:
        context = self._context()
        about = f"API server {context.server}, signed in as {context.user}." if context else ""
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self.changed.emit()

    def _read_another(self) -> None:
        path = whole_path(self.kubeconfig.text())
        if path != self.draft.kubeconfig:
            self.draft = replace(self.draft, kubeconfig=path)
            self.refresh()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose a kubeconfig")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.kubeconfig.setText(path)
        self._read_another()


def _contexts(browser: "ClusterBrowser") -> "tuple[ContextInfo, ...]":
    return browser.contexts()
