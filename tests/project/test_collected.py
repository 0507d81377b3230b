"""Which tests `make test` runs."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_that_every_folder_of_tests_is_run_by_make_test_but_the_clusters() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    chosen = set(project["tool"]["pytest"]["ini_options"]["testpaths"])
    there = {
        f"tests/{folder.name}"
        for folder in (ROOT / "tests").iterdir()
        if folder.is_dir() and any(folder.rglob("test_*.py"))
    }
    assert chosen == there - {"tests/cluster"}
