"""Pods as a Kubernetes target reports them, and a service of three that are not all well."""

from datetime import UTC, datetime, timedelta

from tests.support.fake_service import FakeService
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.states import Instance

STARTED = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
PULLING = "The image traderadmin:2 cannot be pulled: not found."
OLD_REVISION = "4f2a91c07be3" + "0" * 52


def pod(
    name: str,
    revision: str | None,
    *,
    phase: str = "Running",
    ready: bool = True,
    restarts: int = 0,
    problem: str = "",
    age: timedelta = timedelta(),
) -> Instance:
    """A pod that runs `revision`, or gives no answer."""
    status = None
    if revision is not None:
        status = ServiceStatus("scanner", "1", STARTED, revision, None, STARTED)
    return Instance(
        identity=f"uid-{name}",
        label=name,
        started=STARTED - age,
        ready=ready,
        status=status,
        asked=STARTED if status else None,
        port=8080,
        restarts=restarts,
        phase=phase,
        problem=problem,
    )


def three_pods(service: FakeService, revision: str) -> None:
    """Let a service have three pods: one well, one that ends with the old file, one that waits."""
    service.wanted = 3
    service.problem = PULLING
    service.pods = (
        pod("traderadmin-scanner-7d4b9c6f58-2xkqp", revision, restarts=2, age=timedelta(hours=5)),
        pod(
            "traderadmin-scanner-5c8f7b9d44-m8wzr", OLD_REVISION, phase="Terminating",
            age=timedelta(days=3),
        ),
        pod(
            "traderadmin-scanner-7d4b9c6f58-9tjvn", None, phase="Pending", ready=False,
            problem=PULLING,
        ),
    )  # fmt: skip
