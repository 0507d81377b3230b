"""A service's card: state, revision, proof, up since, last error, and its pods."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from traderadmin.gui.look.labels import Divider, Label, Pill, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.services.cardfacts import CardFacts, Row, Sign
from traderadmin.gui.services.podlist import PodList
from traderadmin.gui.shell.session import PHASE_TONES
from traderadmin.gui.shell.statuspill import StatusPill
from traderadmin.gui.shell.tonedicon import TonedIcon

_LABEL = 98
_TINTS = {Sign.WARN: Tint.WARN, Sign.BAD: Tint.DANGER}


def card_head(card: Card, title: Label, pill: Pill, sub: Label) -> None:
    """The upper part every card has."""
    head = QHBoxLayout()
    head.addWidget(title, 1)
    head.addWidget(pill)
    card.body.setSpacing(0)
    card.body.addLayout(head)
    card.body.addWidget(sub)
    card.body.addSpacing(px(11))
    card.body.addWidget(Divider())
    card.body.addSpacing(px(12))


class ServiceCard(Card):
    """Shows `CardFacts`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._facts: CardFacts | None = None
        self._title = Label("", Type.H2)
        self._pill = StatusPill()
        self._where = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._rows: list[tuple[Label, Label, TonedIcon]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(9))
        self._grid.setVerticalSpacing(px(10))
        self._grid.setColumnMinimumWidth(0, px(_LABEL - 9))
        self._grid.setColumnStretch(3, 1)
        card_head(self, self._title, self._pill, self._where)
        self._pods = PodList()
        self.body.addLayout(self._grid)
        self.body.addWidget(self._pods)
        self.body.addStretch(1)

    def show_facts(self, facts: CardFacts) -> None:
        """Show a service; nothing is laid out anew where nothing changed."""
        if facts == self._facts:
            return
        self._facts = facts
        self._title.setText(facts.name)
        self._where.setText(facts.where)
        self._pill.show_phase(facts.phase, facts.word, PHASE_TONES[facts.phase])
        self.setAccessibleName(f"{facts.name}: {facts.word}")
        self.setObjectName(f"card_{facts.name}")
        while len(self._rows) < len(facts.rows):
            self._add_row()
        for number, widgets in enumerate(self._rows):
            row = facts.rows[number] if number < len(facts.rows) else None
            _show_row(widgets, row)
            wide = row is None or row.sign is not Sign.GOOD
            self._grid.addWidget(widgets[1], number, 1, 1, 3 if wide else 1)
        self._pods.show_pods(facts.pods)

    def _add_row(self) -> None:
        at = len(self._rows)
        label = Label("", Type.CAPTION, Tint.TEXT2)
        value = Label("", Type.CAPTION_STRONG)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sign = TonedIcon("check", side=14)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, at, 0, top)
        self._grid.addWidget(value, at, 1, 1, 3)
        self._grid.addWidget(sign, at, 2, Qt.AlignmentFlag.AlignVCenter)
        self._rows.append((label, value, sign))


def _show_row(widgets: tuple[Label, Label, TonedIcon], row: Row | None) -> None:
    label, value, sign = widgets
    for widget in widgets:
        widget.setVisible(row is not None)
    if row is None:
        return
    label.setText(row.label)
    value.setWordWrap(row.sign is not Sign.GOOD)
    value.setText(row.value)
    sign.setVisible(row.sign is Sign.GOOD)
    if row.sign is Sign.GOOD:
        sign.show_icon(row.sign.value, Tint.OK)
    value.set_tint(_TINTS.get(row.sign, Tint.TEXT))
    value.setAccessibleName(f"{row.label}: {row.value}")
