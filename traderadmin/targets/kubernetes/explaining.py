"""Why a deadline passed, in full: what is known of the pods, their events and their logs."""

from dataclasses import replace

from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.cluster import Cluster, Workload
from traderadmin.targets.kubernetes.failures import ApiUnansweredError, ApiUnreachableError
from traderadmin.targets.kubernetes.reasons import log_to_read, why_not_gone, why_not_ready

SILENT = "The cluster does not answer."
_LAST_LINES = 20
_LONGEST = 200


def why_late(cluster: Cluster, work: Workload | None) -> str:
    """Why a service, as it was seen last, is not ready; with the last line of a log."""
    if work is None:
        return SILENT
    why = why_not_ready(work.deployment, work.pods, cluster.warnings(work.pods))
    if not why:
        told = (pod.conditions.get("Ready", ("", ""))[1] for pod in work.pods)
        why = next((f"{text[:1].upper()}{text[1:]}." for text in told if text), "")
    return f"{why} {_last_logged(cluster, work)}".strip()


def why_still_there(cluster: Cluster, work: Workload | None) -> str:
    """Why a service, as it was seen last, is not gone; with the last line of a log."""
    if work is None:
        return SILENT
    running = replace(work, pods=tuple(pod for pod in work.pods if not pod.over))
    return f"{why_not_gone(work.pods)} {_last_logged(cluster, running)}".strip()


def last_lines(cluster: Cluster, work: Workload) -> tuple[str, ...]:
    """The last lines of a pod that is not ready; none where they cannot be read."""
    for pod in work.pods:
        if pod.ready:
            continue
        container, ran_before = log_to_read(pod)
        for previous in (False, True) if ran_before else (False,):
            try:
                lines = cluster.log_tail(pod, _LAST_LINES, container=container, previous=previous)
            except (ApiUnansweredError, ApiUnreachableError):
                return ()  # each other one may take as long, and services wait for this
            except TraderAdminError:
                continue  # it has not run yet
            if lines:
                return lines
    return ()


def _last_logged(cluster: Cluster, work: Workload) -> str:
    lines = last_lines(cluster, work)
    return f"It last logged: “{lines[-1].strip()[:_LONGEST]}”." if lines else ""
