"""The settings page over the shipped schema, in a window."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.kit import StillClock, context, let_go, model_of
from traderadmin.config.model import ConfigModel
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.settings.fileinfo import FileInfo
from traderadmin.gui.settings.page import SettingsPage

TOML = """[trading_schedule]
enabled = true
start_time_utc = "13:30"
stop_time_utc = "20:00"
days_of_week = ["Mon", "Tue", "Wed", "Thu", "Fri"]

[risk]
max_order_size = 500
max_position = 2000
max_open_positions = 10
max_daily_loss = 2500.0

[[scanner.symbols]]
symbol = "AAPL"
threshold_percent = 0.25
order_size = 100
"""
LOADED = datetime(2026, 11, 23, 16, 31, tzinfo=UTC)


@dataclass
class Desk:
    """A page with its model and clock."""

    page: SettingsPage
    model: ConfigModel
    clock: StillClock


ShowPage = Callable[..., Desk]


@pytest.fixture
def show_page(qtbot: QtBot) -> Iterator[ShowPage]:
    """Show a page of a size over a text."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme(application, Scheme.LIGHT)
    desks = []

    def show(toml: str = TOML, width: int = 1280, height: int = 800) -> Desk:
        clock = StillClock()
        page = SettingsPage(clock, theme, context=context(clock))
        qtbot.addWidget(page)
        page.resize(width, height)
        model = model_of(toml)
        page.set_model(model, FileInfo("config.toml", model.baseline_revision, LOADED))
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        desks.append(Desk(page, model, clock))
        return desks[-1]

    yield show
    theme.deleteLater()
    let_go()
