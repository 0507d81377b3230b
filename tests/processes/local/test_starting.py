"""Starting real processes: what they get, and what is said of those that do not come up."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.processes.local.conftest import ONE, PATIENCE, Make
from tests.processes.local.looking import pid_of, state_of
from tests.support.tiny_service import tiny
from traderadmin.errors import DeadlinePassedError, RefusedError
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.local.record import RecordFile
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Phase, ProofLevel

pytestmark = pytest.mark.processes


def test_that_one_that_ends_at_its_start_says_why(make: Make) -> None:
    target = make(tiny("scanner", 10, exit="3"))
    with pytest.raises(DeadlinePassedError, match="exit code 3") as caught:
        target.resume("scanner", ONE, PATIENCE)
    assert "no such feed" in caught.value.message
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted) == (Phase.FAILED, 1)
    assert state.last_log == ("cannot go on: no such feed",)


def test_that_one_that_never_gets_ready_says_so(make: Make) -> None:
    target = make(tiny("scanner", 10, never_ready="1"))
    with pytest.raises(
        DeadlinePassedError, match=r"not ready after 0\.5 s\. .*The feed is closed\."
    ):
        target.resume("scanner", ONE, Patience(0.5))
    assert state_of(target, "scanner").phase is Phase.STARTING


def test_that_one_that_refuses_its_file_is_not_waited_for_to_the_end(make: Make) -> None:
    target = make(tiny("scanner", 10, never_ready="1", config_error="line 3: no such symbol"))
    with pytest.raises(DeadlinePassedError, match="line 3: no such symbol"):
        target.resume("scanner", ONE, Patience(600.0))


def test_that_one_that_is_deaf_is_starting_with_a_problem(make: Make) -> None:
    target = make(tiny("scanner", 10, deaf="1"))
    with pytest.raises(DeadlinePassedError, match="does not answer"):
        target.resume("scanner", ONE, Patience(0.5))
    state = state_of(target, "scanner")
    assert state.phase is Phase.STARTING
    assert state.proof is None


def test_that_one_without_a_status_can_only_be_restarted(make: Make) -> None:
    target = make(tiny("scanner", 10, no_status="1"))
    target.resume("scanner", ONE, PATIENCE)
    state = state_of(target, "scanner")
    assert (state.phase, state.proof) == (Phase.RUNNING, ProofLevel.RESTARTED)
    assert state.instances[0].status is None


def test_that_the_answer_of_another_program_is_not_believed(make: Make) -> None:
    target = make(tiny("scanner", 10, name="somebody"))
    with pytest.raises(DeadlinePassedError, match="Another program answers"):
        target.resume("scanner", ONE, Patience(0.5))


def test_that_a_program_that_cannot_be_run_leaves_everything_as_before(make: Make) -> None:
    target = make(replace(tiny("scanner", 10), command=("/nonexistent/program",)))
    with pytest.raises(RefusedError, match="could not be started"):
        target.resume("scanner", ONE, PATIENCE)
    state = state_of(target, "scanner")
    assert (state.phase, state.wanted, state.record) == (Phase.STOPPED, 0, ONE)


def test_that_a_preferred_port_that_is_taken_is_not_insisted_on(
    target: LocalTarget, make: Make, paths: LocalPaths
) -> None:
    target.resume("orchestrator", ONE, PATIENCE)
    (first,) = state_of(target, "orchestrator").instances
    target.pause("orchestrator", ONE, PATIENCE)
    other = make(tiny("stranger", 5))
    file = RecordFile(paths.service("stranger"))
    file.write(replace(file.read(), port=first.port))
    other.resume("stranger", ONE, PATIENCE)
    target.resume("orchestrator", ONE, PATIENCE)
    (second,) = state_of(target, "orchestrator").instances
    assert second.port != first.port


def test_that_an_empty_token_is_made_anew(target: LocalTarget, paths: LocalPaths) -> None:
    token = paths.state / "signal.token"
    token.touch(0o644)
    target.resume("orchestrator", ONE, PATIENCE)
    assert len(token.read_text()) == 64
    assert token.stat().st_mode & 0o777 == 0o600


def test_that_the_token_is_private_and_kept(target: LocalTarget, paths: LocalPaths) -> None:
    target.resume("scanner", ONE, PATIENCE)
    token = paths.state / "signal.token"
    first = token.read_text()
    assert token.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 32
    token.chmod(0o644)
    target.pause("scanner", ONE, PATIENCE)
    target.resume("scanner", ONE, PATIENCE)
    assert token.read_text() == first
    assert token.stat().st_mode & 0o777 == 0o600


def test_that_a_service_inherits_nothing_of_ours_but_socket_lock_and_log(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    pid = pid_of(target, "scanner")
    open_files = [entry.readlink() for entry in Path(f"/proc/{pid}/fd").iterdir()]
    ours = {path.name for path in open_files if path.is_relative_to(paths.config)}
    assert ours == {"run.lock", "scanner.log"}


def test_that_a_terminal_s_interrupt_does_not_reach_the_services(target: LocalTarget) -> None:
    target.resume("scanner", ONE, PATIENCE)
    assert os.getpgid(pid_of(target, "scanner")) != os.getpgid(0)


def test_that_a_lost_record_names_the_process_that_is_in_the_way(
    target: LocalTarget, paths: LocalPaths
) -> None:
    target.resume("scanner", ONE, PATIENCE)
    record = paths.service("scanner") / "record.json"
    kept, pid = record.read_bytes(), pid_of(target, "scanner")
    record.write_text("{")
    assert "End the service's process" in state_of(target, "scanner").problem
    record.unlink()
    with pytest.raises(RefusedError, match=rf"still runs \(process {pid}\)"):
        target.resume("scanner", ONE, PATIENCE)
    record.write_bytes(kept)
    assert pid_of(target, "scanner") == pid
