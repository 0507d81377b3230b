"""What others do to the services in mid-apply: scaling them, and breaking what they run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.moments import after, once
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, opened, scene
from tests.cluster.spoiling import restored_afterwards, spoil
from tests.cluster.witness import BOTH, assert_all_as_it_was, assert_reported_truly
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.workflow.recovery import Recovery
from traderadmin.workflow.timeouts import Timeouts

IMPATIENT = Timeouts(pause=8.0, resume=20.0, verify=20.0)
DEAF = """
trap '' TERM
echo 'the last order is not filled yet'
while :; do sleep 1; done
"""


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    """An operator who does not wait long."""
    with (
        scene(cluster, trading, tmp_path) as made,
        opened(trading, made.saved, IMPATIENT) as impatient,
        restored_afterwards(trading, SCANNER),
    ):
        yield impatient


def test_that_a_scale_while_services_are_paused_is_kept_and_stops_the_apply(at: Scene) -> None:
    before, new = at.config(), at.changed_content()
    at.watch = once(Step.PAUSE, "orchestrator", lambda: at.kubectl.scale(SCANNER, 2))
    result = at.apply(new)

    assert result.outcome is Outcome.UNKNOWN
    # Noticed while the last of its pods is waited for, or else just before the save.
    told = ("Somebody else set scanner to 2", "scanner came back")
    assert any(words in result.headline for words in told), result.headline
    assert "is at 2, should be 1" in " ".join(s.note for s in result.services)
    assert at.config() == before
    assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 2}
    assert at.records() == {}
    assert at.journal() is not None
    assert_reported_truly(at, result)

    at.watch = lambda _: None
    assert at.backend.recover(Recovery.UNDO).outcome is Outcome.DONE
    assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 2}
    at.assert_nothing_left_over()


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            Step.LOCK,
            "scanner was set to 2 by someone else just before it was stopped. It comes back to 2.",
        ),
        (Step.SAVE, "scanner was started by someone else meanwhile and was kept as it is."),
    ],
)
def test_that_a_scale_that_harms_nothing_is_kept_and_told(at: Scene, step: Step, told: str) -> None:
    new = at.changed_content()
    at.watch = after(step, lambda: at.kubectl.scale(SCANNER, 2))
    result = at.apply(new)

    assert result.outcome is Outcome.DONE
    (warning,) = result.warnings
    assert warning == told
    assert at.config() == new
    assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 2}
    assert at.status(SCANNER)["config_revision"] == revision_of(new)
    assert_reported_truly(at, result)
    at.assert_nothing_left_over()


def test_that_a_pod_that_ignores_sigterm_fails_the_pause_and_all_comes_back(at: Scene) -> None:
    nothing = dict.fromkeys(("startupProbe", "readinessProbe", "livenessProbe"))
    command = {"command": ["sh", "-c", DEAF], **nothing}
    spoil(at, command, terminationGracePeriodSeconds=60)
    at.kubectl.wait_ready(SCANNER)
    (deaf,) = at.kubectl.pods(SCANNER)
    before = at.config()

    result = at.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert result.failed_step is Step.PAUSE
    assert result.headline.startswith("Failed to pause services: scanner did not stop within 8 s")
    assert f"{deaf['metadata']['name']} is told to end" in result.headline
    assert "grace period 60 s" in result.headline
    assert "It last logged: “the last order is not filled yet”." in result.headline
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, before)


def unpullable(at: Scene) -> None:
    spoil(at, {"image": "traderadmin:nobody-built-this"})


def never_ready(at: Scene) -> None:
    spoil(at, {"readinessProbe": {"httpGet": {"path": "/never", "port": "http"}}})


def unschedulable(at: Scene) -> None:
    spoil(at, {}, nodeSelector={"traderadmin.io/nobody": "has-this"})


@pytest.mark.parametrize(
    ("spoiling", "why"),
    [
        (unpullable, "image cannot be pulled"),
        (never_ready, "probe failing: Readiness probe failed"),
        pytest.param(unschedulable, "unschedulable: ", marks=pytest.mark.full),
    ],
)
def test_that_a_service_that_cannot_start_is_told_with_the_reason(
    at: Scene, spoiling: Callable[[Scene], None], why: str
) -> None:
    new = at.changed_content()
    at.watch = after(Step.PAUSE, lambda: spoiling(at))
    result = at.apply(new)

    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert result.outcome.exit_code == 3
    assert result.failed_step is Step.RESUME
    assert why in result.headline
    assert any("The configuration was saved" in line for line in result.state_now)
    assert at.config() == new
    assert at.counts() == BOTH
    assert at.status(ORCHESTRATOR)["config_revision"] == revision_of(new)
    assert_reported_truly(at, result)
    at.assert_nothing_left_over()
