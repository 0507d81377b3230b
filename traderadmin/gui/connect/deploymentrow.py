"""A Deployment as a line to tick, with the name and order of the service that it is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from traderadmin.gui.look.checks import CheckBox
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.targets.saved import PickedService
from traderadmin.targets.savedrules import name_fault, order_of
from traderadmin.workflow.words import joined, plural

if TYPE_CHECKING:
    from traderadmin.targets.browsing import DeploymentInfo

_NAME = 130
_ORDER = 64
_LAST = 100
"""The order of a service that names none: after those that do."""


class DeploymentRow(QWidget):
    """One Deployment."""

    changed = Signal()

    def __init__(
        self,
        info: "DeploymentInfo",
        known: PickedService | None,
        *,
        ticked: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._info = info
        self._usual_order = _LAST if info.order is None else info.order
        self.tick = CheckBox(info.name)
        self.tick.setObjectName(f"tick_{info.name}")
        self.tick.setChecked(ticked)
        self.name = LineEdit(known.name if known else info.service or info.name)
        self.order = LineEdit(str(known.order if known else self._usual_order))
        for field, what, width in ((self.name, "name", _NAME), (self.order, "order", _ORDER)):
            field.setFixedWidth(px(width))
            field.setAccessibleName(f"{info.name}: {what} of the service")
            field.textChanged.connect(self._changed)
        self._about = Label(_about(info), Type.CAPTION, Tint.TEXT2, wrap=True)
        self._about.setContentsMargins(px(28), 0, 0, 0)
        self.tick.setAccessibleDescription(self._about.text())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(1))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.tick, 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.order, 0, 2)
        grid.addWidget(self._about, 1, 0, 1, 3)
        self.tick.toggled.connect(self._changed)
        self._changed()

    @property
    def is_ticked(self) -> bool:
        """Whether it takes part."""
        return self.tick.isChecked()

    @property
    def fault(self) -> str:
        """Why its name or order cannot be used, in a sentence; empty where they can."""
        if fault := self._name_fault():
            return f"{self._info.name}: {fault}"
        return (
            "" if self._order() is not None else f"{self._info.name}: its order is no whole number."
        )

    @property
    def is_by_label(self) -> bool:
        """Whether the labels alone say the same of it."""
        if not self._info.service:
            return not self.is_ticked
        usual = PickedService(self._info.service, self._info.name, self._usual_order)
        return self.is_ticked and not self.fault and self.picked() == usual

    def picked(self) -> PickedService:
        """The service as it is entered; only for a row without fault."""
        return PickedService(self.name.text().strip(), self._info.name, self._order() or 0)

    def _name_fault(self) -> str:
        return name_fault(self.name.text().strip())

    def _order(self) -> int | None:
        return order_of(self.order.text())

    def _changed(self) -> None:
        on = self.is_ticked
        self.name.setEnabled(on)
        self.order.setEnabled(on)
        self.name.set_invalid(invalid=on and bool(self._name_fault()))
        self.order.set_invalid(invalid=on and self._order() is None)
        self.changed.emit()


def column_heads() -> QWidget:
    """What stands above the rows."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    for words, width in (("Deployment", 0), ("Service", _NAME), ("Order", _ORDER)):
        label = Label(words, Type.CAPTION, Tint.TEXT2)
        if width:
            label.setFixedWidth(px(width))
        row.addWidget(label, 0 if width else 1)
    return made


def _about(info: "DeploymentInfo") -> str:
    parts = [plural(info.replicas, "replica"), *info.images]
    if info.claims:
        parts.append(f"mounts {joined(info.claims)}")
    return ", ".join(parts)
