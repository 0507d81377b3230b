"""The Services tab."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import ScrollArea, Surface
from traderadmin.gui.services.card import ServiceCard
from traderadmin.gui.services.cardfacts import card_facts
from traderadmin.gui.services.facts import session_facts, summary
from traderadmin.gui.services.logpanel import LogPanel
from traderadmin.gui.services.sessioncard import SessionCard
from traderadmin.gui.shell.words import shown_order
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.advice import is_off

_NARROW = 1000
_SHORTEST_LOG = 260


class ServicesPage(Surface):
    """Cards above, the log below."""

    start_asked = Signal()
    stop_asked = Signal()

    def __init__(self, log: LogPanel, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self.setObjectName("services_page")
        self.log = log
        self._columns = 3
        self._cards: list[ServiceCard] = []
        self._session = SessionCard()
        self._sub = Label("", Type.BODY, Tint.TEXT2)
        self.start = Button("Start services", icon="play")
        self.stop = Button("Stop services…", icon="square")
        self.start.setObjectName("start_services")
        self.stop.setObjectName("stop_services")
        self.start.clicked.connect(self.start_asked)
        self.stop.clicked.connect(self.stop_asked)
        self.banner_area = QVBoxLayout()
        self._grid = QGridLayout()
        self._grid.setSpacing(px(16))
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot | None, now: datetime, *, busy: bool) -> None:
        """Show the services and the session as they are."""
        self._sub.setText(summary(snapshot))
        services = shown_order(snapshot.services) if snapshot is not None else ()
        if len(services) != len(self._cards):
            self._rebuild(len(services))
        revision = snapshot.revision if snapshot is not None else None
        for card, state in zip(self._cards, services, strict=True):
            card.show_facts(card_facts(state, revision, now))
        self._session.show_facts(session_facts(snapshot, now))
        self.log.set_services(tuple(state.name for state in services))
        free = snapshot is not None and not busy and not snapshot.lock.held
        free = free and snapshot is not None and not snapshot.lock.orphaned
        self.start.setEnabled(free and any(is_off(state) for state in services))
        self.stop.setEnabled(free and any(state.wanted for state in services))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() < px(_NARROW) else 3
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _rebuild(self, count: int) -> None:
        while len(self._cards) > count:
            card = self._cards.pop()
            self._grid.removeWidget(card)
            card.deleteLater()
        while len(self._cards) < count:
            self._cards.append(ServiceCard())
        self._place()

    def _place(self) -> None:
        cards: list[QWidget] = [*self._cards, self._session]
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        for index, card in enumerate(cards):
            row, column = divmod(index, self._columns)
            alone = index == len(cards) - 1 and column == 0
            self._grid.addWidget(card, row, column, 1, self._columns if alone else 1)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label("Services", Type.H1))
        words.addWidget(self._sub)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addLayout(words, 1)
        head.addWidget(self.start)
        head.addWidget(self.stop)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(px(24), px(20), px(24), px(24))
        column.setSpacing(px(16))
        column.addLayout(self.banner_area)
        column.addLayout(head)
        column.addLayout(self._grid)
        self.log.setMinimumHeight(px(_SHORTEST_LOG))
        column.addWidget(self.log, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(content))
        self._place()
