"""The command itself: help, versions, wrong usage, and how failures are said."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.conftest import SECRET, Line
from traderadmin import __version__
from traderadmin.cli import main as entry
from traderadmin.cli.lazy import LazyGroup
from traderadmin.cli.root import ENTRIES, root

HEAVY = {"PySide6", "rich", "kubernetes", "tomlkit", "jsonschema", "psutil", "asyncio", "urllib3"}


@pytest.mark.parametrize("name", ENTRIES)
def test_that_every_command_in_the_list_can_be_loaded_and_helps(name: str, line: Line) -> None:
    result = line(name, "--help")
    assert result.exit_code == 0
    assert f"traderadmin {name}" in result.output


@pytest.mark.parametrize("name", ENTRIES)
def test_that_a_command_bears_the_name_it_is_listed_under(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert command.name == name


def test_that_help_lists_every_command_with_its_summary(line: Line) -> None:
    text = line("--help").output
    assert isinstance(root, LazyGroup)
    for name, listed in ENTRIES.items():
        assert name in text
        assert listed.summary in text


def test_that_the_version_is_told(line: Line) -> None:
    assert line("--version").output == f"traderadmin {__version__}\n"


def test_that_an_unknown_command_is_a_usage_error_with_a_suggestion(line: Line) -> None:
    result = line("statsu")
    assert result.exit_code == 2
    assert "Did you mean “status”?" in result.stderr


def test_that_an_unexpected_failure_is_one_sentence_that_names_the_log(
    line: Line, own_folders: Path
) -> None:
    def defect() -> None:
        raise KeyError(SECRET)

    line.target.faults["snapshot"] = defect
    result = line("status")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.count("\n") == 1
    log = Path(result.stderr.split("Details are in ")[1].split(". ")[0].strip().removesuffix("."))
    assert log.is_relative_to(own_folders)
    text = log.read_text("utf-8")
    assert "KeyError" in text
    assert "test_root.py" in text
    assert SECRET not in text + result.output


def test_that_importing_the_entry_point_loads_neither_the_parser_nor_anything_heavy() -> None:
    script = "import traderadmin.cli.main, sys; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert not {*HEAVY, "click"} & set(answer.stdout.split())


def test_that_help_loads_nothing_but_the_parser() -> None:
    script = (
        "import sys\n"
        "from traderadmin.cli.root import root\n"
        "try:\n    root.main(['--help'])\n"
        "except SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    loaded = set(answer.stderr.split())
    assert "click" in loaded
    assert not HEAVY & loaded
    assert not {name for name in loaded if name.startswith("traderadmin.workflow")}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], entry.WindowOptions()),
        (["--config-dir", "here"], entry.WindowOptions("here")),
        (["--config-dir=here", "--theme", "dark"], entry.WindowOptions("here", theme="dark")),
        (["--target", "prod-eu"], entry.WindowOptions(target="prod-eu")),
        (["--context", "prod-eu"], None),
        (["--theme", "pink"], None),
        (["--config-dir"], None),
        (["--config-dir", "--help"], None),
        (["--config-dir", "a", "--config-dir", "b"], None),
        (["status"], None),
        (["--config-dir", "here", "status"], None),
        (["--help"], None),
    ],
)
def test_that_only_a_plain_call_for_the_window_passes_by_the_parser(
    arguments: list[str], expected: entry.WindowOptions | None
) -> None:
    assert entry.window_options(arguments) == expected


def test_that_the_way_to_the_window_passes_by_the_parser() -> None:
    script = "import traderadmin.cli.window, sys; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert not {*HEAVY, "click"} & set(answer.stdout.split())


def test_that_the_window_says_so_where_there_is_no_display(tmp_path: Path) -> None:
    names = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    bare = {name: value for name, value in os.environ.items() if name not in names}
    for arguments in ([], ["gui"]):
        answer = subprocess.run(
            [sys.executable, "-m", "traderadmin", "--config-dir", str(tmp_path / "c"), *arguments],
            check=False, capture_output=True, text=True, env=bare,
        )  # fmt: skip
        assert answer.returncode == 2
        assert "traderadmin --help" in answer.stderr
        assert not (tmp_path / "c").exists()


def test_that_the_module_runs_as_the_program() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "traderadmin", "--version"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert answer.stdout == f"traderadmin {__version__}\n"
