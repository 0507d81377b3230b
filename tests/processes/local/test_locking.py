"""The apply lock and its journal, between real processes."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.processes.local.conftest import Make
from traderadmin.contract.journal import Journal, Operation, Step
from traderadmin.contract.revision import revision_of
from traderadmin.errors import LockHeldError, NotFoundError, RefusedError, TraderAdminError
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.states import CheckLevel

ROOT = Path(__file__).parents[3]
JOURNAL = Journal(
    apply_id="apply-1",
    operation=Operation.APPLY,
    who="trader on desk-1",
    started=datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
    reason="",
    step=Step.LOCK,
    old_revision="0" * 64,
    new_revision="1" * 64,
)
_HOLDER = """
import sys
from pathlib import Path
from tests.processes.local.test_locking import JOURNAL
from traderadmin.clock import SystemClock
from traderadmin.targets.local import LocalPaths, LocalTarget
lock = LocalTarget(LocalPaths.under(Path(sys.argv[1])), SystemClock()).lock(JOURNAL)
print("held", flush=True)
sys.stdin.read()
"""


def holder(paths: LocalPaths) -> "subprocess.Popen[str]":
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(paths.config)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_that_a_free_lock_is_neither_held_nor_orphaned(target: LocalTarget) -> None:
    state = target.lock_state()
    assert (state.held, state.holder, state.journal) == (False, "", None)
    with pytest.raises(NotFoundError):
        target.take_over()
    assert not target.lock_state().held


def test_that_one_holds_the_lock_and_finishing_leaves_nothing(
    target: LocalTarget, make: Make, paths: LocalPaths
) -> None:
    with target.lock(JOURNAL) as lock:
        lock.write(JOURNAL.at(Step.PAUSE))
        state = make().lock_state()
        assert state.held
        assert state.holder.startswith("trader on desk-1, process ")
        assert state.journal == JOURNAL.at(Step.PAUSE)
        for other in (target, make()):
            with pytest.raises(LockHeldError, match="trader on desk-1"):
                other.lock(JOURNAL)
            with pytest.raises(LockHeldError):
                other.take_over()
        lock.finish()
        assert not target.lock_state().held
    names = {path.name for path in paths.config.iterdir() if path.is_file()}
    assert names == {"config.toml", ".config.toml.lock"}


def test_that_leaving_without_finishing_keeps_the_journal(target: LocalTarget) -> None:
    with target.lock(JOURNAL):
        pass
    state = target.lock_state()
    assert state.orphaned
    with pytest.raises(LockHeldError, match="never ended"):
        target.lock(JOURNAL)


def test_that_the_lock_dies_with_its_process_and_the_journal_does_not(
    target: LocalTarget, paths: LocalPaths
) -> None:
    with holder(paths) as process:
        assert target.lock_state().held
        with pytest.raises(LockHeldError, match=f"process {process.pid}"):
            target.lock(JOURNAL)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert target.lock_state().orphaned
    lock, journal = target.take_over()
    assert journal == JOURNAL
    lock.finish()
    assert target.lock_state().journal is None


def test_that_an_author_who_was_taken_over_can_change_nothing(
    target: LocalTarget, paths: LocalPaths
) -> None:
    revision = target.read_config().revision
    lock = target.lock(JOURNAL)
    # Its author still runs, but the lock's file was removed: others take it for dead.
    (paths.config / "apply.lock").unlink()
    recovery, _ = target.take_over()
    with pytest.raises(LockHeldError, match="lost"):
        lock.write(JOURNAL)
    with pytest.raises(RefusedError):
        target.replace_config(b"x = 2\n", expected=revision, lock=lock)
    with pytest.raises(LockHeldError):
        lock.finish()
    assert target.read_config().revision == revision
    replaced = target.replace_config(b"x = 3\n", expected=revision, lock=recovery)
    assert replaced.revision == revision_of(b"x = 3\n")
    recovery.finish()
    with lock:
        pass


def test_that_the_next_author_is_not_fenced_off_by_an_old_recovery(target: LocalTarget) -> None:
    with target.lock(JOURNAL):
        pass
    recovery, _ = target.take_over()
    recovery.finish()
    with target.lock(JOURNAL) as lock:
        revision = target.read_config().revision
        target.replace_config(b"x = 2\n", expected=revision, lock=lock)
        lock.finish()
    assert target.read_config().content == b"x = 2\n"


def test_that_a_lock_that_was_given_up_writes_nothing(target: LocalTarget) -> None:
    with target.lock(JOURNAL) as lock:
        lock.finish()
    with pytest.raises(LockHeldError):
        lock.write(JOURNAL)
    with pytest.raises(LockHeldError):
        target.replace_config(b"", expected="", lock=lock)


def test_that_a_damaged_journal_refuses_an_apply_and_is_told(
    target: LocalTarget, paths: LocalPaths
) -> None:
    (paths.config / "journal.json").write_text("{")
    with pytest.raises(TraderAdminError, match="damaged"):
        target.lock(JOURNAL)
    snapshot = target.snapshot()
    assert not snapshot.lock.held
    assert "move the journal away" in snapshot.notes[0]
    refused = [check for check in target.preflight() if check.level is CheckLevel.REFUSED]
    assert [check.title for check in refused] == ["Journal can be read"]
    assert "move the journal away" in refused[0].remedy


def test_that_a_damaged_journal_is_never_called_nothing_unfinished(
    target: LocalTarget, paths: LocalPaths
) -> None:
    (paths.config / "journal.json").write_text("{")
    with pytest.raises(TraderAdminError, match="cannot be read: it is damaged"):
        target.lock_state()


def test_that_a_journal_that_cannot_be_stored_gives_the_lock_up(
    target: LocalTarget, paths: LocalPaths
) -> None:
    (paths.config / "journal.json").mkdir()
    with pytest.raises(TraderAdminError):
        target.lock(replace(JOURNAL, apply_id="apply-2"))
    assert not target.snapshot().lock.held
