"""Why a service is not ready, or not gone: a sentence from pods, events and the last log lines."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from traderadmin.targets.kubernetes.containers import Container
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
_UNREADY: Final = "ContainersNotReady"
"""The reason that says no more than that the pod is not ready."""
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
    if why := _why_incomplete(deployment, pods):
        return why
    return next((_short(told[0]) for told in warnings.values() if told), "")


def why_not_gone(pods: Sequence[Pod]) -> str:
    """What is still there, and why it may be."""
    return "; ".join(map(_why_left, pods)) + "." if pods else ""


def why_alike(deployment: Deployment, strangers: Sequence[str]) -> str:
    """What pods are that have a Deployment's labels alone; empty where there are none."""
    if not strangers:
        return ""
    one = len(strangers) == 1
    pods = f"The pod {strangers[0]} has" if one else f"The pods {', '.join(strangers)} have"
    return (
        f"{pods} the labels of the Deployment {deployment.name} without being of it: "
        f"stopping {deployment.service} does not stop {'it' if one else 'them'}."
    )


def is_hopeless(pods: Iterable[Pod]) -> bool:
    """Whether a pod waits for what will not come by itself soon."""
    return any(each.waiting in HOPELESS for pod in pods for each in pod.containers)


def why_pod(pod: Pod, warnings: Sequence[str]) -> str:
    """What is wrong with one pod; empty when nothing is known to be."""
    if why := _why_waiting(pod):
        return why
    if "PodScheduled" in pod.conditions:
        reason, message = pod.conditions["PodScheduled"]
        return f"unschedulable: {_short(message or reason)}"
    if pod.deleting or pod.ready:
        return ""
    # Of containers that are all ready by now, warnings only tell how they became so.
    is_up = bool(pod.containers) and all(each.ready for each in pod.containers)
    for what, sign in (("probe failing: ", "probe failed"), ("", "mount")):
        if found := next((w for w in warnings if sign in w.lower() and not is_up), ""):
            return what + _short(found)
    if failing := _failing(pod):
        return _crash(pod, failing)
    reason, message = pod.conditions.get("Ready", (_UNREADY, ""))
    return "" if reason == _UNREADY else _short(message)


def log_to_read(pod: Pod) -> tuple[str, bool]:
    """The container whose log says most of a pod that is not ready, and whether it ran before.

    Its log is that of the run that is on, or else of the last one.
    """
    failing = None if pod.deleting else _failing(pod)
    name = failing.name if failing else pod.container
    return name, any(each.restarts for each in pod.containers if each.name == name)


def _why_incomplete(deployment: Deployment, pods: Sequence[Pod]) -> str:
    """What keeps a rollout from being complete though no pod says why."""
    if deployment.is_paused and deployment.updated < deployment.replicas:
        return (
            "Its rollout is paused, so there are too few pods of its newest template "
            f"(`kubectl rollout resume deployment/{deployment.name}`)."
        )
    ready = sum(pod.ready for pod in pods)
    if deployment.ready_seconds and deployment.available < deployment.replicas <= ready:
        return (
            "Its pods are ready, but count only after "
            f"{deployment.ready_seconds} s (minReadySeconds)."
        )
    return ""


def _why_left(pod: Pod) -> str:
    if not pod.deleting:
        return f"{pod.name} is {pod.phase}"
    if pod.over and pod.finalizers:
        return f"{pod.name} has ended, but its finalizers keep it ({', '.join(pod.finalizers)})"
    return f"{pod.name} is told to end and still there (grace period {pod.grace} s)"


def _failing(pod: Pod) -> Container | None:
    """The container that keeps its pod from being ready; None where none is known to."""
    for each in pod.containers:
        ended_badly = each.restarts and each.exit_code and not each.ready
        if each.waiting in HOPELESS or ended_badly:
            return each
    return None


def _why_waiting(pod: Pod) -> str:
    for each in pod.containers:
        if each.waiting in PULL:
            whose = "its image" if _is_alone(pod, each) else f"the image of {_named(pod, each)}"
            why = _short(each.message) or "no reason given."
            return f"{whose} cannot be pulled ({each.waiting}): {why}"
        if each.waiting in _CONFIG:
            return f"{_named(pod, each)} cannot be made ({each.waiting}): {_short(each.message)}"
        if each.waiting == _CRASH:
            return _crash(pod, each)
    return ""


def _crash(pod: Pod, failing: Container) -> str:
    end = "" if failing.exit_code is None else f" with exit code {failing.exit_code}"
    if failing.end not in {"", "Error", "Completed"}:  # which the exit code says as well
        end += f", {failing.end}"
    times = "once" if failing.restarts == 1 else f"{failing.restarts} times"
    return f"{_named(pod, failing)} keeps ending{end} (restarted {times})."


def _named(pod: Pod, container: Container) -> str:
    """Which container is meant, where it could be another one."""
    if container.prepares:
        return f"its init container {container.name}"
    return "its container" if _is_alone(pod, container) else f"its container {container.name}"


def _is_alone(pod: Pod, container: Container) -> bool:
    return not container.prepares and sum(not each.prepares for each in pod.containers) == 1


def _short(text: str) -> str:
    flat = " ".join(text.split()).rstrip(" .:")  # a silent probe leaves the colon at the end
    return f"{flat[:_LONGEST]}…" if len(flat) > _LONGEST else (f"{flat}." if flat else "")
