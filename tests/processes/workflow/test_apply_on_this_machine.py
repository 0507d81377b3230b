"""The apply on the real local target: what it changes, and what a failure leaves as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.scanner_that_locks_its_neighbour import can_lock, locking_scanner, unlock
from tests.support.tiny_service import tiny
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.resources import template_bytes
from traderadmin.targets.local import LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.states import Phase, Snapshot
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent, ApplyFailedError, ServiceChanged
from traderadmin.workflow.timeouts import Timeouts

OLD = template_bytes()
NEW = OLD.replace(b'stop_time_utc = "20:00"', b'stop_time_utc = "21:00"')
Open = Callable[..., Backend]


@pytest.fixture
def paths(tmp_path: Path) -> LocalPaths:
    return LocalPaths.under(tmp_path / "config")


@pytest.fixture
def opened(paths: LocalPaths) -> Iterator[Open]:
    """Open a backend on running services; at the end none of them runs."""

    def open_one(*specs: ServiceSpec, emit: Callable[[ApplyEvent], None] = print) -> Backend:
        target = LocalTarget(paths, SystemClock(), specs, grace=5.0)
        timeouts = Timeouts(pause=20, resume=20, verify=5)
        made = Backend(target, SystemClock(), who="a tester", emit=emit, timeouts=timeouts)
        made.connect()
        made.create_from_template()
        made.resume_trading_services()
        return made

    yield open_one
    unlock(paths.service("orchestrator"))
    ender = LocalTarget(paths, SystemClock(), (tiny("scanner", 1), tiny("orchestrator", 2)), 0.0)
    Backend(ender, SystemClock(), who="a tester").pause_trading_services()


def identities(snapshot: Snapshot) -> dict[str, str]:
    return {state.name: state.instances[0].identity for state in snapshot.services}


def test_that_both_services_are_new_processes_that_prove_the_file(opened: Open) -> None:
    backend = opened(tiny("scanner", 10), tiny("orchestrator", 20))
    before = identities(backend.snapshot())
    result = backend.save_configuration_and_restart(NEW)

    after = backend.snapshot()
    assert result.outcome is Outcome.DONE
    assert backend.read_config() == NEW
    assert all(before[name] != found for name, found in identities(after).items())
    (backup,) = backend.backups()
    assert backend.read_backup(backup.name) == OLD
    assert after.lock.journal is None


def test_that_a_second_service_that_cannot_be_stopped_keeps_its_process(
    opened: Open, paths: LocalPaths, tmp_path: Path
) -> None:
    assert can_lock(tmp_path), "this file system knows no unwritable folders"
    script = str(Path(tiny.__code__.co_filename))
    backend = opened(locking_scanner(paths, script, "scanner"), tiny("orchestrator", 20))
    before = identities(backend.snapshot())

    with pytest.raises(ApplyFailedError, match="could not be stored") as caught:
        backend.save_configuration_and_restart(NEW)

    result = caught.value.result
    after = backend.snapshot()
    assert result.outcome is Outcome.UNCHANGED
    assert result.failed_step is Step.PAUSE
    assert result.headline.startswith("Failed to pause services: ")
    assert identities(after)["orchestrator"] == before["orchestrator"]
    assert identities(after)["scanner"] != before["scanner"]
    assert [state.phase for state in after.services] == [Phase.RUNNING, Phase.RUNNING]
    assert backend.read_config() == OLD
    assert backend.backups() == ()
    assert (after.lock.held, after.lock.journal) == (False, None)
    notes = {summary.name: summary.note for summary in result.services}
    assert notes["orchestrator"].endswith("never stopped")
    assert notes["scanner"].endswith("was stopped and is back")


def test_that_a_service_that_never_gets_ready_is_reported_as_not_back(opened: Open) -> None:
    backend = opened(tiny("scanner", 10), tiny("orchestrator", 20))
    target = LocalTarget(
        LocalPaths.under(Path(backend.info.config_location).parent),
        SystemClock(),
        (tiny("scanner", 10, exit="3"), tiny("orchestrator", 20)),
        5.0,
    )
    other = Backend(
        target, SystemClock(), who="a tester", timeouts=Timeouts(pause=20, resume=20, verify=1)
    )
    with pytest.raises(ApplyFailedError, match="exit code 3") as caught:
        other.save_configuration_and_restart(NEW)

    result = caught.value.result
    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert backend.read_config() == NEW
    states = {state.name: state.phase for state in backend.snapshot().services}
    assert states == {"scanner": Phase.FAILED, "orchestrator": Phase.RUNNING}
    assert backend.lock_state().journal is None

    backend.resume_trading_services()
    assert all(state.ready for state in backend.snapshot().services)


def test_that_a_cancel_while_a_service_stops_brings_it_back(opened: Open) -> None:
    made: list[Backend] = []

    def cancel(event: ApplyEvent) -> None:
        if made and isinstance(event, ServiceChanged) and event.step is Step.PAUSE:
            made[0].cancel()

    backend = opened(tiny("scanner", 10, term_seconds="0.2"), tiny("orchestrator", 20), emit=cancel)
    made.append(backend)
    before = identities(backend.snapshot())
    with pytest.raises(ApplyFailedError, match="everything is as before"):
        backend.save_configuration_and_restart(NEW)

    after = backend.snapshot()
    assert identities(after)["orchestrator"] == before["orchestrator"]
    assert [state.phase for state in after.services] == [Phase.RUNNING, Phase.RUNNING]
    assert backend.read_config() == OLD
    assert after.lock.journal is None
