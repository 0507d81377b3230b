"""Reading what the file stays as after a replace whose answer was lost."""

import threading
from pathlib import Path

import pytest
from typing_extensions import override

from tests.support.waiting import wait_until
from tests.unit.store.conftest import LOCK_FILE, OLD
from tests.unit.store.still_clock import StillClock
from traderadmin.clock import SystemClock
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError
from traderadmin.store.directory import LOCK_SECONDS, ConfigDirectory
from traderadmin.store.locking import FileLock

NEW = b"# new\nx = 2\n"


class LateReplace(StillClock):
    """Time in which somebody who waited for the lock gets it and replaces the file."""

    def __init__(self, path: Path, after: float) -> None:
        super().__init__()
        self._path = path
        self._after = after

    @override
    def wait(self, event: threading.Event, timeout: float) -> bool:
        if self.monotonic() > self._after:
            self._path.write_bytes(NEW)
        return super().wait(event, timeout)


def test_that_a_new_file_is_settled_at_once(directory: ConfigDirectory, clock: StillClock) -> None:
    file = directory.read_settled(revision_of(NEW))
    assert (file.content, clock.monotonic()) == (OLD, 0)


def test_that_an_old_file_is_settled_once_nobody_can_wait_for_the_lock_any_more(
    directory: ConfigDirectory, clock: StillClock
) -> None:
    file = directory.read_settled(revision_of(OLD))
    assert file.content == OLD
    assert clock.monotonic() >= LOCK_SECONDS


def test_that_a_replace_that_waited_for_the_lock_is_not_missed(folder: Path) -> None:
    clock = LateReplace(folder / "config.toml", LOCK_SECONDS - 0.5)
    file = ConfigDirectory(folder, clock).read_settled(revision_of(OLD))
    assert file.content == NEW


def test_that_a_replace_that_is_under_way_is_waited_for(folder: Path) -> None:
    directory = ConfigDirectory(folder, SystemClock())
    lock = FileLock(folder / LOCK_FILE, shared=True)
    assert lock.try_acquire()
    seen: list[bytes] = []
    reader = threading.Thread(
        target=lambda: seen.append(directory.read_settled(revision_of(OLD)).content)
    )
    reader.start()
    assert directory.read().content == OLD
    (folder / "config.toml").write_bytes(NEW)
    lock.release()
    wait_until(lambda: seen, 20, "the settled reading")
    reader.join()
    assert seen == [NEW]


def test_that_who_never_stops_writing_is_named(directory: ConfigDirectory, folder: Path) -> None:
    lock = FileLock(folder / LOCK_FILE, shared=True)
    assert lock.try_acquire()
    with pytest.raises(RefusedError, match="Somebody else has been writing"):
        directory.read_settled(revision_of(OLD))
    lock.release()
