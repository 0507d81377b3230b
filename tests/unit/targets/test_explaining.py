"""Which log a deadline that passed is explained with."""

from typing import Any

import pytest

from tests.unit.targets import manifests
from tests.unit.targets.one_deployment import OneDeployment, cluster_of
from traderadmin.errors import RefusedError
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.explaining import last_lines
from traderadmin.targets.kubernetes.failures import ApiUnansweredError, ApiUnreachableError
from traderadmin.targets.kubernetes.objects import deployment_from, pod_from

DEPLOYMENT = deployment_from(manifests.deployment(), "scanner")
NOT_YET = RefusedError("Bad request", "The container has not started.")


class Logs(OneDeployment):
    """One whose pods logged what a test says, in order of what is asked for."""

    def __init__(self, *logs: str | Exception) -> None:
        super().__init__()
        self.logs = list(logs)
        self.asked: list[tuple[str, bool]] = []

    def text(self, path: str, query: dict[str, Any]) -> str:
        pod = path.removesuffix("/log").rpartition("/")[2]
        self.asked.append((pod, "previous" in query))
        log = self.logs.pop(0)
        if isinstance(log, Exception):
            raise log
        return log


def work_of(*restarts: int) -> Workload:
    """Pods that run and are not ready, each of them started anew so many times."""
    pods = []
    for number, count in enumerate(restarts, 1):
        status = {"name": "main", "restartCount": count, "state": {"running": {}}}
        data = manifests.pod(f"p{number}", ready=False, status={"containerStatuses": [status]})
        pods.append(pod_from(data))
    return Workload(DEPLOYMENT, tuple(pods))


@pytest.mark.parametrize(
    ("restarts", "logs", "asked", "read"),
    [
        ([2], ["now"], [("p1", False)], ("now",)),
        ([2], ["", "before"], [("p1", False), ("p1", True)], ("before",)),
        ([2], [NOT_YET, "before"], [("p1", False), ("p1", True)], ("before",)),
        ([0], [""], [("p1", False)], ()),
        ([0, 0], [NOT_YET, "other"], [("p1", False), ("p2", False)], ("other",)),
    ],
    ids=["of now", "silent till now", "not yet", "never", "another pod"],
)
def test_that_the_run_before_is_read_only_where_the_last_one_says_nothing(
    restarts: list[int],
    logs: list[str | Exception],
    asked: list[tuple[str, bool]],
    read: tuple[str, ...],
) -> None:
    api = Logs(*logs)
    assert last_lines(cluster_of(api), work_of(*restarts)) == read
    assert api.asked == asked


@pytest.mark.parametrize("kind", [ApiUnansweredError, ApiUnreachableError])
def test_that_of_a_node_that_is_away_no_further_log_is_asked_for(
    kind: type[ApiUnansweredError | ApiUnreachableError],
) -> None:
    api = Logs(kind("No answer", "It took 10 s."))
    assert last_lines(cluster_of(api), work_of(2, 0)) == ()
    assert api.asked == [("p1", False)]
