"""Starting the program: with no display, and importing little before the first paint."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from tests.gui.shell.conftest import MakeStage
from traderadmin.gui import app

HEAVY = (
    "jsonschema",
    "tomlkit",
    "psutil",
    "urllib3",
    "kubernetes",
    "apscheduler",
    "traderadmin.targets.states",
    "traderadmin.workflow",
)


def test_that_no_display_is_one_sentence_and_a_usage_error() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    code = "from traderadmin.gui.app import run; raise SystemExit(run())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == f"{app.NO_DISPLAY}\n"


def test_that_nothing_heavy_is_imported_before_the_first_paint() -> None:
    code = (
        "import sys, traderadmin.gui.app, traderadmin.gui.start\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SLOW_CLASSES = {"QGradient", "QIcon", "QKeySequence", "QStyle"}
"""Qt's classes with hundreds of enum members, which PySide makes when one is first used."""
UNTIL_PAINTED = """
import sys
from pathlib import Path
from PySide6 import QtGui, QtWidgets
from traderadmin.gui import app, start
from traderadmin.gui.shell.statusbar import StatusBar

class Window(start.MainWindow):
    def __init__(self, *given):
        super().__init__(*given)
        self.findChild(StatusBar).painted.connect(self.tell)

    def tell(self):
        print(*vars(QtGui), *vars(QtWidgets))
        self.shut_down()
        QtWidgets.QApplication.exit(0)

start.MainWindow = Window
app.run(Path(sys.argv[1]))
"""


def test_that_slow_classes_of_qt_wait_for_the_first_paint(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_PAINTED, tmp_path], capture_output=True, text=True, check=True
    )
    made = set(done.stdout.split())
    assert "QPainter" in made
    assert not made & SLOW_CLASSES


def test_that_a_window_closed_before_it_starts_begins_nothing(make_stage: MakeStage) -> None:
    window = make_stage().window
    window.shut_down()
    window.start()
    assert not [thread for thread in threading.enumerate() if thread.name == "imports"]
