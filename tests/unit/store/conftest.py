"""A config directory with a file in it."""

from pathlib import Path

import pytest

from tests.unit.store.still_clock import StillClock
from traderadmin.store.directory import ConfigDirectory

OLD = b"# old\nx = 1\n"
LOCK_FILE = ".config.toml.lock"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    made.mkdir()
    (made / "config.toml").write_bytes(OLD)
    (made / "config.toml").chmod(0o640)
    return made


@pytest.fixture
def directory(folder: Path, clock: StillClock) -> ConfigDirectory:
    return ConfigDirectory(folder, clock)
