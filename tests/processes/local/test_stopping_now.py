"""Stopping a service at once, whatever an apply does to it at the same time."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import exists, pid_of, state_of
from tests.support.tiny_service import tiny
from tests.support.waiting import wait_until
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import RefusedError
from traderadmin.store.locking import FileLock
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Phase, Resumed, ServiceState

pytestmark = pytest.mark.processes
BY_APPLY = ReplicaRecord(1, "apply-1")
BY_OPERATOR = ReplicaRecord(1, OPERATOR)


def test_that_one_that_runs_is_gone_and_keeps_its_count(target: LocalTarget) -> None:
    target.resume("orchestrator", ONE, PATIENCE)
    pid = pid_of(target, "orchestrator")
    target.stop_now("orchestrator", PATIENCE)
    assert not exists(pid)
    state = state_of(target, "orchestrator")
    assert (state.phase, state.wanted, state.record) == (Phase.STOPPED, 0, BY_OPERATOR)


def test_that_one_that_stands_still_is_killed_after_the_grace_period(make: Make) -> None:
    target = make(tiny("orchestrator", 20), grace=0.2)
    target.resume("orchestrator", ONE, PATIENCE)
    pid = pid_of(target, "orchestrator")
    os.kill(pid, signal.SIGSTOP)
    target.stop_now("orchestrator", PATIENCE)
    assert not exists(pid)


def test_that_what_an_apply_stopped_becomes_the_operators(target: LocalTarget) -> None:
    target.resume("orchestrator", ONE, PATIENCE)
    target.pause("orchestrator", BY_APPLY, PATIENCE)
    target.stop_now("orchestrator", PATIENCE)
    assert state_of(target, "orchestrator").record == BY_OPERATOR
    assert target.resume("orchestrator", BY_APPLY, PATIENCE) is Resumed.LEFT_STOPPED
    assert state_of(target, "orchestrator").phase is Phase.STOPPED
    assert target.resume("orchestrator", ONE, PATIENCE) is Resumed.RESTORED


def test_that_one_that_should_be_at_0_stays_so(target: LocalTarget) -> None:
    target.resume("orchestrator", ReplicaRecord(0, OPERATOR), PATIENCE)
    target.stop_now("orchestrator", PATIENCE)
    assert state_of(target, "orchestrator").should_be == 0


def test_that_one_that_an_apply_is_just_starting_ends_too(make: Make) -> None:
    target = make(tiny("orchestrator", 20, never_ready="1"))
    target.resume("orchestrator", ReplicaRecord(0, OPERATOR), PATIENCE)
    seen = threading.Event()

    def watch(state: ServiceState) -> None:
        if state.instances:
            seen.set()

    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(
            target.resume, "orchestrator", BY_APPLY, Patience(20.0, observe=watch)
        )
        assert seen.wait(20)
        target.stop_now("orchestrator", PATIENCE)
        assert starting.result() is Resumed.LEFT_STOPPED
    state = state_of(target, "orchestrator")
    assert (state.phase, state.record) == (Phase.STOPPED, BY_OPERATOR)


@pytest.mark.parametrize("round_", range(10))
def test_that_an_apply_and_an_operator_at_once_end_with_it_stopped(make: Make, round_: int) -> None:
    """Two programs at one service; whoever is first, the operator's word is the last."""
    apply, operator = make(), make()
    apply.resume("orchestrator", ONE, PATIENCE)
    apply.pause("orchestrator", BY_APPLY, PATIENCE)
    go = threading.Barrier(2)

    def resume() -> Resumed:
        go.wait()
        return apply.resume("orchestrator", BY_APPLY, PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        resumed = pool.submit(resume)
        go.wait()
        for _ in range(round_ * 40):  # another moment of the start each time
            operator.halt_state()
        operator.stop_now("orchestrator", PATIENCE)
        assert resumed.result() in {Resumed.LEFT_STOPPED, Resumed.RESTORED}
    state = state_of(operator, "orchestrator")
    assert (state.phase, state.record) == (Phase.STOPPED, BY_OPERATOR)
    assert state.instances == ()


def test_that_a_record_that_somebody_is_changing_is_waited_for(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("orchestrator", ONE, PATIENCE)
    lock = FileLock(paths.service("orchestrator") / "record.lock")
    assert lock.try_acquire()
    with ThreadPoolExecutor(1) as pool:
        stopping = pool.submit(target.stop_now, "orchestrator", PATIENCE)
        wait_until(lambda: stopping.running() or stopping.done(), 10, "the stop to begin")
        assert state_of(target, "orchestrator").wanted == 1
        lock.release()
        stopping.result()
    assert state_of(target, "orchestrator").wanted == 0


def test_that_a_record_that_stays_locked_is_a_refusal(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("orchestrator", ONE, PATIENCE)
    lock = FileLock(paths.service("orchestrator") / "record.lock")
    assert lock.try_acquire()
    try:
        with pytest.raises(RefusedError, match="Somebody else is changing what orchestrator"):
            target.stop_now("orchestrator", PATIENCE)
    finally:
        lock.release()
    assert state_of(target, "orchestrator").phase is Phase.RUNNING
