"""What a schedule means: the coming week, and the next five sessions before and after the edit."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from traderadmin.config.paths import FieldPath
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.session import FormSession, PathSet, touches
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.settings.week import WeekTimeline
from traderadmin.workflow.schedules import schedules_at
from traderadmin.workflow.sessionsahead import SessionRow, clocks_change, sessions_ahead
from traderadmin.workflow.weekview import week_view

WIDTH = 360
_ROWS = 5


class SchedulePreview(QWidget):
    """Follows the edits of one section that says when trading is open."""

    def __init__(
        self, path: FieldPath, session: FormSession, context: FormContext, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._session = session
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(16))
        column.setSpacing(px(12))
        column.addWidget(self._week_card())
        self._sessions = self._sessions_card()
        column.addWidget(self._sessions)
        self._notice = Notice(Tone.INFO, "", parent=self)
        column.addWidget(self._notice)
        column.addStretch(1)
        session.values_changed.connect(self._values_changed)
        self.show_now()

    def show_now(self) -> None:
        """Compute everything again for the present time and values."""
        schedules = schedules_at(self._session.model, self._path)
        now, zone = self._context.clock.now(), self._context.zone
        view = week_view(schedules, now, zone)
        self.week.show_view(view)
        self.week.setVisible(not view.is_empty)
        self.notes.setText("\n".join(view.notes))
        self.notes.setVisible(bool(view.notes))
        self._show_sessions(sessions_ahead(schedules, now, zone, _ROWS))
        sentence = clocks_change(schedules.after, now, zone)
        self._notice.label.setText(sentence)
        self._notice.setVisible(bool(sentence))

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the sessions' table as text."""
        return tuple(
            tuple(label.text() for label in row) for row in self._cells if not row[0].isHidden()
        )

    def _week_card(self) -> Card:
        card = Card(parent=self)
        card.body.addWidget(Label("Coming week", Type.H2, parent=card))
        self.week = WeekTimeline(card)
        card.body.addWidget(self.week)
        card.body.addSpacing(px(2))
        self.notes = Label("", Type.CAPTION, Tint.TEXT2, wrap=True, parent=card)
        card.body.addWidget(self.notes)
        return card

    def _sessions_card(self) -> Card:
        card = Card(parent=self)
        card.body.addWidget(Label("Next five sessions", Type.H2, parent=card))
        card.body.addSpacing(px(2))
        grid = QGridLayout()
        card.body.addLayout(grid)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(6))
        self._heads = [
            Label(title, Type.CAPTION, Tint.TEXT2, parent=card)
            for title in ("Starts", "Now, UTC", "After, UTC", "")
        ]
        for place, head in enumerate(self._heads):
            grid.addWidget(head, 0, place)
        self._cells: list[list[Label]] = []
        for row in range(_ROWS):
            cells = [
                Label("", Type.CAPTION_STRONG, parent=card),
                Label("", Type.CAPTION, Tint.TEXT2, parent=card),
                Label("", Type.CAPTION, parent=card),
                Label("", Type.CAPTION, parent=card),
            ]
            for place, cell in enumerate(cells):
                grid.addWidget(cell, row + 1, place)
            self._cells.append(cells)
        grid.setColumnStretch(0, 1)
        return card

    def _values_changed(self, touched: PathSet) -> None:
        if touches(touched, self._path):
            self.show_now()

    def _show_sessions(self, rows: tuple[SessionRow, ...]) -> None:
        zones = {row.zone for row in rows} - {""}
        local = f"After, {zones.pop()}" if len(zones) == 1 and zones != {"UTC"} else "Your time"
        self._heads[-1].setText(local)
        self._sessions.setVisible(bool(rows))
        for place, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(place < len(rows))
            if place < len(rows):
                self._show_row(cells, rows[place])

    @staticmethod
    def _show_row(cells: list[Label], row: SessionRow) -> None:
        words = (row.day, row.in_force, row.after, row.local)
        for cell, word in zip(cells, words, strict=True):
            cell.setText(word)
        cells[2].set_type(Type.CAPTION_STRONG if row.changed else Type.CAPTION)
        cells[2].set_tint(Tint.ACCENT if row.changed else Tint.TEXT)
