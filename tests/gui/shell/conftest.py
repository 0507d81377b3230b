"""The stage: a window on a target in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.kit import let_go
from tests.gui.shell.stage import Stage
from traderadmin.gui.look.theme import Scheme, Theme

MakeStage = Callable[..., Stage]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme in which nothing moves."""
    made = Theme(qapp, Scheme.LIGHT, reduced_motion=True)
    yield made
    made.deleteLater()


@pytest.fixture
def make_stage(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MakeStage]:
    """Make stages; their threads are joined at the end."""
    made: list[Stage] = []

    def make(**how: object) -> Stage:
        stage = Stage(qtbot, theme, tmp_path, **how)  # type: ignore[arg-type]  # passed on
        made.append(stage)
        return stage

    yield make
    for stage in made:
        for fault in stage.target.faults.values():
            opens = getattr(fault, "open", None)
            if opens is not None:
                opens()
        stage.close()
    let_go()


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    """A window that is open on a target whose services run."""
    return make_stage().open()
