"""An apply killed by SIGKILL at each of its events: the invariants hold, and recovery ends it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dying_apply import backend
from traderadmin.contract.history import Outcome
from traderadmin.resources import template_bytes
from traderadmin.targets.states import Phase
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.recovery import Recovery

OLD = template_bytes()
NEW = OLD.replace(b'stop_time_utc = "20:00"', b'stop_time_utc = "21:00"')
ROOT = Path(__file__).parents[3]
UNDO, FINISH = Recovery.UNDO, Recovery.FINISH
KILLS = (
    (2, UNDO),
    (5, UNDO),
    (8, UNDO),
    (11, UNDO),
    (13, UNDO),
    (14, FINISH),
    (17, FINISH),
    (19, UNDO),
    (22, FINISH),
    (24, UNDO),
)
"""Events spread over all steps, and how to end what they leave."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Backend]:
    """Two tiny services that run the old file."""
    made = backend(tmp_path / "config", "tiny")
    made.create_from_template()
    made.resume_trading_services()
    yield made
    if made.recovery_ways():
        made.recover(Recovery.UNDO)
    made.pause_trading_services()
    made.close()


def apply_and_die(tmp_path: Path, number: int) -> int:
    new = tmp_path / "new.toml"
    new.write_bytes(NEW)
    program = [sys.executable, "-m", "tests.support.dying_apply"]
    arguments = [str(tmp_path / "config"), str(new), "tiny", str(number)]
    return subprocess.run(
        program + arguments, cwd=ROOT, check=False, capture_output=True, timeout=60
    ).returncode


def assert_invariants(running: Backend) -> None:
    """What must be true at every instant, whatever died."""
    assert running.read_config() in {OLD, NEW}
    snapshot = running.snapshot()
    assert not snapshot.lock.held
    journal = snapshot.lock.journal
    for state in snapshot.services:
        if state.wanted == 1:
            continue
        assert state.should_be == 1
        assert state.record is not None
        assert journal is not None
        assert state.record.by == journal.apply_id


def assert_all_run(running: Backend, content: bytes) -> None:
    assert running.read_config() == content
    snapshot = running.snapshot()
    assert snapshot.lock.journal is None
    for state in snapshot.services:
        assert (state.phase, state.wanted, state.ready) == (Phase.RUNNING, 1, 1)
        (instance,) = state.instances
        assert instance.status is not None
        assert instance.status.config_revision == snapshot.revision


@pytest.mark.parametrize(("number", "how"), KILLS)
def test_that_an_apply_killed_anywhere_can_be_ended(
    running: Backend, tmp_path: Path, number: int, how: Recovery
) -> None:
    code = apply_and_die(tmp_path, number)
    assert_invariants(running)
    ways = running.recovery_ways()
    if not ways:
        assert_all_run(running, running.read_config())
        assert code == 0 or running.read_config() == NEW or number < 5
        return
    replaced = running.read_config() == NEW
    assert ways == ((Recovery.UNDO, Recovery.FINISH) if replaced else (Recovery.UNDO,))
    chosen = how if how in ways else Recovery.UNDO

    result = running.recover(chosen)

    assert result.outcome is Outcome.DONE
    assert_all_run(running, NEW if chosen is Recovery.FINISH else OLD)
