"""An admission webhook that cannot be asked keeps anything from being written, and is named."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.moments import after
from tests.cluster.refusing import WEBHOOK, webhook_away
from tests.cluster.scene import SCANNER, Scene, opened, scene
from tests.cluster.untouched import refusal
from tests.cluster.witness import assert_all_as_it_was, assert_reported_truly
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.workflow.events import ApplyEvent, StepFailed
from traderadmin.workflow.timeouts import Timeouts

WHY = f'the webhook {WEBHOOK} could not be asked: service "nobody" not found.'


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    """An operator who does not wait long for a pause."""
    timeouts = Timeouts(pause=3.0, resume=90.0, verify=30.0)
    with scene(cluster, trading, tmp_path) as made, opened(trading, made.saved, timeouts) as hasty:
        yield hasty


def test_that_the_check_names_a_webhook_that_cannot_be_asked(at: Scene) -> None:
    with webhook_away(at.kubectl, SCANNER):
        assert WHY in refusal(at).message


def test_that_a_webhook_that_goes_away_in_mid_apply_is_waited_for_and_then_named(
    at: Scene,
) -> None:
    before = at.config()
    with ExitStack() as away:

        def act(event: ApplyEvent) -> None:
            after(Step.LOCK, lambda: away.enter_context(webhook_away(at.kubectl, SCANNER)))(event)
            if isinstance(event, StepFailed):  # before anything is undone
                away.close()

        at.watch = act
        result = at.apply()
    assert result.outcome is Outcome.UNCHANGED, result.headline
    assert result.headline.startswith("Failed to pause services: “patch deployments/")
    assert WHY in result.headline
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, before)
