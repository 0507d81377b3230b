"""Renders every small widget in every state to a picture, light and dark side by side.

Run as a script with a file name; the tests render it too.
"""

import sys
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tests.gui.kit import context
from traderadmin.gui.form.editors.timepicker import TimePicker
from traderadmin.gui.look.bars import SessionChip
from traderadmin.gui.look.buttons import Button, Variant
from traderadmin.gui.look.fields import LineEdit
from traderadmin.gui.look.labels import Label, Tone
from traderadmin.gui.look.measures import BAR_CONTROL, Type, px
from traderadmin.gui.look.palette import palette_of
from traderadmin.gui.look.status import Dot, StatusDot, Step, StepMarker
from traderadmin.gui.look.surfaces import Surface
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.look.toast import Toast
from traderadmin.gui.look.tokens import DARK, LIGHT

W = TypeVar("W", bound=QWidget)


def states_page(title: str) -> QWidget:
    """The page of states.png."""
    page = Surface()
    page.setFixedSize(640, 800)
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 12, 8, 16)
    column.setSpacing(8)
    column.addWidget(Label(title, Type.H1))
    column.addWidget(
        Label("Apply: normal, focus, disabled; production, running; other buttons", Type.STRONG)
    )
    off = Button("Apply Configuration", Variant.PRIMARY)
    off.setEnabled(False)
    _row(
        column,
        Button("Apply Configuration", Variant.PRIMARY),
        _focused(Button("Apply Configuration", Variant.PRIMARY)),
        off,
    )
    busy = Button("Applying…", Variant.PRIMARY)
    busy.set_busy(busy=True)
    _row(
        column,
        Button("Apply Configuration to prod-eu", Variant.PRODUCTION),
        busy,
        _focused(Button("Review…")),
        Button("Discard…", Variant.GHOST),
    )
    column.addWidget(Label("Halt: normal, focus, waiting for proof, halted", Type.STRONG))
    halting = Button("Halting…", Variant.HALT, height=BAR_CONTROL)
    halting.set_busy(busy=True)
    _row(
        column,
        Button("Halt", Variant.HALT, "halt", height=BAR_CONTROL),
        _focused(Button("Halt", Variant.HALT, "halt", height=BAR_CONTROL)),
        halting,
        Button("Release…", Variant.NORMAL, "play-circle", height=BAR_CONTROL),
        Button("Stop the orchestrator", Variant.DANGER, "square", height=BAR_CONTROL),
    )
    column.addWidget(Label("Session", Type.STRONG))
    _row(
        column,
        _chip(Tone.OK, "wave", "Open", "until 20:00 UTC, 3 h 08 min left"),
        _chip(Tone.DANGER, "halt", "Halted", "by desk-2 at 13:47 UTC"),
    )
    _row(
        column,
        _chip(Tone.NEUTRAL, "moon", "Schedule closed", "opens Tue 14:30 UTC"),
        _chip(Tone.NEUTRAL, "square", "Services stopped", "3 positions open"),
    )
    _row(
        column,
        _chip(Tone.NEUTRAL, "clock-off", "Schedule off, closed", "will not open by itself"),
        _chip(Tone.NEUTRAL, "refresh", "Connecting", "not known yet"),
    )
    _row(column, _chip(Tone.WARN, "clock-off", "Schedule off, OPEN", "will not close by itself"))
    column.addWidget(Label("Field: normal, focus, invalid, disabled, secret", Type.STRONG))
    _row(column, *_fields())
    bottom = QHBoxLayout()
    bottom.setSpacing(22)
    bottom.addLayout(_picker(page))
    bottom.addLayout(_states(page), 1)
    column.addLayout(bottom)
    column.addStretch(1)
    return page


def _picker(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addWidget(Label("Time picker", Type.STRONG))
    picker = TimePicker(context(), page)
    picker.setWindowFlags(Qt.WindowType.Widget)
    picker.show_time("14:30")
    column.addWidget(picker)
    column.addStretch(1)
    return column


def _states(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addWidget(Label("Service", Type.STRONG))
    services = QGridLayout()
    for index, dot in enumerate(Dot):
        services.addLayout(_pair(StatusDot(dot), dot.value.capitalize()), index // 3, index % 3)
    column.addLayout(services)
    column.addSpacing(8)
    column.addWidget(Label("Step", Type.STRONG))
    steps = QGridLayout()
    for index, step in enumerate(Step):
        marker = StepMarker(index + 1, step)
        steps.addLayout(_pair(marker, step.value.capitalize()), index // 3, index % 3)
    column.addLayout(steps)
    toast = Toast(page, "3 changes applied.", action="Show", on_action=page.update)
    column.addWidget(toast)
    column.addStretch(1)
    return column


def _pair(mark: QWidget, words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(7)
    row.addWidget(mark)
    row.addWidget(Label(words, Type.CAPTION))
    row.addStretch(1)
    return row


def _chip(tone: Tone, icon: str, title: str, detail: str) -> SessionChip:
    chip = SessionChip()
    chip.show_state(tone, icon, title, detail)
    return chip


def _fields() -> tuple[QWidget, ...]:
    normal, focus, invalid, off, secret = (
        LineEdit("500"),
        _focused(LineEdit("500")),
        LineEdit("900000"),
        LineEdit("500"),
        LineEdit("secretly", trailing="eye", trailing_name="Reveal"),
    )
    invalid.set_invalid(invalid=True)
    off.setEnabled(False)
    secret.setEchoMode(LineEdit.EchoMode.Password)
    for field, width in ((normal, 84), (focus, 84), (invalid, 128), (off, 84), (secret, 140)):
        field.setFixedWidth(px(width))
    return normal, focus, invalid, off, secret


def _row(column: QVBoxLayout, *widgets: QWidget) -> None:
    row = QHBoxLayout()
    row.setSpacing(px(10))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    column.addLayout(row)


def _focused(widget: W) -> W:
    """A widget that paints itself as if it had the focus (only one can have it)."""
    widget.hasFocus = lambda: True  # type: ignore[method-assign]
    widget._ring = True  # type: ignore[attr-defined]
    return widget


def render(path: Path) -> None:
    """Write the picture to `path`."""
    image = QImage(1280, 800, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    for index, (title, tokens) in enumerate((("Light", LIGHT), ("Dark", DARK))):
        page = states_page(title)
        page.setPalette(palette_of(tokens))
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        page.show()
        QApplication.processEvents()
        painter.drawPixmap(index * 640, 0, page.grab())
        page.close()
    painter.end()
    image.save(str(path))


if __name__ == "__main__":
    application = QApplication(sys.argv)
    Theme(application, Scheme.LIGHT)
    render(Path(sys.argv[1]))
