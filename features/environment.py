"""Before and after each scenario: folders of its own, and nothing left running."""

import os
import shutil
import tempfile
from pathlib import Path

from behave.model import Scenario
from behave.runner import Context

from features.steps.clocked import LocalOrchestrators

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_XDG = ("CONFIG", "DATA", "STATE", "CACHE")


def before_scenario(context: Context, _scenario: Scenario) -> None:
    """Folders of the scenario's own; `context.cleanup` collects what must be undone."""
    own_folders(context)
    context.orchestrators = LocalOrchestrators(context.root)


def own_folders(context: Context) -> None:
    """Give a scenario folders of its own."""
    context.root = Path(tempfile.mkdtemp(prefix="traderadmin-"))
    for kind in _XDG:
        os.environ[f"XDG_{kind}_HOME"] = str(context.root / kind.lower())
    context.add_cleanup(shutil.rmtree, context.root)
