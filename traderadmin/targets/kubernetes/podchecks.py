"""What preflight says of the pods that run: whether they are what they are taken for."""

from collections.abc import Iterator

from traderadmin.contract.names import ORCHESTRATOR
from traderadmin.targets.kubernetes.answers import is_misnamed
from traderadmin.targets.kubernetes.cluster import Workload
from traderadmin.targets.kubernetes.names import APP_LABEL, APP_PREFIX
from traderadmin.targets.kubernetes.observing import Seen
from traderadmin.targets.states import Check, CheckLevel


def pod_checks(seen: Seen) -> Iterator[Check]:
    """A line for each service whose pods are not what they are taken for."""
    for work in seen.sight.workloads:
        yield from _names(work, seen)
        if work.strangers:
            yield _strangers(work)


def _names(work: Workload, seen: Seen) -> Iterator[Check]:
    """What another name than the one on `/status` costs the orchestrator."""
    service = work.deployment.service
    answers = (seen.answers.get(pod.uid) for pod in work.pods)
    said = [answer.status for answer in answers if answer is not None and answer.status is not None]
    for name in sorted({each.service for each in said if is_misnamed(service, each)}):
        costs = (
            f"as {service} it is neither shown with its session nor stopped at once in an emergency"
            if name == ORCHESTRATOR
            else f"it is what *Stop the {ORCHESTRATOR}* would stop"
        )
        yield Check(
            f"Name of {service}",
            CheckLevel.WARNING,
            f"{service} says on /status that it is {name!r}: {costs}.",
            f"Label the Deployment {work.deployment.name} {APP_LABEL}={APP_PREFIX}{name}, or save "
            f"the target with --service {name}={work.deployment.name}.",
        )


def _strangers(work: Workload) -> Check:
    return Check(
        f"Pods of {work.deployment.service}",
        CheckLevel.WARNING,
        work.alike,
        "Give what made it other labels, or end it before an apply.",
    )
