"""The session's history: across restarts, bounded, and never in anybody's way."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.waiting import wait_until
from tests.unit.orchestrator.conftest import at
from traderadmin.clock import SystemClock
from traderadmin.contract.names import SESSION_FILE
from traderadmin.contract.session import SessionEvent, SessionEventKind
from traderadmin.orchestrator import sessionfile
from traderadmin.orchestrator.sessionfile import SessionFile
from traderadmin.orchestrator.sessionhistory import KEPT, SessionHistory

SECONDS = 10.0


def event_of(number: int) -> SessionEvent:
    kind = SessionEventKind.CLOSED if number % 2 else SessionEventKind.OPENED
    return SessionEvent(kind, at(13) + timedelta(seconds=number), f"reason {number}", "scheduler")


@dataclass
class Held:
    """Whether the state folder is this process's."""

    now: bool = True

    def __call__(self) -> bool:
        return self.now


@contextmanager
def kept(folder: Path, held: Held) -> Iterator[SessionHistory]:
    history = SessionHistory(folder, SystemClock(), held)
    history.start()
    try:
        yield history
    finally:
        history.stop()


def lines_of(folder: Path) -> list[str]:
    file = folder / SESSION_FILE
    if not file.exists():
        return []
    return [json.loads(line)["reason"] for line in file.read_text().splitlines()]


def test_that_events_outlive_their_process(tmp_path: Path) -> None:
    with kept(tmp_path, Held()) as history:
        for number in range(3):
            history.add(event_of(number))
    assert lines_of(tmp_path) == ["reason 0", "reason 1", "reason 2"]
    with kept(tmp_path, Held()) as history:
        history.add(event_of(3))
        wait_until(lambda: len(history.events) == 4, SECONDS, "the earlier events")
        assert history.events == tuple(map(event_of, range(4)))
        assert history.note == ""


def test_that_an_event_is_told_at_once_and_only_the_last_few_are(tmp_path: Path) -> None:
    history = SessionHistory(tmp_path, SystemClock(), Held())
    for number in range(KEPT + 5):
        history.add(event_of(number))
    assert history.events == tuple(map(event_of, range(5, KEPT + 5)))
    assert not (tmp_path / SESSION_FILE).exists()


def test_that_one_who_stands_by_writes_nothing_until_it_takes_over(tmp_path: Path) -> None:
    with kept(tmp_path, Held()) as first:
        first.add(event_of(0))
    held = Held(now=False)
    with kept(tmp_path, held) as second:
        second.add(event_of(7))
        assert second.events == (event_of(7),)
        held.now = True
        second.add(event_of(8))
        wait_until(lambda: second.events == (event_of(0), event_of(8)), SECONDS, "it to take over")
    assert lines_of(tmp_path) == ["reason 0", "reason 8"]


@pytest.mark.parametrize("torn", [b'{"kind": "clo', b"\x00\x00"])
def test_that_a_torn_end_is_set_aside_and_reported(tmp_path: Path, torn: bytes) -> None:
    with kept(tmp_path, Held()) as history:
        history.add(event_of(0))
    file = tmp_path / SESSION_FILE
    whole = file.read_bytes()
    file.write_bytes(whole + torn)
    opened = SessionFile.open(tmp_path, at(15))
    opened.close()
    assert opened.events == (event_of(0),)
    assert opened.note.startswith("The last line of session.jsonl was torn")
    assert file.read_bytes() == whole
    (aside,) = tmp_path.glob("session.jsonl.torn.*")
    assert aside.read_bytes() == torn


def test_that_a_last_line_that_lacks_only_its_end_is_kept(tmp_path: Path) -> None:
    file = tmp_path / SESSION_FILE
    file.write_text(json.dumps(event_of(0).to_json()))
    opened = SessionFile.open(tmp_path, at(15))
    opened.append([event_of(1)])
    opened.close()
    assert opened.note == ""
    assert lines_of(tmp_path) == ["reason 0", "reason 1"]


@pytest.mark.parametrize(
    "strange",
    [
        b'{"kind": "paused for lunch"}\n',
        json.dumps(event_of(0).to_json() | {"late_seconds": 10**400}).encode() + b"\n",
        b'"started"\n',
    ],
)
def test_that_a_line_nobody_understands_is_left_where_it_is_and_reported(
    strange: bytes, tmp_path: Path
) -> None:
    file = tmp_path / SESSION_FILE
    file.write_bytes(strange + json.dumps(event_of(0).to_json()).encode() + b"\n")
    opened = SessionFile.open(tmp_path, at(15))
    opened.close()
    assert opened.events == (event_of(0),)
    assert opened.note == "1 line of session.jsonl cannot be understood."
    assert file.read_bytes().startswith(strange)


def test_that_the_file_stays_bounded_and_keeps_what_is_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessionfile, "MOST_BYTES", 4000)
    opened = SessionFile.open(tmp_path, at(15))
    for number in range(200):
        opened.append([event_of(number)])
        opened.trim()
        assert (tmp_path / SESSION_FILE).stat().st_size <= 4000
    opened.close()
    reasons = lines_of(tmp_path)
    assert reasons == [f"reason {number}" for number in range(200 - len(reasons), 200)]
    assert len(reasons) > 5


def test_that_a_file_that_is_removed_is_put_back(tmp_path: Path) -> None:
    file = tmp_path / SESSION_FILE
    with kept(tmp_path, Held()) as history:
        history.add(event_of(0))
        wait_until(lambda: lines_of(tmp_path) == ["reason 0"], SECONDS, "the first event")
        file.unlink()
        wait_until(file.exists, SECONDS, "the file to be back")
        history.add(event_of(1))
    assert lines_of(tmp_path) == ["reason 0", "reason 1"]


def test_that_another_file_in_its_place_is_gone_on_with(tmp_path: Path) -> None:
    file = tmp_path / SESSION_FILE
    with kept(tmp_path, Held()) as history:
        history.add(event_of(0))
        wait_until(lambda: lines_of(tmp_path) == ["reason 0"], SECONDS, "the first event")
        other = tmp_path / "edited"
        other.write_text(json.dumps(event_of(7).to_json()) + "\n")
        other.replace(file)
        history.add(event_of(1))
    assert lines_of(tmp_path) == ["reason 7", "reason 1"]


@pytest.mark.expects_log_errors
def test_that_a_full_disk_is_reported_and_nothing_is_lost_or_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with kept(tmp_path, Held()) as history:
        history.add(event_of(0))
        wait_until(lambda: history._file and not history._pending, SECONDS, "the first event")
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            history.add(event_of(1))
            wait_until(lambda: history.note, SECONDS, "the failure to be reported")
            assert "No space left on device. It is tried again." in history.note
            assert history.events == (event_of(0), event_of(1))
        wait_until(lambda: not history.note, SECONDS, "the next try")
    assert lines_of(tmp_path) == ["reason 0", "reason 1"]
