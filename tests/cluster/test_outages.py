"""An API server or a keeper that goes away in mid-apply."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.cutting_short import wait_for_orphan
from tests.cluster.deploying import KEEPER
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.line import Line, line_to
from tests.cluster.moments import once
from tests.cluster.scene import Scene, opened, scene
from tests.cluster.witness import (
    assert_all_as_it_was,
    assert_nothing_is_lost,
    assert_reported_truly,
)
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.saved import SavedTarget
from traderadmin.workflow.events import ApplyEvent, StepStarted
from traderadmin.workflow.recovery import Recovery

SHORT, LONG = 20.0, 40.0
"""Seconds: within and beyond what a Lease that nobody renews lasts."""


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


@pytest.fixture
def far(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[tuple[Scene, Line]]:
    with far_operator(cluster, trading, tmp_path) as made:
        yield made


@contextmanager
def far_operator(cluster: Cluster, trading: Kubectl, folder: Path) -> Iterator[tuple[Scene, Line]]:
    """An operator whose line to the API server can be cut; kubectl has one of its own."""
    kubeconfig = cluster.operator_kubeconfig(trading.namespace, folder / "far.json")
    with line_to(kubeconfig) as line:
        draft = SavedTarget("far", "operator", trading.namespace, kubeconfig=str(kubeconfig))
        saved = KubernetesBrowser(SystemClock(), str(kubeconfig)).pinned(draft)
        with opened(trading, saved) as made:
            yield made, line


@pytest.mark.parametrize(
    ("step", "service"),
    [
        (Step.PAUSE, "scanner"),
        pytest.param(Step.RESUME, "orchestrator", marks=pytest.mark.full),
    ],
)
def test_that_an_apply_outlasts_an_api_server_that_is_away_for_20_s(
    far: tuple[Scene, Line], step: Step, service: str
) -> None:
    at, line = far
    before, new = at.config(), at.changed_content()
    clock = SystemClock()
    began = clock.monotonic()

    def cut() -> None:
        line.cut_for(SHORT)
        assert_nothing_is_lost(at, before, new)

    at.watch = once(step, service, cut)
    result = at.apply(new)

    assert result.outcome is Outcome.DONE, result.headline
    assert clock.monotonic() - began > SHORT
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, new)


def test_that_an_outage_longer_than_the_lease_leaves_a_journal_that_recovery_ends(
    far: tuple[Scene, Line],
) -> None:
    at, line = far
    before, new = at.config(), at.changed_content()
    at.watch = once(Step.PAUSE, "scanner", lambda: line.cut_for(LONG))
    result = at.apply(new)

    assert result.outcome is Outcome.UNKNOWN
    assert result.outcome.exit_code == 4
    assert "The apply lock was lost" in result.headline
    assert at.journal() is not None
    assert_reported_truly(at, result)
    assert_nothing_is_lost(at, before)

    wait_for_orphan(at)
    assert at.backend.recovery_ways() == (Recovery.UNDO,)
    assert at.backend.recover(Recovery.UNDO).outcome is Outcome.DONE
    assert_all_as_it_was(at, before)


def test_that_a_broken_session_is_followed_by_a_new_one(far: tuple[Scene, Line]) -> None:
    at, line = far
    new = at.changed_content()
    line.drop()
    assert at.backend.load().file.content == at.config()

    def drop(event: ApplyEvent) -> None:
        if isinstance(event, StepStarted):
            line.drop()

    at.watch = drop
    result = at.apply(new)
    assert result.outcome is Outcome.DONE, result.headline
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, new)


def test_that_a_keeper_deleted_in_mid_save_leaves_what_reading_confirms(at: Scene) -> None:
    before, new = at.config(), at.changed_content()

    def delete(event: ApplyEvent) -> None:
        if isinstance(event, StepStarted) and event.step is Step.SAVE:
            at.kubectl.run("delete", "pod", KEEPER_POD, "--grace-period=0", "--force")

    at.watch = delete
    result = at.apply(new)
    at.kubectl.run("rollout", "status", f"statefulset/{KEEPER}", "--timeout=60s")

    assert result.outcome in {Outcome.DONE, Outcome.UNCHANGED}, result.headline
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, new if result.saved else before)
