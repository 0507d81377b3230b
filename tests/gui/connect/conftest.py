"""The assistant over clusters in memory, with hands to go through it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.kit import StillClock, let_go
from tests.support.fake_clusters import FakeClusters
from traderadmin.gui.connect.assistant import Assistant
from traderadmin.gui.connect.step import Step
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.targets.saved import SavedTarget

S = TypeVar("S", bound=Step)
SECONDS = 10_000


class Hands:
    """One assistant and what an operator does with it."""

    def __init__(self, qtbot: QtBot, clusters: FakeClusters, window: QWidget) -> None:
        self.qtbot = qtbot
        self.clusters = clusters
        self.window = window
        self.connected: list[SavedTarget] = []
        self.assistant: Assistant | None = None

    def open(self, *, edited: SavedTarget | None = None, taken: tuple[str, ...] = ()) -> Assistant:
        """Open it."""
        made = Assistant(self.clusters, frozenset(taken), edited=edited, parent=self.window)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        made.connected.connect(self.connected.append)
        made.open()
        self.assistant = made
        return made

    def at(self, kind: type[S]) -> S:
        """The current step, once it is of this kind."""
        assert self.assistant is not None
        step = self.assistant.step
        assert isinstance(step, kind), f"it is at {step.name}"
        return step

    def go_on(self, *, times: int = 1) -> None:
        """Press Next as soon as it can be pressed."""
        assert self.assistant is not None
        for _ in range(times):
            self.until(self.assistant.next.isEnabled)
            self.click(self.assistant.next)

    def click(self, button: QAbstractButton) -> None:
        """Click."""
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def until(self, condition: object) -> None:
        """Wait."""
        assert callable(condition)
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=SECONDS)


@pytest.fixture
def clusters(tmp_path: Path) -> FakeClusters:
    """Clusters in memory, nothing saved yet."""
    return FakeClusters(tmp_path, StillClock())


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, clusters: FakeClusters) -> Iterator[Hands]:
    """Hands over a window of the usual size."""
    theme = Theme(qapp, Scheme.LIGHT, reduced_motion=True)
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    made = Hands(qtbot, clusters, window)
    yield made
    if made.assistant is not None:
        made.assistant.asker.bridge.close()
    window.close()
    window.deleteLater()
    theme.deleteLater()
    let_go()
