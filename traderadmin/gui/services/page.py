"""The Services tab."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from traderadmin.contract.history import HistoryEntry
from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.checks import SegmentedChoice
from traderadmin.gui.look.labels import Label, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.surfaces import ScrollArea, Surface
from traderadmin.gui.services.card import ServiceCard
from traderadmin.gui.services.cardfacts import card_facts
from traderadmin.gui.services.facts import session_facts, summary
from traderadmin.gui.services.logpanel import LogPanel
from traderadmin.gui.services.notelist import NoteList
from traderadmin.gui.services.sessioncard import SessionCard
from traderadmin.gui.services.tables import history_block, trading_blocks
from traderadmin.gui.services.tradingpanels import HistoryPanel, TradingPanel
from traderadmin.gui.shell.words import shown_order
from traderadmin.targets.states import Snapshot
from traderadmin.workflow.advice import is_off
from traderadmin.workflow.sessionnotes import session_notes

_NARROW = 1000
_SHORTEST_LOG = 260


class Panel(IntEnum):
    """What stands below the cards."""

    LOG = 0
    TRADING = 1
    HISTORY = 2


_PANELS = ("Log", "Positions and orders", "Session history")


class ServicesPage(Surface):
    """Cards above; below them the log, positions and orders, or the session's history."""

    start_asked = Signal()
    stop_asked = Signal()

    def __init__(self, log: LogPanel, parent: QWidget | None = None) -> None:
        super().__init__(window=True, parent=parent)
        self.setObjectName("services_page")
        self.log = log
        self.notes = NoteList(self)
        self.trading = TradingPanel(self)
        self.history = HistoryPanel(self)
        self.choice = SegmentedChoice(_PANELS, parent=self)
        self.choice.setAccessibleName("Show below the cards")
        self.choice.chosen.connect(self._choose)
        self._reveal = QTimer(self)
        self._reveal.setSingleShot(True)
        self._reveal.timeout.connect(self._scroll_to_panel)
        self._scroll = ScrollArea(parent=self)
        self._columns = 3
        self._cards: list[ServiceCard] = []
        self._seen: tuple[Snapshot | None, datetime, tuple[HistoryEntry, ...]] | None = None
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

    def show_panel(self, panel: Panel) -> None:
        """Choose a panel, and bring it to sight once the page is laid out."""
        self.choice.choose(panel)
        self._choose(panel)
        self._reveal.start()

    def show_snapshot(
        self,
        snapshot: Snapshot | None,
        now: datetime,
        *,
        busy: bool,
        records: Iterable[HistoryEntry] = (),
    ) -> None:
        """Show the services and the session as they are; `records` is TraderAdmin's history."""
        self._sub.setText(summary(snapshot))
        services = shown_order(snapshot.services) if snapshot is not None else ()
        if len(services) != len(self._cards):
            self._rebuild(len(services))
        revision = snapshot.revision if snapshot is not None else None
        for card, state in zip(self._cards, services, strict=True):
            card.show_facts(card_facts(state, revision, now))
        self._session.show_facts(session_facts(snapshot, now))
        self.log.set_services(tuple(state.name for state in services))
        self.notes.show_notes(session_notes(snapshot, now))
        self._seen = (snapshot, now, tuple(records))
        self._fill()
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

    def _fill(self) -> None:
        """Bring the table that is chosen up to date; the others are when they are chosen."""
        if self._seen is None:
            return
        snapshot, now, records = self._seen
        if self.choice.choice == Panel.TRADING:
            self.trading.show_blocks(trading_blocks(snapshot, now))
        elif self.choice.choice == Panel.HISTORY:
            self.history.show_block(history_block(snapshot, now, records))

    def _choose(self, panel: int) -> None:
        self._fill()
        for each, widget in zip(Panel, (self.log, self.trading, self.history), strict=True):
            widget.setVisible(each == panel)

    def _scroll_to_panel(self) -> None:
        """The choice at the top, where the page is higher than the window."""
        self._scroll.verticalScrollBar().setValue(self.choice.y() - px(16))

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
        column.addWidget(self.notes)
        choices = QHBoxLayout()
        choices.addWidget(self.choice)
        choices.addStretch(1)
        column.addLayout(choices)
        self.log.setMinimumHeight(px(_SHORTEST_LOG))
        for panel in (self.log, self.trading, self.history):
            column.addWidget(panel, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)
        outer.addWidget(self._scroll)
        self._place()
        self.choice.choose(Panel.LOG)
        self._choose(Panel.LOG)
