"""Nothing leads a keeper out of its folder: no link, no `..`, no device."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.processes.keeper.conftest import NEW, OLD, Launcher
from tests.support.keeper_pipe import keeper_command
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

pytestmark = pytest.mark.processes
SECRET = b"outside = true\n"
RECORD = HaltRecord("trader", datetime(2026, 3, 2, tzinfo=UTC), "")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the volume that looks just like one of it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("config.toml", "config.toml.bak.20260101_000000", "config.schema.json"):
        (folder / name).write_bytes(SECRET)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def replace(client: KeeperClient) -> object:
    return client.replace_config(NEW, expected=revision_of(SECRET), fence=0)


CONFIG_CALLS: list[Callable[[KeeperClient], object]] = [
    KeeperClient.read_config,
    KeeperClient.read_schema,
    KeeperClient.backups,
    KeeperClient.history,
    KeeperClient.fence,
    lambda client: client.create_config(NEW),
    lambda client: client.read_backup("config.toml.bak.20260101_000000"),
    lambda client: client.raise_fence(3),
    replace,
]


@pytest.mark.parametrize("call", CONFIG_CALLS)
def test_that_a_config_folder_that_became_a_link_out_is_refused(
    client: KeeperClient, volume: Path, outside: Path, call: Callable[[KeeperClient], object]
) -> None:
    before = contents(outside)
    client.open()
    (volume / "config").rename(volume / "away")
    (volume / "config").symlink_to(outside)
    with pytest.raises(RefusedError, match="out of the volume"):
        call(client)
    assert contents(outside) == before


@pytest.mark.parametrize("call", CONFIG_CALLS)
def test_that_a_file_that_is_a_link_out_is_refused(
    client: KeeperClient, volume: Path, outside: Path, call: Callable[[KeeperClient], object]
) -> None:
    before = contents(outside)
    (volume / "config" / "config.toml").unlink()
    (volume / "config" / "config.toml").symlink_to(outside / "config.toml")
    with pytest.raises(RefusedError, match="symbolic link to"):
        call(client)
    assert contents(outside) == before
    assert (volume / "config" / "config.toml").is_symlink()


def test_that_the_look_and_preflight_say_so_too(
    client: KeeperClient, volume: Path, outside: Path
) -> None:
    client.open()
    (volume / "config").rename(volume / "away")
    (volume / "config").symlink_to(outside)
    before = contents(outside)
    look = client.look()
    assert look.revision is None
    assert "out of the volume" in look.notes[0]
    config, state = client.check_volume(0)
    assert "out of the volume" in config.problem
    assert not state.problem
    assert contents(outside) == before


def test_that_a_state_folder_that_is_a_link_out_counts_as_halted_and_is_not_written(
    client: KeeperClient, volume: Path, outside: Path
) -> None:
    client.open()
    (volume / "state").rmdir()
    (volume / "state").symlink_to(outside)
    assert "out of the volume" in client.halt_state().unreadable
    assert client.look().halt.halted
    with pytest.raises(RefusedError, match="out of the volume"):
        client.set_halt(RECORD)
    with pytest.raises(RefusedError, match="out of the volume"):
        client.release_halt()
    assert "halt.json" not in contents(outside)


def test_that_a_halt_record_that_is_a_link_out_is_replaced_not_followed(
    client: KeeperClient, volume: Path, outside: Path
) -> None:
    (outside / "halt.json").write_bytes(b"{}")
    (volume / "state" / "halt.json").symlink_to(outside / "halt.json")
    assert client.halt_state().halted
    client.set_halt(RECORD)
    assert client.halt_state().record == RECORD
    assert (outside / "halt.json").read_bytes() == b"{}"


@pytest.mark.parametrize(
    "name",
    [
        "../outside/config.toml.bak.20260101_000000",
        "../../outside/config.toml",
        "/etc/passwd",
        "config.toml",
        "config.toml.bak.20260101_000000/../config.toml",
    ],
)
def test_that_no_name_of_a_backup_leads_out(client: KeeperClient, outside: Path, name: str) -> None:
    assert outside.is_dir()
    with pytest.raises(RefusedError, match="not the name of a backup"):
        client.read_backup(name)


def test_that_a_backup_that_is_a_link_out_is_not_read(
    client: KeeperClient, volume: Path, outside: Path
) -> None:
    link = volume / "config" / "config.toml.bak.20260202_000000"
    link.symlink_to(outside / "config.toml")
    with pytest.raises(TraderAdminError, match="cannot be read"):
        client.read_backup(link.name)


@pytest.mark.parametrize("name", ["config.toml", "history.jsonl", "fence.json"])
def test_that_a_pipe_in_place_of_a_file_holds_nobody_up(
    client: KeeperClient, volume: Path, name: str
) -> None:
    (volume / "config" / name).unlink(missing_ok=True)
    os.mkfifo(volume / "config" / name)
    with pytest.raises(RefusedError, match="no regular file"):
        client.history()


@pytest.mark.parametrize("option", ["--config", "--state"])
@pytest.mark.parametrize("folder", ["../outside", "/etc", "link"])
def test_that_a_session_outside_the_volume_is_refused_at_its_start(
    launcher: Launcher, volume: Path, outside: Path, option: str, folder: str
) -> None:
    (volume / "link").symlink_to(outside)
    command = keeper_command(volume, option, folder)
    client = KeeperClient(lambda: launcher.start(command))
    with pytest.raises(RefusedError, match="out of the volume"):
        client.open()
    client.close()


def test_that_a_file_name_that_leads_out_is_refused_at_its_start(
    launcher: Launcher, volume: Path
) -> None:
    command = keeper_command(volume, "--file", "../outside/config.toml")
    client = KeeperClient(lambda: launcher.start(command))
    with pytest.raises(RefusedError, match="cannot be the name"):
        client.open()
    client.close()
    assert (volume / "config" / "config.toml").read_bytes() == OLD
