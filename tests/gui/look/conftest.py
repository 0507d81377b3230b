"""A theme for the test's application."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.kit import let_go
from traderadmin.gui.look.theme import Scheme, Theme


@pytest.fixture
def theme(qtbot: QtBot) -> Iterator[Theme]:
    """Light, with things moving."""
    _ = qtbot
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = Theme(application, Scheme.LIGHT)
    yield made
    made.set_scheme(Scheme.LIGHT)
    made.deleteLater()
    let_go()
