"""A Lease that somebody deletes in mid-apply, and with it the journal; or takes from us."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import ROOT
from tests.cluster.kubectl import Kubectl
from tests.cluster.moments import after
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from tests.cluster.witness import (
    BOTH,
    assert_all_as_it_was,
    assert_nothing_is_lost,
    assert_reported_truly,
)
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import NotFoundError
from traderadmin.targets.kubernetes.names import LEASE
from traderadmin.workflow.advice import Action, advice
from traderadmin.workflow.recovery import Recovery

LEASE_MANIFEST = ROOT / "k8s" / "base" / "lease.yaml"


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def delete(at: Scene) -> None:
    at.kubectl.run("delete", "lease", LEASE)


def clear(at: Scene) -> None:
    nobody = '{"spec": {"holderIdentity": null}}'
    at.kubectl.run("patch", "lease", LEASE, "--type=merge", f"--patch={nobody}")


def make(at: Scene) -> None:
    at.kubectl.run("apply", f"--filename={LEASE_MANIFEST}")


@pytest.mark.parametrize("made_anew", [False, True])
@pytest.mark.parametrize("step", [Step.PAUSE, Step.SAVE])
def test_that_a_lease_deleted_in_mid_apply_ends_it_and_the_records_bring_services_back(
    at: Scene, step: Step, *, made_anew: bool
) -> None:
    before, new = at.config(), at.changed_content()

    def act() -> None:
        delete(at)
        if made_anew:
            make(at)

    at.watch = after(step, act)
    result = at.apply(new)

    assert result.outcome is Outcome.UNKNOWN
    assert "The Lease that is the apply lock was deleted" in result.headline
    assert not result.recoverable
    assert result.next_action.endswith("Then start services.")
    assert (f"-n {at.saved.namespace} apply" in result.next_action) is not made_anew
    content = new if step is Step.SAVE else before
    assert at.config() == content
    word = "the new revision" if step is Step.SAVE else "revision"
    assert result.state_now[0] == f"config.toml is {word} {short(revision_of(content))}."
    assert at.counts() == {ORCHESTRATOR: 0, SCANNER: 0}
    assert set(at.records()) == set(BOTH)
    assert_reported_truly(at, result)

    at.watch = lambda _: None
    make(at)
    with pytest.raises(NotFoundError, match="There is no unfinished change"):
        at.backend.recover(Recovery.UNDO)
    (down,) = advice(at.backend.snapshot(), None, applying_here=False)
    assert down.actions == (Action.START_SERVICES,)
    assert at.backend.resume_trading_services().outcome is Outcome.DONE
    assert_all_as_it_was(at, content)


def test_that_a_holder_that_somebody_cleared_leaves_the_journal_to_recover(at: Scene) -> None:
    before = at.config()
    at.watch = after(Step.PAUSE, lambda: clear(at))
    result = at.apply()

    assert result.outcome is Outcome.UNKNOWN
    assert "Somebody cleared the holder of the Lease" in result.headline
    assert result.next_action.startswith("Recover first: ")
    assert at.config() == before
    assert at.counts() == {ORCHESTRATOR: 0, SCANNER: 0}
    assert_nothing_is_lost(at, before)

    at.watch = lambda _: None
    at.backend.recover(Recovery.UNDO)
    assert_all_as_it_was(at, before)


def test_that_a_lease_deleted_once_all_is_done_leaves_nothing_to_recover(at: Scene) -> None:
    new = at.changed_content()
    at.watch = after(Step.RESUME, lambda: delete(at))
    result = at.apply(new)

    assert result.outcome is Outcome.DONE
    (warning,) = result.warnings
    assert "The Lease that is the apply lock was deleted" in warning
    assert (result.recoverable, result.next_action) == (False, "")
    make(at)
    assert_all_as_it_was(at, new)
