"""Pausing and resuming real processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import exists, kill, pid_of, runs, state_of
from tests.support.tiny_service import tiny
from tests.support.waiting import wait_until
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import CancelledError, DeadlinePassedError, NotFoundError, RefusedError
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.local.processes import Processes, ProcessId
from traderadmin.targets.local.record import RecordFile
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Phase, ProofLevel, Resumed, ServiceState

pytestmark = pytest.mark.processes
BY_APPLY = ReplicaRecord(1, "apply-1")
A_TICK = timedelta(milliseconds=1)
"""Instants in JSON are cut to milliseconds."""


def test_that_a_service_that_was_never_started_should_be_1(target: LocalTarget) -> None:
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted, state.record) == (Phase.STOPPED, 0, ONE)
    assert state.should_be == 1


def test_that_a_service_starts_proves_its_file_and_stops(target: LocalTarget) -> None:
    assert target.resume("scanner", ONE, PATIENCE) is Resumed.RESTORED
    state = state_of(target, "scanner")
    pid = pid_of(target, "scanner")
    assert (state.phase, state.wanted, state.ready) == (Phase.RUNNING, 1, 1)
    assert state.proof is ProofLevel.PROVEN
    assert state.record is None
    status = state.instances[0].status
    assert status is not None
    assert status.config_revision == target.read_config().revision
    sent, received = state.instances[0].sent, state.instances[0].asked
    assert sent is not None
    assert received is not None
    assert sent - A_TICK < status.now < received + A_TICK
    target.pause("scanner", BY_APPLY, PATIENCE)
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted, state.record) == (Phase.STOPPED, 0, BY_APPLY)
    assert state.instances == ()
    assert not exists(pid)


def test_that_the_states_on_the_way_are_told(target: LocalTarget) -> None:
    seen: list[ServiceState] = []
    target.resume("scanner", ONE, Patience(20.0, observe=seen.append))
    assert [state.phase for state in seen[-2:]] == [Phase.STARTING, Phase.RUNNING]
    seen.clear()
    target.pause("scanner", ONE, Patience(20.0, observe=seen.append))
    assert [state.phase for state in seen] == [Phase.STOPPING, Phase.STOPPED]


def test_that_a_service_keeps_its_port_and_changes_its_identity(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    (first,) = state_of(target, "scanner").instances
    target.pause("scanner", ONE, PATIENCE)
    target.resume("scanner", ONE, PATIENCE)
    (second,) = state_of(target, "scanner").instances
    assert first.port == second.port
    assert first.identity != second.identity
    assert second.started > first.started


def test_that_a_service_outlives_its_starter_and_is_found_again(
    target: LocalTarget, make: Make
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    assert os.getsid(pid) == pid
    target.close()
    other = make()
    assert pid_of(other, "scanner") == pid
    assert other.resume("scanner", ONE, PATIENCE) is Resumed.FOUND_RUNNING
    assert pid_of(other, "scanner") == pid
    other.pause("scanner", ONE, PATIENCE)
    assert not runs(pid)


def test_that_one_that_ignores_sigterm_is_killed_after_the_grace_period(make: Make) -> None:
    target = make(tiny("scanner", 10, ignore_term="1"), grace=0.2)
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    target.pause("scanner", ONE, PATIENCE)
    assert not exists(pid)


def test_that_a_pause_that_takes_too_long_says_so_and_is_written(make: Make) -> None:
    target = make(tiny("scanner", 10, ignore_term="1"), grace=60.0)
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    words = rf"did not stop within 0.2 s \(process {pid} still runs"
    with pytest.raises(DeadlinePassedError, match=words):
        target.pause("scanner", BY_APPLY, Patience(0.2))
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted, state.record) == (Phase.STOPPING, 0, BY_APPLY)


def test_that_a_resume_of_one_still_stopping_ends_in_a_new_process(make: Make) -> None:
    slow = make(tiny("scanner", 10, term_seconds="0.5"))
    slow.resume("scanner", ONE, PATIENCE)
    old = pid_of(slow, "scanner")
    with pytest.raises(DeadlinePassedError):
        slow.pause("scanner", BY_APPLY, Patience(0.0))
    assert slow.resume("scanner", BY_APPLY, PATIENCE) is Resumed.RESTORED
    assert pid_of(slow, "scanner") != old
    assert not runs(old)


def test_that_a_pause_cancelled_at_once_touches_nothing(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    with pytest.raises(CancelledError):
        target.pause("scanner", ONE, Patience(20.0, cancelled=lambda: True))
    assert pid_of(target, "scanner") == pid
    assert state_of(target, "scanner").phase is Phase.RUNNING


def test_that_a_cancelled_pause_ends_early(make: Make) -> None:
    target = make(tiny("scanner", 10, ignore_term="1"), grace=60.0)
    target.resume("scanner", ONE, PATIENCE)
    seen: list[ServiceState] = []
    patience = Patience(60.0, cancelled=lambda: bool(seen), observe=seen.append)
    with pytest.raises(CancelledError):
        target.pause("scanner", BY_APPLY, patience)
    state = state_of(target, "scanner")
    assert (state.phase, state.record) == (Phase.STOPPING, BY_APPLY)


def test_that_a_pause_at_0_keeps_the_older_record(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    target.pause("scanner", BY_APPLY, PATIENCE)
    target.pause("scanner", ReplicaRecord(1, "apply-2"), PATIENCE)
    assert state_of(target, "scanner").record == BY_APPLY


def test_that_a_resume_to_0_starts_nothing(target: LocalTarget) -> None:
    assert target.resume("scanner", ReplicaRecord(0, OPERATOR), PATIENCE) is Resumed.RESTORED
    state = state_of(target, "scanner")
    assert (state.phase, state.should_be, state.record) == (Phase.STOPPED, 0, None)


def test_that_children_left_in_the_session_are_ended_too(make: Make) -> None:
    target = make(tiny("scanner", 10, child="same"), grace=0.3)
    target.resume("scanner", ONE, PATIENCE)
    child = _child(target)
    target.pause("scanner", ONE, PATIENCE)
    assert not runs(child)


def test_that_a_child_in_a_session_of_its_own_is_ended_too(make: Make) -> None:
    target = make(tiny("scanner", 10, child="own"), grace=0.3)
    target.resume("scanner", ONE, PATIENCE)
    child = _child(target)
    target.pause("scanner", ONE, PATIENCE)
    assert not runs(child)


def _child(target: LocalTarget) -> int:
    line = next(line for line in target.log_tail("scanner") if line.startswith("child "))
    return int(line.split()[1])


def test_that_one_that_was_killed_has_failed_and_can_be_started_again(
    target: LocalTarget,
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    kill(pid)
    wait_until(lambda: state_of(target, "scanner").phase is Phase.FAILED, 10, "the failure")
    state = state_of(target, "scanner")
    assert state.problem == f"Its process {pid} was ended by signal 9."
    assert not exists(pid)
    assert target.resume("scanner", ONE, PATIENCE) is Resumed.RESTORED
    assert state_of(target, "scanner").phase is Phase.RUNNING


def test_that_one_that_failed_can_be_paused(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    kill(pid_of(target, "scanner"))
    target.pause("scanner", BY_APPLY, PATIENCE)
    assert state_of(target, "scanner").phase is Phase.STOPPED


@contextmanager
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is none of ours, leading a session of its own."""
    program = [sys.executable, "-c", "import signal; signal.pause()"]
    with subprocess.Popen(program, start_new_session=True) as process:
        yield process
        process.kill()


def test_that_a_reused_pid_is_never_signalled(target: LocalTarget, paths: LocalPaths) -> None:
    target.resume("scanner", ONE, PATIENCE)
    kill(pid_of(target, "scanner"))
    file = RecordFile(paths.service("scanner"))
    record = file.read()
    assert record.process is not None
    # Started once the scanner is ready: the kernel counts starts in hundredths of a second, and
    # two of one tick would differ by their pid alone.
    with stranger() as other:
        assert Processes().identify(other.pid) != ProcessId(other.pid, record.process.start)
        file.write(replace(record, process=ProcessId(other.pid, record.process.start)))
        wait_until(lambda: state_of(target, "scanner").phase is Phase.FAILED, 10, "the failure")
        target.pause("scanner", ONE, PATIENCE)
        assert state_of(target, "scanner").phase is Phase.STOPPED
        assert other.poll() is None


def test_that_a_damaged_record_is_unknown_and_refused(
    target: LocalTarget, paths: LocalPaths
) -> None:
    record = paths.service("scanner") / "record.json"
    record.write_text("{")
    assert state_of(target, "scanner").phase is Phase.UNKNOWN
    with pytest.raises(RefusedError, match="damaged"):
        target.pause("scanner", ONE, PATIENCE)
    with pytest.raises(RefusedError, match="damaged"):
        target.resume("scanner", ONE, PATIENCE)
    record.unlink()


def test_that_an_unknown_service_is_not_found(target: LocalTarget) -> None:
    with pytest.raises(NotFoundError):
        target.pause("nobody", ONE, PATIENCE)
    with pytest.raises(NotFoundError):
        target.log_tail("nobody")


def test_that_the_record_is_stored_before_the_signal(make: Make, paths: LocalPaths) -> None:
    target = make(tiny("scanner", 10, ignore_term="1"), grace=60.0)
    target.resume("scanner", ONE, PATIENCE)
    with pytest.raises(DeadlinePassedError):
        target.pause("scanner", BY_APPLY, Patience(0.0))
    stored = json.loads((paths.service("scanner") / "record.json").read_text())
    assert stored["wanted"] == 0
    assert stored["record"] == {"count": 1, "by": "apply-1"}


def test_that_one_that_somebody_else_starts_anew_meanwhile_is_left_alone(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    file = RecordFile(paths.service("scanner"))

    def start_anew(_: ServiceState) -> None:
        file.write(replace(file.read(), wanted=1, spawn="of somebody else"))

    with pytest.raises(DeadlinePassedError, match="Somebody else started scanner anew"):
        target.pause("scanner", ONE, Patience(20.0, observe=start_anew))
    assert file.read().wanted == 1
