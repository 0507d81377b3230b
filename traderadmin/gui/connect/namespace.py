"""The second step: which namespace; typed where it may not be listed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.errors import TraderAdminError
from traderadmin.gui.connect.asker import Asker
from traderadmin.gui.connect.step import Step
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label
from traderadmin.gui.look.measures import Type, px

if TYPE_CHECKING:
    from traderadmin.targets.saved import SavedTarget

USUAL = "trading"


class NamespaceStep(Step):
    """Offers the namespaces, or a field where the cluster does not list them."""

    name = "Namespace"
    title = "Which namespace?"
    text = "The services and the volume with their configuration are in one namespace."

    def __init__(self, asker: Asker, draft: "SavedTarget", parent: QWidget | None = None) -> None:
        super().__init__(asker, draft, parent)
        self.list = ComboBox(width=320)
        self.list.setObjectName("namespace_list")
        self.list.show_placeholder("Choose a namespace")
        self.typed = LineEdit()
        self.typed.setObjectName("namespace")
        self.typed.setPlaceholderText(USUAL)
        field = QVBoxLayout()
        field.setSpacing(px(4))
        field.addWidget(Label("Namespace", Type.LABEL))
        for widget in (self.list, self.typed):
            widget.setAccessibleName("Namespace")
            widget.hide()
            field.addWidget(widget)
        self.column.addLayout(field)
        self.column.addWidget(self.waiting)
        self.column.addStretch(1)
        self.list.currentIndexChanged.connect(self.changed)
        self.typed.textChanged.connect(self.changed)

    @override
    def refresh(self) -> None:
        self.list.hide()
        self.typed.hide()
        context = self.draft.context
        self.ask(lambda browser: browser.namespaces(context), self._show, self._type)

    @override
    def result(self) -> "SavedTarget | None":
        shown = self.list if not self.list.isHidden() else self.typed
        if shown.isHidden():
            return None
        name = (self.list.currentText() if shown is self.list else self.typed.text()).strip()
        if not name or name == self.draft.namespace:
            return self.draft if name else None
        return replace(self.draft, namespace=name, services=())

    def _show(self, names: tuple[str, ...]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            self.list.add_choice(name)
        wanted = self.draft.namespace or USUAL
        self.list.setCurrentIndex(names.index(wanted) if wanted in names else -1)
        self.list.blockSignals(False)
        self.list.show()
        self.list.setFocus()

    def _type(self, _: TraderAdminError) -> None:
        """Whoever may not list namespaces may know the name of theirs."""
        self.typed.setText(self.draft.namespace)
        self.typed.show()
        self.typed.setFocus()
