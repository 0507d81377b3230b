"""A form over one section, shown in a window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.kit import context, let_go
from traderadmin.config.model import ConfigModel
from traderadmin.gui.form.layoutplan import lines_of, sections_of
from traderadmin.gui.form.section import SectionForm
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.look.theme import Scheme, Theme

ShowForm = Callable[..., SectionForm]


@pytest.fixture
def show_form(qtbot: QtBot) -> Iterator[ShowForm]:
    """Show one section of a model; the first unless told."""
    theme = Theme(qtbot_application(qtbot), Scheme.LIGHT)
    windows = []

    def show(model: ConfigModel, place: int = 0) -> SectionForm:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(680, 800)
        session = FormSession(model, window)
        section = sections_of(model.schema.root)[place]
        form = SectionForm(tuple(lines_of(section.fields)), session, context(), window, window)
        QVBoxLayout(window).addWidget(form)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        while not form.is_complete:
            form.build_slice()
        return form

    yield show
    theme.deleteLater()
    let_go()


def qtbot_application(qtbot: QtBot) -> QApplication:
    """The application pytest-qt made."""
    _ = qtbot
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
