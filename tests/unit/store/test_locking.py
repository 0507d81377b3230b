"""The file lock."""

from pathlib import Path

import pytest

from tests.unit.store.still_clock import StillClock
from traderadmin.store.locking import FileLock, is_locked


def test_that_only_one_holds_a_lock(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.try_acquire()
    assert not second.try_acquire()
    assert not second.acquire(StillClock(), 1.0)
    assert is_locked(tmp_path / "lock")
    first.release()
    assert not is_locked(tmp_path / "lock")
    assert second.try_acquire()
    second.release()


def test_that_looking_takes_nothing(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_that_a_lock_whose_file_was_removed_is_lost(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    assert lock.try_acquire()
    assert lock.holds()
    (tmp_path / "lock").unlink()
    assert not lock.holds()
    other = FileLock(tmp_path / "lock")
    assert other.try_acquire()
    lock.release(remove=True)
    assert other.holds()
    other.release(remove=True)
    assert not (tmp_path / "lock").exists()


def test_that_a_released_lock_has_no_descriptor(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(ValueError, match="not locked"):
        _ = lock.descriptor
    lock.release()
    assert not lock.holds()
