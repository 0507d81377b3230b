"""What a schedule means: this week, and the next five sessions before and after the edit."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema
from traderadmin.config.values import UNSET, value_at
from traderadmin.errors import TraderAdminError
from traderadmin.gui.form.context import FormContext, zone_name
from traderadmin.gui.form.session import FormSession, PathSet
from traderadmin.gui.look.labels import Label, Tint, Tone
from traderadmin.gui.look.measures import Type, px
from traderadmin.gui.look.notices import Notice
from traderadmin.gui.look.surfaces import Card
from traderadmin.gui.settings.week import WeekTimeline
from traderadmin.schedule import Schedule, Window, next_windows

WIDTH = 360
_ROWS = 5
_AHEAD = 120
_OFF = "The schedule is off: nothing opens or closes by itself."
_INVALID = "Not shown while the schedule is not valid."
_NONE = "–"


class SchedulePreview(QWidget):
    """Follows the edits of one section that says when trading is open."""

    def __init__(self, path: FieldPath, session: FormSession, context: FormContext) -> None:
        super().__init__()
        self._path = path
        self._session = session
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(16))
        column.setSpacing(px(12))
        week = Card()
        week.body.addWidget(Label("This week", Type.H2))
        self.week = WeekTimeline(context)
        week.body.addWidget(self.week)
        column.addWidget(week)
        sessions = Card()
        sessions.body.addWidget(Label("Next five sessions", Type.H2))
        sessions.body.addSpacing(px(2))
        self._hint = Label("", Type.CAPTION, Tint.TEXT2, wrap=True)
        sessions.body.addWidget(self._hint)
        sessions.body.addLayout(self._grid())
        column.addWidget(sessions)
        self._notice = Notice(Tone.INFO, "")
        column.addWidget(self._notice)
        column.addStretch(1)
        session.values_changed.connect(self._values_changed)
        self.show_now()

    def show_now(self) -> None:
        """Compute everything again for the present time and values."""
        model = self._session.model
        before = _schedule(model.schema, self._path, model.baseline_values)
        after = _schedule(model.schema, self._path, model.values)
        self.week.show_schedules(before, after)
        self._show_sessions(before, after)
        self._show_notice(after)

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the sessions' table as text."""
        return tuple(
            tuple(label.text() for label in row) for row in self._cells if not row[0].isHidden()
        )

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        self._heads = [Label("", Type.CAPTION, Tint.TEXT2) for _ in range(4)]
        for place, head in enumerate(self._heads):
            grid.addWidget(head, 0, place)
        self._cells: list[list[Label]] = []
        for row in range(_ROWS):
            cells = [
                Label("", Type.CAPTION_STRONG),
                Label("", Type.CAPTION, Tint.TEXT2),
                Label("", Type.CAPTION),
                Label("", Type.CAPTION),
            ]
            for place, cell in enumerate(cells):
                grid.addWidget(cell, row + 1, place)
            self._cells.append(cells)
        grid.setColumnStretch(0, 1)
        return grid

    def _values_changed(self, touched: PathSet) -> None:
        depth = len(self._path)
        if any(path[:depth] == self._path for path in touched):
            self.show_now()

    def _show_sessions(self, before: Schedule | None, after: Schedule | None) -> None:
        now = self._context.clock.now().astimezone(UTC)
        old = _by_day(before, now)
        new = _by_day(after, now)
        days = sorted({*old, *new})[:_ROWS]
        zone = zone_name(now.astimezone(self._context.zone(now)))
        local = f"After, {zone}" if zone != "UTC" else "Your time"
        titles = ("Starts", "Now, UTC", "After, UTC", local)
        for head, title in zip(self._heads, titles, strict=True):
            head.setText(title)
            head.setVisible(bool(days))
        self._hint.setText(_hint(after))
        self._hint.setVisible(after is None or not after.enabled)
        for row, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(row < len(days))
            if row < len(days):
                day = days[row]
                self._show_row(cells, day, old.get(day), new.get(day))
                changed = after is not None and old.get(day) != new.get(day)
                cells[2].set_type(Type.CAPTION_STRONG if changed else Type.CAPTION)
                cells[2].set_tint(Tint.ACCENT if changed else Tint.TEXT)

    def _show_row(
        self, cells: list[Label], day: date, old: Window | None, new: Window | None
    ) -> None:
        local = _NONE
        if new is not None:
            zone = self._context.zone(new.start)
            local = _span(new.start.astimezone(zone), new.stop.astimezone(zone))
        words = (f"{day:%a %d}", _window(old), _window(new), local)
        for cell, text in zip(cells, words, strict=True):
            cell.setText(text)

    def _show_notice(self, after: Schedule | None) -> None:
        sentence = self._zone_change(after) if after is not None and after.enabled else ""
        self._notice.label.setText(sentence)
        self._notice.setVisible(bool(sentence))

    def _zone_change(self, schedule: Schedule) -> str:
        """The sentence about the next change of the operator's clocks, if one is near."""
        now = self._context.clock.now().astimezone(UTC)
        windows = next_windows(schedule, now, _AHEAD)
        first: timedelta | None = None
        for window in windows:
            if window.start - now > timedelta(days=_AHEAD):
                break
            zone = self._context.zone(window.start)
            local = window.start.astimezone(zone)
            offset = local.utcoffset()
            if first is None:
                first = offset
            elif offset != first:
                span = _span(local, window.stop.astimezone(zone))
                return (
                    f"From {local:%Y-%m-%d} these UTC times are {span} your time "
                    f"({zone_name(local)}): the clocks change there."
                )
        return ""


def _hint(after: Schedule | None) -> str:
    if after is None:
        return _INVALID
    return "" if after.enabled else _OFF


def _schedule(schema: Schema, path: FieldPath, values: Mapping[str, Any]) -> Schedule | None:
    table = value_at(values, path)
    filled = dict(table) if isinstance(table, Mapping) else {}
    section = schema.field_at(path)
    for child in section.children if section is not None else ():
        if child.key not in filled and child.default is not UNSET:
            filled[child.key] = child.default
    try:
        return Schedule.from_values(filled)
    except TraderAdminError:
        return None


def _by_day(schedule: Schedule | None, now: datetime) -> dict[date, Window]:
    if schedule is None or not schedule.enabled:
        return {}
    return {window.start.date(): window for window in next_windows(schedule, now, _ROWS + 2)}


def _window(window: Window | None) -> str:
    return _NONE if window is None else _span(window.start, window.stop)


def _span(start: datetime, stop: datetime) -> str:
    return f"{start:%H:%M}–{stop:%H:%M}"
