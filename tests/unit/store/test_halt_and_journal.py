"""The halt latch and the journal."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.store.still_clock import START
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.journal import Journal, JournalService, Operation, Step
from traderadmin.errors import TraderAdminError
from traderadmin.store.halt import Halt, HaltFile
from traderadmin.store.journal import JournalFile

RECORD = HaltRecord("trader", START, "news")
JOURNAL = Journal(
    apply_id="a1",
    operation=Operation.APPLY,
    who="trader",
    started=START,
    reason="",
    step=Step.LOCK,
    old_revision="0" * 64,
    new_revision="1" * 64,
    services=(JournalService("scanner", "id", 1, could_prove=True),),
)


def test_that_no_record_means_not_halted(tmp_path: Path) -> None:
    assert HaltFile(tmp_path).read() == Halt()


def test_that_a_halt_is_kept_until_released(tmp_path: Path) -> None:
    HaltFile(tmp_path).write(RECORD)
    HaltFile(tmp_path).write(HaltRecord("other", START + timedelta(hours=1), "again"))
    assert HaltFile(tmp_path).read() == Halt(RECORD)
    HaltFile(tmp_path).remove()
    HaltFile(tmp_path).remove()
    assert HaltFile(tmp_path).read() == Halt()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"who": "x", "when": "?"}'])
def test_that_an_unreadable_record_is_halted_and_can_be_replaced_and_released(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "halt.json").write_bytes(content)
    assert HaltFile(tmp_path).read().unreadable
    HaltFile(tmp_path).write(RECORD)
    assert HaltFile(tmp_path).read() == Halt(RECORD)
    (tmp_path / "halt.json").write_bytes(content)
    HaltFile(tmp_path).remove()
    assert HaltFile(tmp_path).read() == Halt()


def test_that_a_halt_that_cannot_be_stored_says_so(tmp_path: Path) -> None:
    with pytest.raises(TraderAdminError, match="Failed to halt"):
        HaltFile(tmp_path / "none").write(RECORD)


def test_that_a_journal_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = JournalFile(tmp_path)
    assert file.read() is None
    file.write(JOURNAL)
    file.write(replace(JOURNAL, step=Step.PAUSE))
    assert file.read() == replace(JOURNAL, step=Step.PAUSE)
    file.remove()
    assert file.read() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff"])
def test_that_a_damaged_journal_is_never_taken_for_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "journal.json").write_bytes(content)
    with pytest.raises(TraderAdminError, match="damaged"):
        JournalFile(tmp_path).read()


def test_that_a_journal_that_cannot_be_stored_says_so(tmp_path: Path) -> None:
    with pytest.raises(TraderAdminError, match="could not be written"):
        JournalFile(tmp_path / "none").write(JOURNAL)


def test_that_a_halt_is_stored_however_odd_its_reason(tmp_path: Path) -> None:
    odd = b"\xff stop".decode("utf-8", "surrogateescape")
    HaltFile(tmp_path).write(HaltRecord("trader", START, odd))
    assert HaltFile(tmp_path).read() == Halt(HaltRecord("trader", START, "? stop"))


def test_that_a_journal_is_stored_however_odd_its_reason(tmp_path: Path) -> None:
    odd = b"\xff".decode("utf-8", "surrogateescape")
    JournalFile(tmp_path).write(replace(JOURNAL, reason=odd))
    assert JournalFile(tmp_path).read() == replace(JOURNAL, reason="?")


def test_that_a_folder_in_the_halt_record_s_place_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "halt.json").mkdir()
    with pytest.raises(TraderAdminError, match="could not be removed") as caught:
        HaltFile(tmp_path).remove()
    assert caught.value.hint == "Move what is there away, then try again."
