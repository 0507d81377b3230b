"""HH:MM in UTC: typed, or picked from a popup that shows the operator's time too."""

import re
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from traderadmin.config.fields import MISSING, Field
from traderadmin.config.values import UNSET
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.base import Editor
from traderadmin.gui.form.words import plain
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Divider, Label, Tint
from traderadmin.gui.look.measures import RADIUS, Type, font, px
from traderadmin.gui.look.paint import box, painter_on, ring, text
from traderadmin.gui.look.surfaces import Popup
from traderadmin.gui.look.tokens import tokens_of

_SHORT_TIME: Final = re.compile(r"([0-9]):([0-5][0-9])|([01]?[0-9]|2[0-3])([0-5][0-9])", re.ASCII)
_HOURS: Final = 24
_PER_ROW: Final = 6
_MINUTES: Final = (0, 15, 30, 45)
WIDTH: Final = 144
"""Room for HH:MM with the icon of a problem, the unit and the clock."""


class TimeEditor(Editor):
    """A line edit for HH:MM with a clock that opens the picker (also Alt+Down, F4)."""

    can_show_default = True
    is_lively = True

    def __init__(self, field: Field, context: FormContext) -> None:
        unit = str(field.hints.get("unit", "UTC"))
        self._line = LineEdit(suffix=unit, trailing="clock", trailing_name="Pick a time")
        super().__init__(field, self._line)
        self._line.yields_undo = True
        self._context = context
        self._picker: TimePicker | None = None
        self._line.setFixedWidth(px(WIDTH))
        default = plain(field.default) if field.default is not MISSING else "HH:MM"
        self._line.setPlaceholderText(default)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self._tidy)
        self._line.trailing_clicked.connect(self.open_picker)
        self._line.installEventFilter(self)

    @override
    def show_value(self, value: Any) -> None:
        words = plain(value)
        if words != self._line.text():
            self._line.setText(words)
        self.aside_changed.emit()

    @override
    def fits(self, value: Any) -> bool:
        return value is UNSET or isinstance(value, str)

    @override
    def aside(self) -> str:
        return self._context.your_time(self._line.text())

    def open_picker(self) -> None:
        """Open the popup under the field."""
        if not self._line.isEnabled():
            return
        if self._picker is None:
            self._picker = TimePicker(self._context, self._line)
            self._picker.picked.connect(self._picked)
        self._picker.show_time(self._line.text())
        self._picker.open_below(self._line)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt_down = (
                event.key() == Qt.Key.Key_Down
                and event.modifiers() & Qt.KeyboardModifier.AltModifier
            )
            if alt_down or event.key() == Qt.Key.Key_F4:
                self.open_picker()
                return True
        return False

    def _typed(self, words: str) -> None:
        self.aside_changed.emit()
        self.edited.emit(UNSET if not words and not self.field.required else words)

    def _picked(self, words: str) -> None:
        self._line.setText(words)
        self._typed(words)

    def _tidy(self) -> None:
        """Write what was meant by "9:30" or "0930"; only after a person typed it."""
        words = self._line.text().strip()
        match = _SHORT_TIME.fullmatch(words)
        if self._line.isModified() and match is not None:
            hour, minute = (match[1], match[2]) if match[1] else (match[3], match[4])
            self._picked(f"{int(hour):02d}:{minute}")
        self._line.setModified(False)
        self.finished.emit()


class TimePicker(Popup):
    """Hours and quarter hours as a grid; arrows move, Return takes, Escape leaves."""

    picked = Signal(str)

    def __init__(self, context: FormContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._minute = 0
        self.setAccessibleName("Pick a time")
        self._head = Label("", Type.H2)
        self._local = Label("", Type.BODY, Tint.TEXT2)
        top = QHBoxLayout()
        top.setContentsMargins(px(16), px(10), px(16), px(10))
        top.addWidget(self._head)
        top.addStretch(1)
        top.addSpacing(px(24))
        top.addWidget(self._local)
        self.body.addLayout(top)
        self.body.addWidget(Divider())
        self.body.addLayout(self._grids())

    def show_time(self, words: str) -> None:
        """Mark the hour and minute of `words`, if it is a time."""
        at = self._context.at(words)
        for group in (self._hours, self._minutes):
            group.setExclusive(False)
            for cell in group.buttons():
                cell.setChecked(False)
            group.setExclusive(True)
        hour = at.hour if at is not None else 0
        self._minute = at.minute if at is not None else 0
        self._hours.button(hour).setChecked(True)
        quarter = self._minutes.button(self._minute)
        if quarter is not None:
            quarter.setChecked(True)
        self._hours.button(hour).setFocus(Qt.FocusReason.PopupFocusReason)
        self._show_head()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_PER_ROW,
            Qt.Key.Key_Down: _PER_ROW,
        }
        key = Qt.Key(event.key())
        focus = self.focusWidget()
        if key in moves and isinstance(focus, _Cell):
            self._move(focus, moves[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if isinstance(focus, _Cell):
                focus.click()
            self.close()
        else:
            super().keyPressEvent(event)

    def _grids(self) -> QHBoxLayout:
        self._hours = QButtonGroup(self)
        self._minutes = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(px(10), px(8), px(13), px(8))
        row.setSpacing(px(8))
        hours = QGridLayout()
        hours.setSpacing(px(4))
        hours.setHorizontalSpacing(px(1))
        title = Label("Hour", Type.CAPTION, Tint.TEXT2)
        title.setContentsMargins(px(6), 0, 0, 0)
        hours.addWidget(title, 0, 0, 1, _PER_ROW)
        for hour in range(_HOURS):
            cell = _Cell(f"{hour:02d}", 30)
            self._hours.addButton(cell, hour)
            hours.addWidget(cell, 1 + hour // _PER_ROW, hour % _PER_ROW)
        row.addLayout(hours)
        row.addWidget(Divider(vertical=True))
        minutes = QVBoxLayout()
        minutes.setSpacing(px(4))
        minutes.addWidget(Label("Minute", Type.CAPTION, Tint.TEXT2))
        for minute in _MINUTES:
            cell = _Cell(f"{minute:02d}", 62)
            self._minutes.addButton(cell, minute)
            minutes.addWidget(cell)
        row.addLayout(minutes)
        self._hours.idClicked.connect(self._hour_clicked)
        self._minutes.idClicked.connect(self._minute_clicked)
        return row

    def _hour_clicked(self) -> None:
        self._emit()

    def _minute_clicked(self, minute: int) -> None:
        self._minute = minute
        self._emit()
        self.close()

    def _emit(self) -> None:
        self._show_head()
        self.picked.emit(self._words())

    def _words(self) -> str:
        return f"{max(self._hours.checkedId(), 0):02d}:{self._minute:02d}"

    def _show_head(self) -> None:
        self._head.setText(f"{self._words()} UTC")
        self._local.setText(self._context.your_time(self._words()))

    def _move(self, cell: "_Cell", by: int) -> None:
        group = self._hours if cell in self._hours.buttons() else self._minutes
        cells = group.buttons()
        index = cells.index(cell)
        if group is self._minutes:
            step = {-_PER_ROW: -1, _PER_ROW: 1}.get(by)
            if step is None:
                self._hours.button(max(self._hours.checkedId(), 0)).setFocus()
                return
            target = index + step
        else:
            target = index + by
            if by == 1 and index % _PER_ROW == _PER_ROW - 1:
                minutes = self._minutes.buttons()
                minutes[min(index // _PER_ROW, len(minutes) - 1)].setFocus()
                return
        if 0 <= target < len(cells):
            cells[target].setFocus(Qt.FocusReason.TabFocusReason)


class _Cell(QPushButton):
    """A number to pick."""

    def __init__(self, words: str, width: int) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setFixedSize(px(width), px(28))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens_of(self)
        painter = painter_on(self)
        rect = QRectF(self.rect())
        if self.isChecked():
            box(painter, rect, px(RADIUS), t.accent_fill)
        elif self.underMouse():
            box(painter, rect, px(RADIUS), t.hover)
        if self.hasFocus():
            colour = t.on if self.isChecked() else t.accent
            ring(painter, rect, px(RADIUS), colour, 2 if self.isChecked() else 0)
        kind = Type.STRONG if self.isChecked() else Type.BODY
        front = t.on if self.isChecked() else t.text
        text(painter, rect, self.text(), front, font(kind), Qt.AlignmentFlag.AlignHCenter)
        painter.end()
