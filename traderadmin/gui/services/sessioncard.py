"""The trading session's card: state, countdown, how much of the window is over, today's figures."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traderadmin.gui.look.labels import Label, Pill, Tint
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.status import ProgressLine
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.services.card import card_head
from traderadmin.gui.services.facts import SessionFacts
from traderadmin.gui.shell.session import SESSION_LOOKS

_FIGURES = 4


class SessionCard(Card):
    """Shows `SessionFacts`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("card_session")
        self._facts: SessionFacts | None = None
        self._pill = Pill()
        self._sub = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._big = Label("", Type.H1)
        self._beside = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        self._line = ProgressLine(tone_ok=True, height=6)
        self._start = Label("", Type.CAPTION, Tint.TEXT2)
        self._stop = Label("", Type.CAPTION, Tint.TEXT2)
        self._figures = [
            (Label("", Type.H1), Label("", Type.CAPTION, Tint.TEXT2)) for _ in range(_FIGURES)
        ]
        card_head(self, Label("Trading session", Type.H2), self._pill, self._sub)
        self._lay_out()

    def show_facts(self, facts: SessionFacts) -> None:
        """Show the session."""
        if facts == self._facts:
            return
        self._facts = facts
        tone, icon = SESSION_LOOKS[facts.view.state]
        self._pill.show_state(facts.view.title, tone, icon)
        self._sub.setText(facts.sub)
        self._big.setText(facts.big)
        self._beside.setText(facts.beside)
        in_window = facts.share is not None
        for widget in (self._line, self._start, self._stop):
            widget.setVisible(in_window)
        self._line.show_share(facts.share or 0.0)
        self._start.setText(facts.start)
        self._stop.setText(facts.stop)
        for index, (number, noun) in enumerate(self._figures):
            known = index < len(facts.figures)
            number.setVisible(known)
            noun.setVisible(known)
            if known:
                number.setText(facts.figures[index][0])
                noun.setText(facts.figures[index][1])

    def _lay_out(self) -> None:
        count = QHBoxLayout()
        count.setSpacing(px(10))
        count.addWidget(self._big)
        count.addWidget(self._beside, 1, Qt.AlignmentFlag.AlignVCenter)
        ends = QHBoxLayout()
        ends.addWidget(self._start)
        ends.addStretch(1)
        ends.addWidget(self._stop)
        figures = QHBoxLayout()
        figures.setSpacing(px(12))
        for number, noun in self._figures:
            column = QVBoxLayout()
            column.setSpacing(px(2))
            column.addWidget(number)
            column.addWidget(noun)
            figures.addLayout(column)
        figures.addStretch(1)
        self.body.addLayout(count)
        self.body.addSpacing(px(8))
        self.body.addWidget(self._line)
        self.body.addSpacing(px(5))
        self.body.addLayout(ends)
        self.body.addSpacing(px(14))
        self.body.addLayout(figures)
        self.body.addStretch(1)
