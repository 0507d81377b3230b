"""A config directory of a service that names its file otherwise, and links in its place."""

from pathlib import Path

import pytest

from tests.unit.store.conftest import OLD
from tests.unit.store.still_clock import StillClock
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.revision import revision_of
from traderadmin.errors import NotFoundError, RefusedError, TraderAdminError
from traderadmin.store.directory import ConfigDirectory
from traderadmin.store.halt import HaltFile

NEW = b"# new\nx = 2\n"


@pytest.fixture
def settings(folder: Path, clock: StillClock) -> ConfigDirectory:
    """A directory whose file is `settings.toml`, beside a `config.toml` of somebody else."""
    (folder / "settings.toml").write_bytes(OLD)
    return ConfigDirectory(folder, clock, "settings.toml")


def test_that_a_file_of_another_name_has_backups_of_that_name(
    settings: ConfigDirectory, folder: Path
) -> None:
    written = settings.replace(NEW, expected=revision_of(OLD))
    assert written.backup == "settings.toml.bak.20260302_143005"
    assert settings.read_backup(written.backup) == OLD
    assert [backup.name for backup in settings.backups()] == [written.backup]
    assert (folder / "settings.toml").read_bytes() == NEW
    assert (folder / "config.toml").read_bytes() == OLD


def test_that_backups_of_a_neighbour_are_not_its_own(
    settings: ConfigDirectory, folder: Path
) -> None:
    (folder / "config.toml.bak.20260101_000000").write_bytes(OLD)
    assert settings.backups() == ()
    with pytest.raises(RefusedError, match=r"\(settings\.toml\.bak\.YYYYMMDD_HHMMSS\)"):
        settings.read_backup("config.toml.bak.20260101_000000")


def test_that_a_missing_file_is_called_by_its_name(settings: ConfigDirectory) -> None:
    settings.path.unlink()
    with pytest.raises(NotFoundError, match=r"no settings\.toml in "):
        settings.read()


def test_that_a_link_is_read_through_only_where_that_is_wanted(
    folder: Path, tmp_path: Path, clock: StillClock
) -> None:
    (tmp_path / "outside").write_bytes(NEW)
    (folder / "config.toml").unlink()
    for name in ("config.toml", "config.schema.json"):
        (folder / name).symlink_to(tmp_path / "outside")
    directory = ConfigDirectory(folder, clock)
    assert (directory.read().content, directory.read_schema()) == (NEW, NEW)
    strict = ConfigDirectory(folder, clock, follow=False)
    with pytest.raises(TraderAdminError, match=r"config\.toml cannot be read") as caught:
        strict.read()
    assert "Move the symbolic link away" in caught.value.hint
    with pytest.raises(TraderAdminError, match="Schema cannot be read"):
        strict.read_schema()


def test_that_a_halt_record_that_is_a_link_counts_as_halted_and_is_not_read(
    tmp_path: Path,
) -> None:
    record = HaltRecord("trader", StillClock().now(), "")
    outside = HaltFile(tmp_path)
    outside.write(record)
    state = tmp_path / "state"
    state.mkdir()
    (state / "halt.json").symlink_to(tmp_path / "halt.json")
    halt = HaltFile(state, follow=False)
    assert halt.read().record is None
    assert "cannot be read" in halt.read().unreadable
    halt.write(record)
    assert halt.read().record == record
    assert not (state / "halt.json").is_symlink()
