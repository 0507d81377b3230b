"""A laptop that falls asleep in mid-apply, past the Lease's end, while a colleague recovers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.cutting_short import sleeping_apply, wait_for_orphan, woken
from tests.cluster.dying_apply import REQUEST
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, opened, scene
from tests.cluster.witness import BOTH, assert_all_as_it_was, assert_nothing_is_lost
from traderadmin.contract.history import Outcome
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError, RevisionConflictError
from traderadmin.targets.kubernetes.keeper.client import KeeperClient
from traderadmin.workflow.recovery import Recovery


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def versions(at: Scene) -> dict[str, str]:
    """What changes with every write of a Deployment's spec or annotations, or of the Lease."""
    found = {name: at.kubectl.get("deployment", name)["metadata"] for name in BOTH}
    told = {n: f"{m['uid']} {m['generation']} {m['annotations']}" for n, m in found.items()}
    return told | {"lease": at.lease()["metadata"]["resourceVersion"]}


def recover_as_colleague(at: Scene) -> int:
    """Wait for the Lease's end, and undo; the number that the keeper's fence has since."""
    with opened(at.kubectl, at.saved) as colleague:
        wait_for_orphan(colleague)
        assert colleague.backend.recover(Recovery.UNDO).outcome is Outcome.DONE
    number: int = at.lease()["spec"]["leaseTransitions"]
    return number


def test_that_a_sleeper_with_one_service_paused_changes_nothing_more(
    at: Scene, tmp_path: Path
) -> None:
    before, new = at.config(), at.changed_content()
    with sleeping_apply(at.saved, new, tmp_path, "pause:scanner") as sleeper:
        assert at.counts() == {ORCHESTRATOR: 1, SCANNER: 0}
        assert_nothing_is_lost(at, before)
        recover_as_colleague(at)
        assert_all_as_it_was(at, before)
        left = versions(at)

        code, said = woken(sleeper)

    assert code == Outcome.UNKNOWN.exit_code
    assert "The apply lock was lost" in said
    assert versions(at) == left
    assert_all_as_it_was(at, before)


def test_that_the_keeper_refuses_the_request_of_a_sleeper(at: Scene, tmp_path: Path) -> None:
    before, new = at.config(), at.changed_content()
    backups = at.backups()
    with sleeping_apply(at.saved, new, tmp_path, REQUEST) as sleeper:
        assert at.counts() == dict.fromkeys(BOTH, 0)
        assert_nothing_is_lost(at, before)
        old_number = at.lease()["spec"]["leaseTransitions"]
        number = recover_as_colleague(at)
        assert number == old_number + 1
        left = versions(at)

        code, said = woken(sleeper)

    assert code == Outcome.UNKNOWN.exit_code
    assert "The apply lock was lost" in said
    assert versions(at) == left
    assert at.backups() == backups
    assert_all_as_it_was(at, before)
    assert_that_the_fence_alone_refuses(at, old_number, number)


def assert_that_the_fence_alone_refuses(at: Scene, old_number: int, number: int) -> None:
    """With the old number a request is refused that would go through with the new one."""
    before = at.config()
    keeper = KeeperClient(at.target._start_keeper)
    try:
        with pytest.raises(RefusedError, match="taken over by a recovery") as refused:
            keeper.replace_config(b"x = 1\n", expected=revision_of(before), fence=old_number)
        assert not isinstance(refused.value, RevisionConflictError)
        assert at.config() == before
        same = keeper.replace_config(before, expected=revision_of(before), fence=number)
        assert same.revision == revision_of(before)
    finally:
        keeper.close()
