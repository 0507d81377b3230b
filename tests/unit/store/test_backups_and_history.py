"""Backups and history beside the file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.store.still_clock import START
from traderadmin.contract.history import Change, Event, HistoryEntry, Outcome
from traderadmin.errors import NotFoundError, RefusedError
from traderadmin.store.directory import ConfigDirectory
from traderadmin.store.tail import last_lines

ENTRY = HistoryEntry(
    id="a1",
    event=Event.APPLY,
    outcome=Outcome.DONE,
    who="trader",
    when=START,
    reason="späte Sitzung\nzwei",
    seconds=1.5,
    changes=(Change("risk.max_order_size", "100", "50"),),
    steps=(("check", 0.1),),
)


def test_that_backups_are_listed_newest_first_and_only_they(
    directory: ConfigDirectory, folder: Path
) -> None:
    for name in (
        "config.toml.bak.20260101_000000",
        "config.toml.bak.20260301_120000",
        "config.toml.bak.20260399_120000",
        "config.toml.bak.20260301_120000.txt",
        "config.toml.bak.old",
    ):
        (folder / name).write_bytes(b"12345")
    (folder / "config.toml.bak.20260201_000000").mkdir()
    backups = directory.backups()
    assert [backup.name for backup in backups] == [
        "config.toml.bak.20260301_120000",
        "config.toml.bak.20260101_000000",
    ]
    assert backups[0].made.isoformat() == "2026-03-01T12:00:00+00:00"
    assert backups[0].size == 5


@pytest.mark.parametrize(
    "name",
    [
        "../config.toml.bak.20260101_000000",
        "/etc/passwd",
        "config.toml",
        "config.toml.bak.20260101_000000\n",
        "config.toml.bak.٢٠٢٦٠١٠١_000000",
        "",
    ],
)
def test_that_no_other_file_is_read_as_a_backup(directory: ConfigDirectory, name: str) -> None:
    with pytest.raises(RefusedError, match="not the name of a backup"):
        directory.read_backup(name)


def test_that_a_backup_that_is_a_link_is_not_followed(
    directory: ConfigDirectory, folder: Path
) -> None:
    (folder / "config.toml.bak.20260101_000000").symlink_to("/etc/hostname")
    with pytest.raises(Exception, match="cannot be read"):
        directory.read_backup("config.toml.bak.20260101_000000")


def test_that_a_missing_backup_is_not_found(directory: ConfigDirectory) -> None:
    with pytest.raises(NotFoundError):
        directory.read_backup("config.toml.bak.20260101_000000")


def test_that_history_is_read_newest_first(directory: ConfigDirectory) -> None:
    for number in range(5):
        directory.append_history(replace(ENTRY, id=f"a{number}"))
    assert [entry.id for entry in directory.history(3)] == ["a4", "a3", "a2"]
    assert directory.history(1)[0] == replace(ENTRY, id="a4")


def test_that_without_history_there_is_none(directory: ConfigDirectory) -> None:
    assert directory.history(10) == ()


def test_that_a_torn_last_line_costs_only_itself(directory: ConfigDirectory, folder: Path) -> None:
    directory.append_history(ENTRY)
    with (folder / "history.jsonl").open("ab") as file:
        file.write(b'{"id": "torn", "ev')
    directory.append_history(replace(ENTRY, id="a2"))
    assert [entry.id for entry in directory.history(10)] == ["a2", "a1"]
    assert (folder / "history.jsonl").read_bytes().endswith(b"}\n")


@pytest.mark.parametrize("line", [b"\xff\xfe", b"[]", b"null", b"{}", b'{"id": 1, "event": "?"}'])
def test_that_a_line_of_rubbish_is_left_out(
    directory: ConfigDirectory, folder: Path, line: bytes
) -> None:
    (folder / "history.jsonl").write_bytes(line + b"\n")
    directory.append_history(ENTRY)
    assert directory.history(10) == (ENTRY,)


def test_that_a_line_is_one_line_of_json(directory: ConfigDirectory, folder: Path) -> None:
    directory.append_history(ENTRY)
    lines = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["reason"] for line in lines] == [ENTRY.reason]


@pytest.mark.parametrize("count", [1, 2, 99, 100, 101, 5000])
@pytest.mark.parametrize("width", [1, 700])
def test_that_the_last_lines_are_those_of_the_whole_file(
    tmp_path: Path, count: int, width: int
) -> None:
    lines = [f"{number} ".encode() + b"x" * width for number in range(500)]
    (tmp_path / "log").write_bytes(b"\n".join(lines) + b"\n")
    assert last_lines(tmp_path / "log", count) == tuple(lines[-count:])


def test_that_the_last_lines_of_nothing_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert last_lines(tmp_path / "empty", 5) == ()
    assert last_lines(tmp_path / "missing", 5) == ()
    assert last_lines(tmp_path / "empty", 0) == ()
