"""What may stand where `config.toml` should be: links, folders, pipes, nothing any more."""

import os
from pathlib import Path

import pytest

from traderadmin.clock import SystemClock
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.store.atomic import read_regular
from traderadmin.store.directory import ConfigDirectory


def unread(folder: Path) -> TraderAdminError:
    with pytest.raises(TraderAdminError) as caught:
        ConfigDirectory(folder, SystemClock()).read()
    return caught.value


def test_that_a_link_to_nothing_is_told_from_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to("nowhere")
    error = unread(tmp_path)
    assert not isinstance(error, NotFoundError)
    assert "is a symbolic link to nowhere, which is gone" in error.message


def test_that_a_lost_file_is_to_be_copied_from_its_newest_backup(tmp_path: Path) -> None:
    for name in ("config.toml.bak.20261123_100000", "config.toml.bak.20261123_110000"):
        (tmp_path / name).touch()
    error = unread(tmp_path)
    assert isinstance(error, NotFoundError)
    assert error.hint.startswith("Copy config.toml.bak.20261123_110000 to config.toml ")


def test_that_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    error = unread(tmp_path)
    assert "it is a folder" in error.message
    assert error.hint
    (tmp_path / "config.toml").rmdir()
    os.mkfifo(tmp_path / "config.toml")
    assert "not a regular file" in unread(tmp_path).message


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts descriptors in /proc")
def test_that_refusing_a_folder_leaves_no_descriptor_open(tmp_path: Path) -> None:
    def refuse() -> None:
        with pytest.raises(IsADirectoryError):
            read_regular(tmp_path, limit=1)

    refuse()
    opened = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
    assert tmp_path.resolve() not in opened
