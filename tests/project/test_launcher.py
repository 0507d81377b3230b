"""The desktop entry and its icon."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from traderadmin.cli import launcher
from traderadmin.errors import RefusedError, TraderAdminError

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="desktop entries are for Linux and the BSDs"
)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed script in a folder whose name needs quoting."""
    script = tmp_path / "my $tools" / "traderadmin"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script.parent / "python"))
    return script


def entry_of(path: Path) -> configparser.SectionProxy:
    """The main group of a desktop entry."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys have capitals
    parser.read(path)
    return parser["Desktop Entry"]


def test_that_the_launcher_starts_the_installed_script(program: Path, own_folders: Path) -> None:
    entry, icon = launcher.install_launcher()
    assert entry == own_folders / "data" / "applications" / "traderadmin.desktop"
    assert icon.read_bytes().startswith(b"<svg")
    expected = str(program).replace("$", "\\\\$")
    assert entry_of(entry)["Exec"] == f'"{expected}"'


def test_that_removing_the_launcher_leaves_nothing_of_it(program: Path) -> None:
    assert program.exists()
    written = launcher.install_launcher()
    assert launcher.remove_launcher() == written
    assert not any(path.exists() for path in written)
    assert launcher.remove_launcher() == ()


def test_that_a_folder_that_cannot_be_written_is_named(program: Path, own_folders: Path) -> None:
    assert program.exists()
    (own_folders / "data").write_text("a file where a folder should be")
    with pytest.raises(TraderAdminError, match=r"applications/traderadmin\.desktop"):
        launcher.install_launcher()


def test_that_without_an_installed_script_nothing_is_written(
    tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError, match="PATH"):
        launcher.install_launcher()
    assert not (own_folders / "data").exists()


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="the validator is not here")
def test_that_the_desktop_entry_is_valid(program: Path) -> None:
    assert program.exists()
    entry, _ = launcher.install_launcher()
    answer = subprocess.run(
        ["desktop-file-validate", str(entry)],  # noqa: S607 - found on PATH by the mark above
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout
