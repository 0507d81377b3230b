"""The halt latch: what cannot be read halts, and nothing makes it forget."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.orchestrator.conftest import at
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.names import HALT_FILE
from traderadmin.orchestrator.halt import HaltLatch


def test_that_a_halt_record_halts_and_what_cannot_be_read_too(tmp_path: Path) -> None:
    latch, file = HaltLatch(tmp_path), tmp_path / HALT_FILE
    assert latch.reason() is None
    halt = HaltRecord("a trader", datetime(2026, 11, 23, 14, 2, tzinfo=UTC), "prices look wrong")
    file.write_text(json.dumps(halt.to_json()))
    assert latch.reason() == "halted by a trader at 14:02 UTC: prices look wrong"
    for content in (b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000):
        file.write_bytes(content)
        assert latch.reason() == "halted: the halt record cannot be understood"
    file.unlink()
    file.mkdir()
    assert "cannot be read" in str(latch.reason())


def test_that_a_state_folder_that_is_gone_halts(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    latch = HaltLatch(folder)
    latch.halt("SIGUSR1", at(14, 2))
    folder.rename(tmp_path / "away")
    assert latch.reason() == "halted: the state folder is gone"
    (tmp_path / "away").rename(folder)
    assert latch.reason() == "halted by SIGUSR1 at 14:02 UTC"


@pytest.mark.usefixtures("hasty_threads")
def test_that_nobody_sees_a_halt_end_while_its_record_reaches_the_disk(tmp_path: Path) -> None:
    forgotten = threading.Event()

    def watch(latch: HaltLatch, stored: threading.Event) -> None:
        halted = False
        while not stored.is_set():
            answer = latch.reason() is not None
            if halted and not answer:
                forgotten.set()
            halted = answer

    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        latch, stored = HaltLatch(folder), threading.Event()
        watchers = [threading.Thread(target=watch, args=(latch, stored)) for _ in range(3)]
        for watcher in watchers:
            watcher.start()
        latch.halt("SIGUSR1", at(14, 2))
        stored.set()
        for watcher in watchers:
            watcher.join()
    assert not forgotten.is_set()
