"""`python -m traderadmin.gui.demo [--output FOLDER]`: pictures of one real walk, offscreen."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from traderadmin.clock import SystemClock
from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.errors import TraderAdminError
from traderadmin.gui.choice import TargetChoice
from traderadmin.gui.demo.stubborn import VARIABLE
from traderadmin.targets.identity import operating_system_user
from traderadmin.targets.local import DEFAULT_SPECS, LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.local.specs import python_module
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.recovery import Recovery
from traderadmin.workflow.timeouts import Timeouts

if TYPE_CHECKING:
    from traderadmin.workflow.events import ApplyEvent

_TIMEOUTS = Timeouts(pause=3.0, resume=30.0, verify=15.0)
_GRACE = 60.0
"""Longer than a pause may take, so that a deaf service is a failure and is not killed."""


def main() -> int:
    """Walk, and stop the demo's own services whatever happened."""
    parser = argparse.ArgumentParser(prog="traderadmin.gui.demo", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("build/demo"), metavar="FOLDER")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    output: Path = arguments.output
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    home = Path(tempfile.mkdtemp(prefix="traderadmin-demo-"))
    stubborn = home / "stubborn"
    paths = LocalPaths.under(home / "config")
    target = LocalTarget(paths, SystemClock(), _specs(stubborn), grace=_GRACE)
    try:
        return _walk(target, paths, stubborn, output)
    except TraderAdminError as error:
        sys.stderr.write(f"{error.title}. {error.message}\n")
        return 1
    finally:
        stubborn.unlink(missing_ok=True)
        _stop(target)
        shutil.rmtree(home, ignore_errors=True)


def _specs(stubborn: Path) -> tuple[ServiceSpec, ...]:
    """The true services; the orchestrator can be made deaf to SIGTERM."""
    deaf = python_module("traderadmin.gui.demo.stubborn")
    return tuple(
        replace(spec, command=deaf, environment=((VARIABLE, str(stubborn)),))
        if spec.name == ORCHESTRATOR
        else spec
        for spec in DEFAULT_SPECS
    )


def _walk(target: LocalTarget, paths: LocalPaths, stubborn: Path, output: Path) -> int:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the platform was chosen

    from traderadmin.gui.demo.driver import Driver  # noqa: PLC0415
    from traderadmin.gui.demo.tour import Tour  # noqa: PLC0415
    from traderadmin.gui.look.theme import Scheme, Theme  # noqa: PLC0415
    from traderadmin.gui.shell.preferences import Preferences  # noqa: PLC0415
    from traderadmin.gui.shell.window import MainWindow  # noqa: PLC0415

    clock = SystemClock()
    application = QApplication(sys.argv[:1])
    theme = Theme(application, Scheme.LIGHT)
    choice = TargetChoice("This machine", "local", "local", _opener(target), paths.log)
    preferences = Preferences(paths.state / "window.ini")
    window = MainWindow((choice,), clock, theme, preferences)
    window.show()
    try:
        Tour(Driver(window, clock, output, _say), theme, stubborn).walk()
    finally:
        window.shut_down()
    return 0


def _opener(target: LocalTarget) -> "Callable[[Callable[[ApplyEvent], None]], Backend]":
    def open_backend(emit: "Callable[[ApplyEvent], None]") -> Backend:
        return Backend(
            target, SystemClock(), who=operating_system_user(), emit=emit, timeouts=_TIMEOUTS
        )

    return open_backend


def _stop(target: LocalTarget) -> None:
    """Stop the demo's services; it started them, so it ends them."""
    if not any(state.wanted or state.instances for state in target.services()):
        return
    backend = Backend(target, SystemClock(), who="demo")
    try:
        if backend.lock_state().orphaned:
            backend.recover(Recovery.UNDO)
        backend.pause_trading_services("The demo is over")
    except TraderAdminError as error:
        sys.stderr.write(f"The demo's services could not be stopped. {error.message}\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
