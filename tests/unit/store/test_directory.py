"""Reading, creating and replacing `config.toml`."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.store.conftest import LOCK_FILE, OLD
from tests.unit.store.still_clock import StillClock
from traderadmin.contract.revision import revision_of
from traderadmin.errors import (
    NotFoundError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.store import atomic
from traderadmin.store.directory import ConfigDirectory

NEW = b"# new\nx = 2\n"


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != LOCK_FILE)


def test_that_a_file_is_read_with_its_revision_and_time(
    directory: ConfigDirectory, folder: Path
) -> None:
    os.utime(folder / "config.toml", (1_772_000_000, 1_772_000_000))
    file = directory.read()
    assert file.content == OLD
    assert file.revision == revision_of(OLD)
    assert file.modified == datetime.fromtimestamp(1_772_000_000, UTC)


def test_that_a_missing_file_is_not_found(directory: ConfigDirectory, folder: Path) -> None:
    (folder / "config.toml").unlink()
    with pytest.raises(NotFoundError, match=r"no config\.toml"):
        directory.read()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_that_what_is_no_regular_file_is_an_error_and_never_blocks(
    directory: ConfigDirectory, folder: Path, make: Callable[[Path], None]
) -> None:
    (folder / "config.toml").unlink()
    make(folder / "config.toml")
    with pytest.raises(TraderAdminError, match="cannot be read"):
        directory.read()


def test_that_the_first_file_is_created_private(directory: ConfigDirectory, folder: Path) -> None:
    (folder / "config.toml").unlink()
    assert directory.create(NEW).content == NEW
    assert stat.S_IMODE((folder / "config.toml").stat().st_mode) == 0o600
    assert visible(folder) == ["config.toml"]


def test_that_creating_never_overwrites(directory: ConfigDirectory, folder: Path) -> None:
    with pytest.raises(RefusedError, match="left as it is"):
        directory.create(NEW)
    assert (folder / "config.toml").read_bytes() == OLD


def test_that_creating_does_not_write_through_a_dangling_link(
    directory: ConfigDirectory, folder: Path, tmp_path: Path
) -> None:
    (folder / "config.toml").unlink()
    (folder / "config.toml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError):
        directory.create(NEW)
    assert not (tmp_path / "elsewhere").exists()


def test_that_replacing_backs_up_and_keeps_mode_and_owner(
    directory: ConfigDirectory, folder: Path
) -> None:
    before = (folder / "config.toml").stat()
    written = directory.replace(NEW, expected=revision_of(OLD))
    after = (folder / "config.toml").stat()
    assert (folder / "config.toml").read_bytes() == NEW
    assert written.revision == revision_of(NEW)
    assert written.backup == "config.toml.bak.20260302_143005"
    assert (folder / written.backup).read_bytes() == OLD
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert (folder / written.backup).stat().st_mode == before.st_mode
    assert visible(folder) == ["config.toml", written.backup]


def test_that_the_umask_does_not_narrow_the_mode(directory: ConfigDirectory, folder: Path) -> None:
    (folder / "config.toml").chmod(0o664)
    directory.replace(NEW, expected=revision_of(OLD))
    assert stat.S_IMODE((folder / "config.toml").stat().st_mode) == 0o664


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_that_root_keeps_the_owner_of_a_file(directory: ConfigDirectory, folder: Path) -> None:
    os.chown(folder / "config.toml", 12345, 23456)
    backup = directory.replace(NEW, expected=revision_of(OLD)).backup
    for name in ("config.toml", backup):
        status = (folder / name).stat()
        assert (status.st_uid, status.st_gid) == (12345, 23456)


def test_that_two_replaces_in_one_second_wait_for_the_next(
    directory: ConfigDirectory, clock: StillClock
) -> None:
    first = directory.replace(NEW, expected=revision_of(OLD))
    second = directory.replace(OLD, expected=revision_of(NEW))
    assert second.backup == "config.toml.bak.20260302_143006"
    assert clock.monotonic() == pytest.approx(0.75)
    assert directory.read_backup(first.backup) == OLD
    assert directory.read_backup(second.backup) == NEW


def test_that_another_revision_is_a_conflict_that_leaves_nothing(
    directory: ConfigDirectory, folder: Path
) -> None:
    with pytest.raises(RevisionConflictError, match="changed by somebody else"):
        directory.replace(NEW, expected=revision_of(b"other"))
    assert (folder / "config.toml").read_bytes() == OLD
    assert visible(folder) == ["config.toml"]


def test_that_a_file_that_went_is_a_conflict(directory: ConfigDirectory, folder: Path) -> None:
    (folder / "config.toml").unlink()
    with pytest.raises(RevisionConflictError, match="any more"):
        directory.replace(NEW, expected=revision_of(OLD))
    assert visible(folder) == []


def test_that_a_change_made_during_the_backup_is_a_conflict_and_the_backup_goes(
    directory: ConfigDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = atomic.settle_folder

    def edit_meanwhile(where: Path) -> None:
        real(where)
        (folder / "config.toml").write_bytes(b"edited = true\n")

    monkeypatch.setattr(atomic, "settle_folder", edit_meanwhile)
    with pytest.raises(RevisionConflictError):
        directory.replace(NEW, expected=revision_of(OLD))
    assert (folder / "config.toml").read_bytes() == b"edited = true\n"
    assert visible(folder) == ["config.toml"]


def test_that_a_symbolic_link_is_read_but_not_replaced(
    directory: ConfigDirectory, folder: Path, tmp_path: Path
) -> None:
    real = tmp_path / "real.toml"
    (folder / "config.toml").rename(real)
    (folder / "config.toml").symlink_to(real)
    assert directory.read().content == OLD
    with pytest.raises(RefusedError, match="symbolic link"):
        directory.replace(NEW, expected=revision_of(OLD))
    assert real.read_bytes() == OLD
    assert (folder / "config.toml").is_symlink()


def test_that_a_holder_below_the_fence_is_refused(directory: ConfigDirectory) -> None:
    directory.raise_fence(2)
    with pytest.raises(RefusedError, match="taken over"):
        directory.replace(NEW, expected=revision_of(OLD), fence=1)
    assert directory.replace(NEW, expected=revision_of(OLD), fence=2).revision == revision_of(NEW)


def test_that_the_fence_never_falls(directory: ConfigDirectory) -> None:
    directory.raise_fence(5)
    directory.raise_fence(3)
    assert directory.fence() == 5


def test_that_an_unreadable_fence_refuses_everybody(
    directory: ConfigDirectory, folder: Path
) -> None:
    (folder / "fence.json").write_text("{")
    with pytest.raises(RefusedError, match="not known who may write"):
        directory.replace(NEW, expected=revision_of(OLD), fence=9)
    assert (folder / "config.toml").read_bytes() == OLD


def test_that_a_folder_that_cannot_be_fsynced_after_the_rename_is_unconfirmed(
    directory: ConfigDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(where: Path) -> None:
        raise atomic.NotDurableError(5, "Input/output error", str(where))

    monkeypatch.setattr("traderadmin.store.directory.settle_folder", fail)
    with pytest.raises(UnconfirmedError, match="may or may not"):
        directory.replace(NEW, expected=revision_of(OLD))
    assert (folder / "config.toml").read_bytes() == NEW
    assert len(directory.backups()) == 1


def test_that_a_rename_that_fails_is_a_refusal_without_a_backup(
    directory: ConfigDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error", f"{self} -> {target}")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(RefusedError, match=r"Input/output error\. It is as before"):
        directory.replace(NEW, expected=revision_of(OLD))
    assert visible(folder) == ["config.toml"]


def test_that_a_missing_folder_is_a_refusal(tmp_path: Path, clock: StillClock) -> None:
    with pytest.raises(RefusedError, match="No such file or directory"):
        ConfigDirectory(tmp_path / "none", clock).replace(NEW, expected=revision_of(OLD))


def test_that_what_a_crashed_writer_left_is_swept_and_a_living_one_s_is_not(
    directory: ConfigDirectory, folder: Path
) -> None:
    (folder / ".config.toml.tmp-0123456789abcdef").write_bytes(b"half")
    (folder / ".config.toml.bak.20260101_000000.tmp-0123456789abcdef").write_bytes(b"half")
    (folder / ".config.toml.tmp-mine").write_bytes(b"not ours")
    with atomic.staged(folder / "journal.json", b"alive") as living:
        directory.replace(NEW, expected=revision_of(OLD))
        assert living.read_bytes() == b"alive"
    assert sorted(path.name for path in folder.glob(".*.tmp-*")) == [".config.toml.tmp-mine"]


def test_that_the_schema_is_optional(directory: ConfigDirectory, folder: Path) -> None:
    assert directory.read_schema() is None
    (folder / "config.schema.json").write_bytes(b"{}")
    assert directory.read_schema() == b"{}"


def test_that_without_hard_links_creating_still_never_overwrites(
    directory: ConfigDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(RefusedError, match="left as it is"):
        directory.create(NEW)
    (folder / "config.toml").unlink()
    assert directory.create(NEW).content == NEW
    assert directory.replace(OLD, expected=revision_of(NEW)).backup in visible(folder)
