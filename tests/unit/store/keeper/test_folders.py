"""The folders a keeper accepts: on the volume, and a plain name for the file."""

from pathlib import Path

import pytest

from traderadmin.errors import RefusedError
from traderadmin.store.keeper.folders import Folders


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "volume"
    (made / "config").mkdir(parents=True)
    (made / "state").mkdir()
    (tmp_path / "outside").mkdir()
    return made


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../config.toml",
        "sub/config.toml",
        "/etc/passwd",
        "a\nb",
        "history.jsonl",
        "fence.json",
        "config.schema.json",
        "x" * 201,
    ],
)
def test_that_only_a_plain_name_can_be_the_configuration_s(root: Path, name: str) -> None:
    with pytest.raises(RefusedError, match="cannot be the name"):
        Folders.at(str(root), "config", "state", name)


@pytest.mark.parametrize("folder", ["../outside", "/etc", "config/../../outside", ".."])
def test_that_a_folder_outside_is_refused(root: Path, folder: str) -> None:
    for folders in ((folder, "state"), ("config", folder)):
        with pytest.raises(RefusedError, match="out of the volume"):
            Folders.at(str(root), *folders, "config.toml")


def test_that_a_folder_that_is_a_link_out_is_refused(root: Path) -> None:
    (root / "out").symlink_to(root.parent / "outside")
    with pytest.raises(RefusedError, match="out of the volume"):
        Folders.at(str(root), "out", "state", "config.toml")


def test_that_a_folder_that_leads_in_a_circle_is_refused(root: Path) -> None:
    (root / "circle").symlink_to(root / "circle")
    with pytest.raises(RefusedError, match="leads nowhere"):
        Folders.at(str(root), "circle", "state", "config.toml")


def test_that_a_volume_that_is_not_there_is_refused(root: Path) -> None:
    with pytest.raises(RefusedError, match="No such file or directory"):
        Folders.at(str(root / "missing"), "config", "state", "config.toml")


def test_that_folders_may_be_the_root_itself_or_deeper_or_missing(root: Path) -> None:
    folders = Folders.at(str(root), ".", "deep/state", "settings.toml")
    assert (folders.config, folders.state) == (root, root / "deep" / "state")
    folders.check_config()
    folders.check_state()


def test_that_a_folder_that_becomes_a_link_out_is_noticed(root: Path) -> None:
    folders = Folders.at(str(root), "config", "state", "config.toml")
    for name, check in (("config", folders.check_config), ("state", folders.check_state)):
        check()
        (root / name).rmdir()
        (root / name).symlink_to(root.parent / "outside")
        with pytest.raises(RefusedError, match="out of the volume"):
            check()


@pytest.mark.parametrize(
    "name", ["config.toml", "config.schema.json", "history.jsonl", "fence.json"]
)
def test_that_a_link_or_a_folder_in_place_of_a_file_is_noticed(root: Path, name: str) -> None:
    folders = Folders.at(str(root), "config", "state", "config.toml")
    (root / "config" / name).symlink_to("/etc/hostname")
    with pytest.raises(RefusedError, match="symbolic link to /etc/hostname"):
        folders.check_config()
    (root / "config" / name).unlink()
    (root / "config" / name).mkdir()
    with pytest.raises(RefusedError, match="is a folder"):
        folders.check_config()
