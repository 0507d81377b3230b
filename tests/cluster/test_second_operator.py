"""Two operators at one target, and a file that somebody else changes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.moments import after
from tests.cluster.scene import Scene, opened, scene
from tests.cluster.seen import CONFIG
from tests.cluster.witness import (
    BOTH,
    assert_all_as_it_was,
    assert_nothing_is_lost,
    assert_reported_truly,
)
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.errors import LockHeldError, RevisionConflictError
from traderadmin.targets.states import LockState
from traderadmin.workflow.events import ApplyEvent, ApplyResult, StepFinished, StepStarted

REMARK = b"# A colleague was here.\n"


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


@pytest.fixture
def other(at: Scene) -> Iterator[Scene]:
    with opened(at.kubectl, at.saved) as made:
        yield made


def test_that_a_second_operator_sees_who_applies_and_is_refused(at: Scene, other: Scene) -> None:
    before, new = at.config(), at.changed_content()
    mine = other.changed_content().replace(b"\n", b"\n# mine\n", 1)
    seen: dict[Step, LockState] = {}
    refused: list[ApplyResult] = []

    def look(event: ApplyEvent) -> None:
        if isinstance(event, StepFinished) and event.step is not Step.RECORD:
            seen[event.step] = other.backend.lock_state()
        if isinstance(event, StepFinished) and event.step is Step.PAUSE:
            lease = at.lease()["metadata"]["annotations"]
            refused.append(other.apply(mine))
            assert at.lease()["metadata"]["annotations"] == lease
            assert at.counts() == dict.fromkeys(BOTH, 0)
            assert_nothing_is_lost(at, before)

    at.watch = look
    result = at.apply(new)

    assert result.outcome is Outcome.DONE
    assert_reported_truly(at, result)
    (answer,) = refused
    assert answer.outcome is Outcome.UNCHANGED
    assert isinstance(answer.error, LockHeldError)
    assert "traderadmin-operator" in answer.headline
    account = f"system:serviceaccount:{at.saved.namespace}:traderadmin-operator"
    # The write that takes the lock announces the pause that follows it.
    told = {Step.LOCK: Step.PAUSE} | {step: step for step in (Step.PAUSE, Step.SAVE, Step.RESUME)}
    for step, announced in told.items():
        assert seen[step].held
        assert not seen[step].orphaned
        assert seen[step].holder.startswith(account)
        journal = seen[step].journal
        assert journal is not None
        assert journal.step is announced
    assert not other.backend.lock_state().held
    assert_all_as_it_was(at, new)


def test_that_of_two_at_the_same_moment_exactly_one_applies(at: Scene, other: Scene) -> None:
    first = at.changed_content()
    second = other.changed_content().replace(b"\n", b"\n# second\n", 1)
    assert first != second
    both_checked = threading.Barrier(2, timeout=60)

    def wait_for_the_other(event: ApplyEvent) -> None:
        if isinstance(event, StepStarted) and event.step is Step.LOCK:
            both_checked.wait()

    at.watch = other.watch = wait_for_the_other
    results: dict[bytes, ApplyResult] = {}

    def apply(operator: Scene, content: bytes) -> None:
        results[content] = operator.apply(content)

    rival = threading.Thread(target=apply, args=(other, second))
    rival.start()
    apply(at, first)
    rival.join()

    (won,) = (content for content, r in results.items() if r.outcome is Outcome.DONE)
    (lost,) = (r for r in results.values() if r.outcome is not Outcome.DONE)
    assert lost.outcome is Outcome.UNCHANGED
    assert isinstance(lost.error, LockHeldError)
    assert_reported_truly(at, results[won])
    assert_all_as_it_was(at, won)


def test_that_a_file_changed_since_it_was_loaded_is_refused_untouched(at: Scene) -> None:
    new = at.changed_content()
    theirs = REMARK + at.config()
    backups, lease = at.backups(), at.lease()["metadata"]["resourceVersion"]
    pods = {name: at.pod_uids(name) for name in BOTH}
    at.kubectl.write(CONFIG, theirs)

    result = at.apply(new)

    assert result.outcome is Outcome.UNCHANGED
    assert isinstance(result.error, RevisionConflictError)
    assert at.lease()["metadata"]["resourceVersion"] == lease
    assert {name: at.pod_uids(name) for name in BOTH} == pods
    assert at.backups() == backups
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, theirs)


def test_that_a_file_changed_in_mid_apply_is_kept_and_the_services_come_back(at: Scene) -> None:
    before, new = at.config(), at.changed_content()
    theirs = REMARK + before
    backups = at.backups()

    def colleague() -> None:
        at.kubectl.write(CONFIG, theirs)
        assert_nothing_is_lost(at, theirs)

    at.watch = after(Step.PAUSE, colleague)
    result = at.apply(new)

    assert result.outcome is Outcome.UNCHANGED
    assert result.failed_step is Step.SAVE
    assert isinstance(result.error, RevisionConflictError)
    assert at.backups() == backups
    assert_reported_truly(at, result)
    assert_all_as_it_was(at, theirs)
