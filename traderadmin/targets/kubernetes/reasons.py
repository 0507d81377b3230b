"""Why a service is not ready, or not gone: a sentence from pods, events and the last log lines."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from traderadmin.targets.kubernetes.objects import Deployment, Pod

PULL: Final = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"}
)
_CONFIG: Final = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
)
_CRASH: Final = "CrashLoopBackOff"
HOPELESS: Final = PULL | _CONFIG | {_CRASH}
"""Reasons for waiting that mean something is wrong, not merely slow."""
_LONGEST = 300


Warnings = Mapping[str, Sequence[str]]
"""Messages of the warning events of pods, by the pod's name, newest first."""


def why_not_ready(
    deployment: Deployment, pods: Sequence[Pod], warnings: Warnings = MappingProxyType({})
) -> str:
    """The reason, most telling first; empty when nothing says more than "not ready yet".

    Args:
        deployment: the service's.
        pods: those that are left.
        warnings: of those pods.
    """
    for pod in pods:
        if reason := why_pod(pod, warnings.get(pod.name, ())):
            return f"{pod.name}: {reason}"
    if deployment.replicas and not pods and deployment.problem:
        return f"No pod can be made: {_short(deployment.problem)}"
    return next((_short(told[0]) for told in warnings.values() if told), "")


def why_not_gone(pods: Sequence[Pod]) -> str:
    """What is still there, and why it may be."""
    parts = []
    for pod in pods:
        if pod.deleting:
            parts.append(f"{pod.name} is told to end and still there (grace period {pod.grace} s)")
        else:
            parts.append(f"{pod.name} is {pod.phase}")
    return "; ".join(parts) + "." if parts else ""


def is_hopeless(pods: Iterable[Pod]) -> bool:
    """Whether a pod waits for what will not come by itself soon."""
    return any(reason in HOPELESS for pod in pods for reason, _ in pod.waiting)


def why_pod(pod: Pod, warnings: Sequence[str]) -> str:
    """What is wrong with one pod; empty when nothing is known to be."""
    if why := _why_waiting(pod):
        return why
    if "PodScheduled" in pod.conditions:
        reason, message = pod.conditions["PodScheduled"]
        return f"unschedulable: {_short(message or reason)}"
    if pod.deleting or pod.ready:
        return ""
    for what, sign in (("probe failing: ", "probe failed"), ("", "mount")):
        if found := next((w for w in warnings if sign in w.lower()), ""):
            return what + _short(found)
    return _crash(pod) if pod.ended and pod.restarts else ""


def _why_waiting(pod: Pod) -> str:
    for reason, message in pod.waiting:
        if reason in PULL:
            return f"its image cannot be pulled ({reason}): {_short(message) or 'no reason given.'}"
        if reason in _CONFIG:
            return f"its container cannot be made ({reason}): {_short(message)}"
        if reason == _CRASH:
            return _crash(pod)
    return ""


def _crash(pod: Pod) -> str:
    end = f" with exit code {pod.ended[0][0]}" if pod.ended else ""
    times = "once" if pod.restarts == 1 else f"{pod.restarts} times"
    return f"its container keeps ending{end} (restarted {times})."


def _short(text: str) -> str:
    flat = " ".join(text.split()).rstrip(" .:")  # a silent probe leaves the colon at the end
    return f"{flat[:_LONGEST]}…" if len(flat) > _LONGEST else (f"{flat}." if flat else "")
