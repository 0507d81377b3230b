"""From a key press to a field that is modified, validated and painted, with 1,000 fields."""

import statistics
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks import thousand, windows
from benchmarks.figures import Figure, percentile
from traderadmin.clock import SystemClock
from traderadmin.config.model import ConfigModel
from traderadmin.config.paths import FieldPath

clock = SystemClock()
ROUNDS = 12
"""Rounds of key presses for each pair asked for."""
NAME: FieldPath = ("section_0", "name_2")
LIMIT: FieldPath = ("section_0", "limit_5")
BACKSPACE = Qt.Key.Key_Backspace
PRESSES: tuple[tuple[FieldPath, tuple[Qt.Key | str, ...]], ...] = (
    (NAME, ("a", "B", BACKSPACE, BACKSPACE)),
    (LIMIT, ("9", "9", "9", "9", "9", BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE)),
)
"""Among them presses that make a value invalid, and valid again."""


def press(widget: QWidget, key: Qt.Key | str) -> float:
    """Press a key and handle everything that follows, painting too; milliseconds."""
    started = clock.monotonic()
    if isinstance(key, str):
        QTest.keyClicks(widget, key)
    else:
        QTest.keyClick(widget, key)
    windows.settle()
    return (clock.monotonic() - started) * 1000


def ours(pairs: int) -> list[float]:
    """Presses in our form."""
    model = windows.model()
    page = windows.our_form(model)
    times: list[float] = []
    states: set[tuple[bool, bool]] = set()
    for _ in range(pairs * ROUNDS):
        for path, keys in PRESSES:
            page.jump_to(path)
            windows.settle()
            editor = QApplication.focusWidget()
            assert editor is not None
            QTest.keyClick(editor, Qt.Key.Key_End)
            for key in keys:
                times.append(press(editor, key))
                states.add(state_of(model, path))
    windows.close(page)
    assert states == {(False, False), (True, False), (True, True)}, states
    return times


def state_of(model: ConfigModel, path: FieldPath) -> tuple[bool, bool]:
    """Whether a field is modified, and whether it is invalid."""
    return model.is_modified(path), bool(model.problems_at(path))


def theirs(pairs: int) -> list[float]:
    """Presses in one of 1,000 plain line edits."""
    area, edits = windows.plain_form()
    edit = edits[2]
    edit.setFocus()
    windows.settle()
    times = [press(edit, key) for _ in range(pairs * ROUNDS) for _, keys in PRESSES for key in keys]
    windows.close(area)
    return times


def measure(pairs: int) -> list[Figure]:
    """Median and 99th percentile."""
    windows.application()
    theirs(1)
    ours(1)
    plain = theirs(pairs)
    mine = ours(pairs)
    yardstick = f"a plain QLineEdit among {thousand.FIELDS:,}"
    statistic: Callable[[list[float]], float] = statistics.median
    return [
        Figure("key press, p50", "ms", statistic(mine), statistic(plain), yardstick),
        Figure(
            "key press to modified and validated, p99",
            "ms",
            percentile(mine, 99),
            percentile(plain, 99),
            yardstick,
            aim=16,
        ),
    ]
