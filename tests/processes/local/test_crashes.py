"""What stands when TraderAdmin is killed in the middle, or two of it act at once."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import pid_of, state_of
from tests.support.tiny_service import tiny
from tests.support.waiting import wait_until
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.errors import TraderAdminError
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.local.specs import SPAWN_VARIABLE
from traderadmin.targets.states import Phase, Resumed

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[3]


def start_and_die(paths: LocalPaths, when: str) -> None:
    program = [sys.executable, "-m", "tests.processes.local.dying_starter"]
    ended = subprocess.run([*program, str(paths.config), when], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL


def carriers(paths: LocalPaths) -> list[int]:
    """Pids of all services of this target, recorded or not."""
    found = []
    for process in psutil.process_iter():
        try:
            variables = process.environ()
        except (psutil.Error, OSError):
            continue
        if SPAWN_VARIABLE in variables and variables["TRADERADMIN_CONFIG_DIR"] == str(paths.config):
            found.append(process.pid)
    return found


def test_that_a_start_nobody_lived_to_record_is_found_and_kept(
    target: LocalTarget, paths: LocalPaths
) -> None:
    start_and_die(paths, "after")
    wait_until(lambda: state_of(target, "scanner").phase is Phase.RUNNING, 20, "the service")
    (pid,) = carriers(paths)
    assert pid_of(target, "scanner") == pid
    assert target.resume("scanner", ONE, PATIENCE) is Resumed.FOUND_RUNNING
    assert carriers(paths) == [pid]
    target.pause("scanner", ONE, PATIENCE)
    assert carriers(paths) == []


def test_that_a_start_nobody_lived_to_record_can_be_paused(
    target: LocalTarget, paths: LocalPaths
) -> None:
    start_and_die(paths, "after")
    target.pause("scanner", ONE, PATIENCE)
    assert state_of(target, "scanner").phase is Phase.STOPPED
    assert carriers(paths) == []


def test_that_an_intent_without_a_start_has_failed_and_is_started_again(
    target: LocalTarget, paths: LocalPaths
) -> None:
    start_and_die(paths, "before")
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted) == (Phase.FAILED, 1)
    assert target.resume("scanner", ONE, PATIENCE) is Resumed.RESTORED
    assert len(carriers(paths)) == 1


def test_that_two_starts_at_once_run_one_process(make: Make, paths: LocalPaths) -> None:
    targets = [make(tiny("scanner", 10)) for _ in range(4)]
    gate = threading.Barrier(len(targets))
    outcomes: list[object] = []

    def start(target: LocalTarget) -> None:
        gate.wait()
        try:
            outcomes.append(target.resume("scanner", ONE, PATIENCE))
        except TraderAdminError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=start, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Resumed.RESTORED in outcomes
    assert len(carriers(paths)) == 1
    assert state_of(targets[0], "scanner").phase is Phase.RUNNING


def test_that_a_pause_nobody_lived_to_signal_is_completed_by_the_next(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    record = paths.service("scanner") / "record.json"
    record.write_text(record.read_text().replace('"wanted": 1', '"wanted": 0'))
    assert state_of(target, "scanner").phase is Phase.STOPPING
    target.resume("scanner", ReplicaRecord(1, "apply-1"), PATIENCE)
    assert state_of(target, "scanner").phase is Phase.RUNNING
    assert pid_of(target, "scanner") != pid
    assert len(carriers(paths)) == 1


def test_that_looking_disturbs_no_transaction(target: LocalTarget) -> None:
    """A monitor's snapshots from another thread, while services stop and start."""
    end = threading.Event()
    failures: list[BaseException] = []

    def monitor() -> None:
        while not end.is_set():
            try:
                phases = {state.phase for state in target.snapshot().services}
                assert Phase.FAILED not in phases
                assert Phase.UNKNOWN not in phases
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failures.append(error)
                return

    watching = threading.Thread(target=monitor)
    watching.start()
    try:
        for _ in range(4):
            for name in ("orchestrator", "scanner"):
                assert target.resume(name, ONE, PATIENCE) is Resumed.RESTORED
            for name in ("scanner", "orchestrator"):
                target.pause(name, ONE, PATIENCE)
    finally:
        end.set()
        watching.join()
    assert failures == []


def test_that_nothing_of_ours_is_left_as_a_zombie(target: LocalTarget) -> None:
    others = {child.pid for child in psutil.Process(os.getpid()).children()}
    for _ in range(2):
        target.resume("scanner", ONE, PATIENCE)
        target.pause("scanner", ONE, PATIENCE)
    ours = [each for each in psutil.Process(os.getpid()).children() if each.pid not in others]
    assert [each for each in ours if each.status() == psutil.STATUS_ZOMBIE] == []
