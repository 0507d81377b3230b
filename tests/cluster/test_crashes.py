"""An apply on a cluster that is killed on the way, and what the next operator makes of it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.cutting_short import LEASE_SECONDS, ROOT, killed_apply, wait_for_orphan
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, opened, scene
from tests.cluster.witness import (
    BOTH,
    assert_all_as_it_was,
    assert_nothing_is_lost,
    assert_reported_truly,
)
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.contract.revision import revision_of
from traderadmin.errors import LockHeldError
from traderadmin.workflow.recovery import Recovery

ONE_PAUSED = "pause:scanner"
REPLACED = "save:finished"


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def test_that_a_new_operator_undoes_what_died_with_one_service_paused(
    at: Scene, tmp_path: Path
) -> None:
    before, new = at.config(), at.changed_content()
    killed_apply(at.saved, new, tmp_path, ONE_PAUSED)
    assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 0}
    assert_nothing_is_lost(at, before)

    clock = SystemClock()
    with opened(at.kubectl, at.saved) as later:
        since = clock.monotonic()
        first = later.backend.lock_state()
        assert (first.held, first.orphaned, first.certain) == (True, False, False)
        assert "traderadmin-operator" in first.holder
        assert later.backend.recovery_ways() == ()
        with pytest.raises(LockHeldError):
            later.backend.recover(Recovery.UNDO)

        wait_for_orphan(later)
        assert clock.monotonic() - since > LEASE_SECONDS
        assert later.backend.lock_state().certain
        assert later.backend.recovery_ways() == (Recovery.UNDO,)
        assert_nothing_is_lost(later, before)

        result = later.backend.recover(Recovery.UNDO)
        assert result.outcome is Outcome.DONE
        assert_reported_truly(later, result)
        assert_all_as_it_was(later, before)
        assert later.apply().outcome is Outcome.DONE


def test_that_what_died_after_the_replace_can_be_finished(at: Scene, tmp_path: Path) -> None:
    before, new = at.config(), at.changed_content()
    backups = at.backups()
    killed_apply(at.saved, new, tmp_path, REPLACED)
    assert at.counts() == dict.fromkeys(BOTH, 0)
    assert at.config() == new
    assert_nothing_is_lost(at, new)
    (backup,) = set(at.backups()) - set(backups)
    assert at.kubectl.read(f"/data/config/{backup}") == before

    with opened(at.kubectl, at.saved) as later:
        wait_for_orphan(later)
        assert later.backend.recovery_ways() == (Recovery.UNDO, Recovery.FINISH)
        result = later.backend.recover(Recovery.FINISH)
        assert result.outcome is Outcome.DONE
        assert_reported_truly(later, result)
    assert_all_as_it_was(at, new)
    assert _running(at) == {revision_of(new)}


def test_that_the_command_line_undoes_what_died_after_the_replace(
    at: Scene, tmp_path: Path
) -> None:
    before, new = at.config(), at.changed_content()
    killed_apply(at.saved, new, tmp_path, REPLACED)
    assert_nothing_is_lost(at, new)

    done = _on_the_command_line(at, "recover", "--undo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Watching whether" in done.stderr
    assert "Everything is as before the change." in done.stdout
    assert_all_as_it_was(at, before)
    assert _running(at) == {revision_of(before)}


def _running(at: Scene) -> set[str]:
    return {at.status(name)["config_revision"] for name in BOTH}


def _on_the_command_line(at: Scene, *words: str) -> "subprocess.CompletedProcess[str]":
    program = str(Path(sys.executable).with_name("traderadmin"))
    where = ["--namespace", at.saved.namespace, "--kubeconfig", at.saved.kubeconfig]
    return subprocess.run(
        [program, "--context", "operator", *where, *words],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=150,
    )
