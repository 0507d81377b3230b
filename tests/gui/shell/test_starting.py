"""Starting the program: with no display, and importing little before the first paint."""

import os
import subprocess
import sys

from traderadmin.gui import app

HEAVY = ("jsonschema", "tomlkit", "psutil", "urllib3", "kubernetes", "apscheduler")


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
