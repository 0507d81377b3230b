"""A pause that really fails at the second service: the first stopped, the second cannot be."""

from pathlib import Path

import pytest

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import pid_of, runs, state_of
from tests.support import tiny_service
from tests.support.scanner_that_locks_its_neighbour import can_lock, lock, locking_scanner, unlock
from tests.support.tiny_service import tiny
from tests.support.waiting import wait_until
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.errors import RefusedError, UnconfirmedError
from traderadmin.targets.local import LocalPaths, spawn
from traderadmin.targets.states import CheckLevel, Phase, Resumed

pytestmark = pytest.mark.processes
BY_APPLY = ReplicaRecord(1, "apply-1")


def test_that_a_service_whose_record_cannot_be_stored_is_left_alone(
    make: Make, paths: LocalPaths, tmp_path: Path
) -> None:
    if not can_lock(tmp_path):
        pytest.skip("no folder can be made unwritable here")
    scanner = locking_scanner(paths, tiny_service.__file__, "scanner")
    target = make(scanner, tiny("orchestrator", 20))
    for name in ("orchestrator", "scanner"):
        target.resume(name, ONE, PATIENCE)
    first, second = pid_of(target, "scanner"), pid_of(target, "orchestrator")
    before = (paths.service("orchestrator") / "record.json").read_bytes()

    target.pause("scanner", BY_APPLY, PATIENCE)
    with pytest.raises(RefusedError, match="could not be stored") as caught:
        target.pause("orchestrator", BY_APPLY, PATIENCE)

    assert caught.value.title == "Failed to pause orchestrator"
    assert caught.value.hint
    assert not runs(first)
    assert pid_of(target, "orchestrator") == second
    assert state_of(target, "orchestrator").phase is Phase.RUNNING
    assert (paths.service("orchestrator") / "record.json").read_bytes() == before
    refused = [check for check in target.preflight() if check.level is CheckLevel.REFUSED]
    assert [check.title for check in refused] == ["Record of orchestrator can be stored"]

    assert target.resume("orchestrator", BY_APPLY, PATIENCE) is Resumed.FOUND_RUNNING
    assert target.resume("scanner", BY_APPLY, PATIENCE) is Resumed.RESTORED
    assert pid_of(target, "orchestrator") == second
    assert pid_of(target, "scanner") != first
    unlock(paths.service("orchestrator"))
    target.pause("orchestrator", BY_APPLY, PATIENCE)
    assert state_of(target, "orchestrator").phase is Phase.STOPPED


def test_that_a_start_whose_process_cannot_be_recorded_is_in_doubt_and_found(
    make: Make, paths: LocalPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_lock(tmp_path):
        pytest.skip("no folder can be made unwritable here")
    target = make(tiny("scanner", 10))
    start = spawn.start

    def start_and_lock(plan: spawn.Plan) -> int:
        pid = start(plan)
        lock(paths.service("scanner"))
        return pid

    monkeypatch.setattr(spawn, "start", start_and_lock)
    with pytest.raises(UnconfirmedError, match="It runs as process"):
        target.resume("scanner", ONE, PATIENCE)
    unlock(paths.service("scanner"))
    wait_until(lambda: state_of(target, "scanner").phase is Phase.RUNNING, 20, "the scanner")
    assert target.resume("scanner", ONE, PATIENCE) is Resumed.FOUND_RUNNING
