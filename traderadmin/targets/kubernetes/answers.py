"""What pods said on `/status`, asked through the keeper: the operator needs no way to the pods."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.describing import Answer
from traderadmin.targets.kubernetes.objects import Pod

NO_STATUS = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED})
WITHOUT = Answer(offers_status=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A pod to ask, and the service it is of."""

    service: str
    pod: Pod


def askable(workloads: Iterable[Workload]) -> tuple[Question, ...]:
    """Every pod that has an address and a port named `http`, and is not just ending."""
    return tuple(
        Question(work.deployment.service, pod)
        for work in workloads
        for pod in work.pods
        if pod.ip and pod.http_port is not None and not pod.deleting
    )


def without_status(workloads: Iterable[Workload]) -> dict[str, Answer]:
    """Pods that say by their containers' ports that they offer no `/status`."""
    return {pod.uid: WITHOUT for work in workloads for pod in work.pods if pod.http_port is None}


def judged(service: str, code: int | None, body: bytes, error: str, now: datetime) -> Answer:
    """What an answer amounts to.

    Args:
        service: the one that the pod is of.
        code: HTTP status; None when no answer came, and `error` says why.
        body: of the answer.
        error: why there is none.
        now: when it was received.
    """
    if code is None:
        return Answer(problem=f"it does not answer on /status: {error.rstrip('.')}.")
    if code in NO_STATUS:
        return WITHOUT
    if code != HTTPStatus.OK:
        return Answer(offers_status=True, problem=f"its /status answers {code}.")
    try:
        status = ServiceStatus.from_json(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # A foreign program may well have a /status of another kind; it proves by its start alone.
        return WITHOUT
    return Answer(offers_status=True, status=status, asked=now, problem=_complaint(service, status))


def is_misnamed(service: str, status: ServiceStatus) -> bool:
    """Whether it matters that a program calls itself otherwise than the service it takes part as.

    A name is the operator's choice, and two services may be of one program; but the orchestrator
    is looked for, and stopped at once, by its name.
    """
    return status.service != service and ORCHESTRATOR in {service, status.service}


def _complaint(service: str, status: ServiceStatus) -> str:
    if status.config_error:
        return f"it does not accept config.toml: {status.config_error}"
    if is_misnamed(service, status):
        return f"it says it is {status.service!r}, not {service!r}."
    return ""
