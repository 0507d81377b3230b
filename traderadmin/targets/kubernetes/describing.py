"""What Deployment, pods and answers of a service amount to: the port's ServiceState."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.kubernetes.cluster import Workload, does_not_exist
from traderadmin.targets.kubernetes.objects import Pod
from traderadmin.targets.kubernetes.reasons import (
    Warnings,
    is_hopeless,
    why_not_gone,
    why_not_ready,
    why_pod,
)
from traderadmin.targets.saved import PickedService
from traderadmin.targets.states import Instance, Phase, ProofLevel, ServiceState


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pod said on `/status`.

    Attributes:
        offers_status: whether it has one; None when that could not be learnt.
        status: what it said; None when it said nothing usable.
        asked: when, UTC.
        sent: when it was asked for, UTC.
        problem: what is wrong with the answer, in a sentence.
    """

    offers_status: bool | None = None
    status: ServiceStatus | None = None
    asked: datetime | None = None
    sent: datetime | None = None
    problem: str = ""


SILENT = Answer()


def describe(
    workload: Workload,
    answers: Mapping[str, Answer] | None = None,
    warnings: Warnings = MappingProxyType({}),
    last_log: tuple[str, ...] = (),
) -> ServiceState:
    """A service as observed.

    Args:
        workload: its Deployment and pods.
        answers: by pod UID.
        warnings: what events say of its pods.
        last_log: the last lines it logged, where it failed.
    """
    deployment, pods, known = workload.deployment, workload.pods, answers or {}
    instances = tuple(
        _instance(pod, known.get(pod.uid, SILENT), warnings.get(pod.name, ())) for pod in pods
    )
    phase = _phase(workload)
    return ServiceState(
        name=deployment.service,
        identity=deployment.uid,
        order=deployment.order,
        phase=phase,
        wanted=deployment.replicas,
        ready=workload.ready,
        record=deployment.record if deployment.replicas == 0 else None,
        proof=_proof(pods, known),
        instances=instances,
        problem=_problem(workload, phase, known, warnings),
        last_log=last_log if phase is Phase.FAILED else (),
    )


def describe_gone(picked: PickedService) -> ServiceState:
    """A service whose Deployment does not exist."""
    return ServiceState(
        name=picked.name,
        identity="",
        order=picked.order,
        phase=Phase.UNKNOWN,
        wanted=0,
        ready=0,
        problem=does_not_exist(picked),
    )


def _phase(workload: Workload) -> Phase:
    deployment, pods = workload.deployment, workload.pods
    if deployment.replicas == 0:
        return Phase.STOPPING if pods else Phase.STOPPED
    if workload.is_complete:
        return Phase.RUNNING
    return Phase.FAILED if is_hopeless(pods) else Phase.STARTING


def _proof(pods: tuple[Pod, ...], answers: Mapping[str, Answer]) -> ProofLevel | None:
    """What the service can show: one pod that answers is enough to know that it can."""
    offers = [answers.get(pod.uid, SILENT).offers_status for pod in pods if pod.ready]
    if True in offers:
        return ProofLevel.PROVEN
    return ProofLevel.RESTARTED if offers and None not in offers else None


def _problem(
    workload: Workload, phase: Phase, answers: Mapping[str, Answer], warnings: Warnings
) -> str:
    if phase in {Phase.STARTING, Phase.FAILED}:
        for pod in workload.pods:
            if refused := _refusal(answers.get(pod.uid, SILENT)):
                return f"{pod.name}: {refused}"
        return why_not_ready(workload.deployment, workload.pods, warnings)
    # What only looks alike explains nothing above, but outlives the service.
    if phase is Phase.STOPPING:
        return f"{why_not_gone(workload.pods)} {workload.alike}".strip()
    return f"{_unusable(workload.pods, answers)} {workload.alike}".strip()


def _unusable(pods: Sequence[Pod], answers: Mapping[str, Answer]) -> str:
    """What is wrong with the answer of a pod that is ready."""
    for pod in pods:
        problem = answers.get(pod.uid, SILENT).problem
        if problem and pod.ready:
            return f"{pod.name}: {problem}"
    return ""


def _refusal(answer: Answer) -> str:
    """That it does not accept the file, which says more than the probe that fails for it."""
    return answer.problem if answer.status is not None and answer.status.config_error else ""


def _instance(pod: Pod, answer: Answer, warnings: Sequence[str]) -> Instance:
    return Instance(
        identity=pod.uid,
        label=pod.name,
        started=pod.made,
        ready=pod.ready,
        status=answer.status,
        asked=answer.asked,
        sent=answer.sent,
        port=pod.http_port,
        restarts=pod.restarts,
        phase=pod.phase,
        ended=pod.deleting and pod.over,
        problem=_refusal(answer) or why_pod(pod, warnings) or answer.problem,
    )
