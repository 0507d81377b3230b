"""The longest gap in the window's event loop during a real apply with real services."""

import statistics
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from benchmarks import windows
from benchmarks.figures import Figure
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.look.theme import Scheme, Theme
from traderadmin.gui.shell.preferences import Preferences
from traderadmin.gui.shell.runner import Ended
from traderadmin.gui.shell.window import MainWindow
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.timeouts import Timeouts

clock = SystemClock()
TIMEOUTS = Timeouts(pause=30.0, resume=60.0, verify=30.0)
PATIENCE = 90.0
SIZE = ("risk", "max_order_size")


class Heartbeat(QObject):
    """Beats every millisecond as long as the event loop lets it; keeps the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self.longest = 0.0

    def start(self) -> None:
        """Begin anew."""
        self.longest = 0.0
        self._last = clock.monotonic()
        self._timer.start(1)

    def stop(self) -> float:
        """The longest pause, in milliseconds."""
        self._timer.stop()
        return self.longest * 1000

    def _beat(self) -> None:
        now = clock.monotonic()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def wait(condition: Callable[[], object], what: str) -> None:
    """Let the window live until `condition` holds.

    Raises:
        RuntimeError: it does not hold in time.
    """
    deadline = clock.monotonic() + PATIENCE
    while not condition():
        if clock.monotonic() > deadline:
            message = f"waited in vain for {what}"
            raise RuntimeError(message)
        QTest.qWait(10)


def measure(pairs: int) -> list[Figure]:
    """Click Apply again and again; between, watch the loop of the window at rest."""
    application = windows.application()
    theme = Theme(application, Scheme.LIGHT)
    with tempfile.TemporaryDirectory() as name:
        paths = LocalPaths.under(Path(name))
        target = LocalTarget(paths, clock)
        backend = Backend(target, clock, who="benchmark", timeouts=TIMEOUTS)
        choice = TargetChoice(
            "This machine",
            "local",
            "local",
            lambda emit: Backend(target, clock, who="benchmark", emit=emit, timeouts=TIMEOUTS),
            paths.log,
        )
        window = MainWindow((choice,), clock, theme, Preferences(paths.state / "window.ini"))
        try:
            window.show()
            wait(lambda: window.desk.model is not None, "the configuration")
            backend.resume_trading_services("benchmark")
            return take(window, pairs)
        finally:
            window.shut_down()
            window.hide()
            backend.pause_trading_services("benchmark")


def take(window: MainWindow, pairs: int) -> list[Figure]:
    """The applies; one that does not count comes first."""
    beat = Heartbeat()
    busy: list[float] = []
    idle: list[float] = []
    taken: list[float] = []
    ends: list[Ended] = []
    window.desk.ended.connect(ends.append)
    sizes = cycle((400, 300))
    for _ in range(pairs + 1):
        model = window.desk.model
        assert model is not None
        QTest.qWait(500)
        beat.start()
        QTest.qWait(1000)
        idle.append(beat.stop())
        model.set(SIZE, next(sizes))
        button = window.workspace.action_bar.apply
        wait(button.isEnabled, "Apply to be enabled")
        beat.start()
        started = clock.monotonic()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        until_ended(ends, len(busy) + 1)
        taken.append((clock.monotonic() - started) * 1000)
        wait(lambda: window.workspace.outcomes.toast is not None, "the toast")
        QTest.qWait(300)
        busy.append(beat.stop())
        assert ends[-1].result is not None
        assert ends[-1].result.outcome is Outcome.DONE
    yardstick = "the same window at rest for 1 s"
    return [
        Figure(
            "longest gap in the event loop during an apply",
            "ms",
            statistics.median(busy[1:]),
            statistics.median(idle[1:]),
            yardstick,
            aim=50,
            samples=tuple(busy[1:]),
            yardsticks=tuple(idle[1:]),
        ),
        Figure("the worst of them", "ms", max(busy[1:]), max(idle[1:]), yardstick, aim=50),
        Figure(
            "a real apply, from click to result",
            "ms",
            statistics.median(taken[1:]),
            samples=tuple(taken[1:]),
        ),
    ]


def until_ended(ends: list[Ended], count: int) -> None:
    """Wait for the end of an apply."""
    wait(lambda: len(ends) >= count, "the apply to end")
