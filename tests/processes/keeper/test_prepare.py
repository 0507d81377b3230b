"""The keeper pod's first step: the template on an empty volume, and nothing on a full one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.keeper.conftest import NEW, OLD
from tests.support.keeper_pipe import ROOT, keeper_command

pytestmark = pytest.mark.processes


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    made = tmp_path / "empty"
    made.mkdir()
    (made / "lost+found").mkdir()
    return made


@pytest.fixture
def template(tmp_path: Path) -> Path:
    made = tmp_path / "config.template.toml"
    made.write_bytes(NEW)
    return made


def prepare(volume: Path, template: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    program = ("-m", "traderadmin.store.keeper.prepare")
    command = keeper_command(volume, "--template", str(template), *more, program=program)
    return subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, umask=0o077
    )


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".config.toml.lock"}


def test_that_an_empty_volume_gets_folders_and_the_template(empty: Path, template: Path) -> None:
    done = prepare(empty, template)
    assert (done.returncode, done.stderr) == (0, "")
    written = empty / "config" / "config.toml"
    assert done.stdout == f"config.template.toml was written to {written}.\n"
    assert written.read_bytes() == NEW
    for name in ("config", "state"):
        assert (empty / name).stat().st_mode & 0o7777 == 0o770


def test_that_a_second_start_touches_nothing(empty: Path, template: Path) -> None:
    prepare(empty, template)
    written = empty / "config" / "config.toml"
    written.write_bytes(OLD)
    before = (written.stat(), (empty / "config").stat().st_mtime_ns)
    done = prepare(empty, template)
    assert done.returncode == 0
    assert done.stdout == f"{written} is there and was left as it is.\n"
    assert (written.stat(), (empty / "config").stat().st_mtime_ns) == before
    assert written.read_bytes() == OLD


@pytest.mark.parametrize("trace", ["config.toml.bak.20260101_000000", "history.jsonl"])
def test_that_a_volume_that_lost_its_file_gets_no_template(
    empty: Path, template: Path, trace: str
) -> None:
    (empty / "config").mkdir()
    (empty / "config" / trace).write_bytes(OLD)
    done = prepare(empty, template)
    assert done.returncode == 0
    assert "there was one: nothing was written" in done.stdout
    assert files(empty / "config") == {trace}


def test_that_folders_that_are_there_keep_their_permissions(empty: Path, template: Path) -> None:
    (empty / "config").mkdir(mode=0o750)
    assert prepare(empty, template).returncode == 0
    assert (empty / "config").stat().st_mode & 0o7777 == 0o750


def test_that_a_configuration_of_another_name_gets_no_template(empty: Path, template: Path) -> None:
    done = prepare(empty, template, "--file", "settings.toml")
    assert done.returncode == 0
    assert "the template is for config.toml only: nothing was written" in done.stdout
    assert files(empty / "config") == set()


@pytest.mark.parametrize("name", ["bots.toml", "config.schema.json", "eu/"])
def test_that_a_folder_that_holds_anything_gets_no_template(
    empty: Path, template: Path, name: str
) -> None:
    (empty / "config").mkdir()
    other = empty / "config" / name
    if name.endswith("/"):
        other.mkdir()
    else:
        other.write_bytes(OLD)
    done = prepare(empty, template)
    assert done.returncode == 0
    assert f"but {other.name} is there: nothing was written" in done.stdout
    assert files(empty / "config") == {other.name}


def test_that_the_volume_itself_may_be_the_folder(empty: Path, template: Path) -> None:
    assert prepare(empty, template, "--config", ".").returncode == 0
    assert (empty / "config.toml").read_bytes() == NEW


@pytest.mark.parametrize("left", [".config.toml.lock", ".config.toml.tmp-0123456789abcdef"])
def test_that_a_start_that_was_cut_short_is_made_up_for(
    empty: Path, template: Path, left: str
) -> None:
    (empty / "config").mkdir()
    (empty / "config" / left).write_bytes(b"")
    assert prepare(empty, template).returncode == 0
    assert (empty / "config" / "config.toml").read_bytes() == NEW


def test_that_a_missing_template_is_a_sentence(empty: Path, tmp_path: Path) -> None:
    done = prepare(empty, tmp_path / "missing.toml")
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing.toml cannot be read: No such file or directory." in done.stderr
    assert "Traceback" not in done.stderr
    assert files(empty / "config") == set()


def test_that_a_volume_that_takes_no_folder_is_a_sentence(empty: Path, template: Path) -> None:
    (empty / "config").write_bytes(b"")
    done = prepare(empty, template)
    assert done.returncode == 1
    assert "cannot be made: File exists." in done.stderr


def test_that_a_link_out_of_the_volume_is_refused(
    empty: Path, template: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (empty / "config").symlink_to(tmp_path / "outside")
    done = prepare(empty, template)
    assert done.returncode == 1
    assert "out of the volume" in done.stderr
    assert files(tmp_path / "outside") == set()


def test_that_a_file_that_is_a_link_is_left_as_it_is(
    empty: Path, template: Path, tmp_path: Path
) -> None:
    (empty / "config").mkdir()
    (empty / "config" / "config.toml").symlink_to(tmp_path / "nowhere")
    done = prepare(empty, template)
    assert done.returncode == 1
    assert "symbolic link" in done.stderr
    assert not os.path.lexists(tmp_path / "nowhere")


def test_that_the_program_says_how_it_is_used() -> None:
    command = [sys.executable, "-m", "traderadmin.store.keeper.prepare", "--help"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert "--template" in done.stdout
