"""Services picked by hand on a real cluster: under other names, and one that is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER, Scene, scene
from tests.cluster.untouched import unwell
from traderadmin.contract.history import Outcome
from traderadmin.targets.saved import PickedService
from traderadmin.targets.states import CheckLevel, ProofLevel

PICKED = (PickedService("bot", SCANNER, 10), PickedService("orchestrator", ORCHESTRATOR, 20))
EXCHANGED = (PickedService("orchestrator", SCANNER, 10), PickedService("bot", ORCHESTRATOR, 20))


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path, services=PICKED) as made:
        yield made


def test_that_a_service_is_proven_under_a_name_that_is_not_the_one_it_says(at: Scene) -> None:
    assert at.status(SCANNER)["service"] == "scanner"
    assert unwell(at.backend.preflight()) == []
    result = at.apply()
    assert (result.outcome, result.warnings) == (Outcome.DONE, ())
    states = {state.name: state for state in at.backend.snapshot().services}
    assert (states["bot"].proof, states["bot"].problem) == (ProofLevel.PROVEN, "")


def test_that_an_orchestrator_under_another_name_is_warned_of_before_it_is_stopped(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with scene(cluster, trading, tmp_path, services=EXCHANGED) as at:
        lines = unwell(at.backend.preflight())
        assert [line.level for line in lines] == [CheckLevel.WARNING] * 2
        scanner, orchestrator = (line.detail for line in lines)
        assert scanner.startswith("orchestrator says on /status that it is 'scanner'")
        assert orchestrator.startswith("bot says on /status that it is 'orchestrator'")
