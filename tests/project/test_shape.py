"""The shape of the code: layers, sizes, and what a start imports."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
"""Lines a module may have."""


def modules() -> list[Path]:
    """Every Python file we wrote."""
    folders = ("traderadmin", "tests", "features", "benchmarks", "tools")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_that_imports_keep_to_the_layers() -> None:
    lint = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert lint
    answer = subprocess.run(
        [lint, "--no-logo", "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_that_no_module_is_too_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def imported_by(statement: str) -> set[str]:
    """Names of all modules that a fresh interpreter has after a statement."""
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.split())


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        (
            "traderadmin.gui.app",
            {"kubernetes", "jsonschema", "tomlkit", "apscheduler", "waitress", "rich", "asyncio"},
        ),
        ("traderadmin.cli.main", {"kubernetes", "PySide6", "apscheduler", "waitress", "click"}),
        ("traderadmin.orchestrator.__main__", {"PySide6", "kubernetes", "tomlkit", "rich"}),
        ("traderadmin.scanner.__main__", {"PySide6", "kubernetes", "tomlkit", "apscheduler"}),
        ("traderadmin.store.keeper.__main__", {"http.client", "logging", "shutil", "socket"}),
    ],
)
def test_that_a_start_does_not_import_what_it_does_not_need(module: str, heavy: set[str]) -> None:
    assert imported_by(f"import {module}") & heavy == set()


EVERYTHING_BELOW = """
import importlib, pkgutil
package = importlib.import_module({name!r})
for module in pkgutil.walk_packages(getattr(package, "__path__", ()), package.__name__ + "."):
    importlib.import_module(module.name)
"""


@pytest.mark.parametrize("package", ["contract", "errors", "clock", "store"])
def test_that_what_runs_beside_the_volume_needs_the_standard_library_only(package: str) -> None:
    imported = imported_by(EVERYTHING_BELOW.format(name=f"traderadmin.{package}"))
    ours = {name.partition(".")[0] for name in imported - imported_by("import pkgutil")}
    assert ours - set(sys.stdlib_module_names) == {"traderadmin"}
