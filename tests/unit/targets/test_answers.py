"""What a pod's answer on `/status` amounts to."""

import json
from datetime import UTC, datetime

import pytest

from tests.unit.targets import manifests
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.kubernetes.answers import judged
from traderadmin.targets.kubernetes.cluster import Sight, Workload
from traderadmin.targets.kubernetes.objects import deployment_from, pod_from
from traderadmin.targets.kubernetes.observing import Seen
from traderadmin.targets.kubernetes.podchecks import pod_checks
from traderadmin.targets.states import CheckLevel

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def seen(service: str, says: str, error: str | None = None) -> Seen:
    """A service of one pod that says it is `says`."""
    status = ServiceStatus(says, "1", NOW, "4f2a", error, NOW)
    pod = pod_from(manifests.pod())
    work = Workload(deployment_from(manifests.deployment("bot"), service), (pod,))
    answer = judged(service, 200, json.dumps(status.to_json()).encode(), "", NOW)
    return Seen(Sight((work,)), {pod.uid: answer})


@pytest.mark.parametrize("service", ["scanner", "bot"])
def test_that_a_service_proves_its_revision_under_whatever_name(service: str) -> None:
    found = seen(service, "scanner")
    (answer,) = found.answers.values()
    assert answer.status is not None
    assert (answer.status.config_revision, answer.problem) == ("4f2a", "")
    assert list(pod_checks(found)) == []


@pytest.mark.parametrize(
    ("service", "says", "costs"),
    [
        ("bot", "orchestrator", "as bot it is neither shown with its session nor stopped at once"),
        ("orchestrator", "scanner", "it is what *Stop the orchestrator* would stop"),
    ],
)
def test_that_another_orchestrator_than_the_one_of_that_name_is_told(
    service: str, says: str, costs: str
) -> None:
    found = seen(service, says)
    (answer,) = found.answers.values()
    assert answer.problem == f"it says it is {says!r}, not {service!r}."
    (line,) = pod_checks(found)
    assert line.level is CheckLevel.WARNING
    assert f"{service} says on /status that it is {says!r}: {costs}" in line.detail
    assert f"--service {says}=bot" in line.remedy


def test_that_a_file_that_is_not_accepted_comes_first() -> None:
    (answer,) = seen("orchestrator", "scanner", "no [risk]").answers.values()
    assert answer.problem == "it does not accept config.toml: no [risk]"
