"""PySide6 6.12 on Python 3.11 and older loses a reference to None in each void call."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 1000


def test_that_a_void_qt_call_loses_no_reference_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for index in range(CALLS):
        label.setText(str(index))
    assert sys.getrefcount(None) > before - CALLS // 2
