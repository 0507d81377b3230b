"""Windows of 1,000 fields in this process: ours, and one plain QFormLayout."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from benchmarks import thousand
from traderadmin.clock import SystemClock
from traderadmin.config.model import ConfigModel
from traderadmin.config.schema import load_schema
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.settings.page import SettingsPage

clock = SystemClock()
_SETTLE = 5
_themes: list[Theme] = []
_open: list[QWidget] = []
"""Windows that Python must not collect while they are shown."""


def application() -> QApplication:
    """The one application of this process, dressed as ours is."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    made = QApplication([])
    _themes.append(Theme(made, Scheme.LIGHT, reduced_motion=True))
    return made


def model() -> ConfigModel:
    """The model of the 1,000 fields."""
    return ConfigModel(thousand.content(), load_schema(thousand.schema()))


def show(widget: QWidget) -> None:
    """Show a widget in a window of its own and let it do everything it has queued."""
    window = QWidget()
    window.setMinimumSize(720, 480)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    window.resize(1280, 800)
    window.show()
    _open.append(window)
    settle()


def settle() -> None:
    """Handle what is queued, and what that queued in turn."""
    for _ in range(_SETTLE):
        QApplication.processEvents()


def close(widget: QWidget) -> None:
    """Take a widget and its window away for good."""
    window = widget.window()
    window.hide()
    window.deleteLater()
    _open.remove(window)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


def our_form(of: ConfigModel) -> SettingsPage:
    """The settings page, shown."""
    page = SettingsPage(clock, _themes[0])
    page.set_model(of)
    show(page)
    return page


def plain_form() -> tuple[QScrollArea, list[QLineEdit]]:
    """One QFormLayout with a row for each field, shown."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    content = QWidget()
    layout = QFormLayout(content)
    edits = []
    for number in range(thousand.FIELDS):
        edit = QLineEdit(f"value {number}")
        layout.addRow(f"Field {number}", edit)
        edits.append(edit)
    area.setWidget(content)
    show(area)
    return area, edits
