"""The containers of a pod as plain data: what each of them waits for, and how it last ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Container:
    """A container, as far as it explains why its pod is not ready.

    Attributes:
        prepares: it must end well before the others start (an init container, but no sidecar).
        ready: it runs and is well, or has prepared what it had to.
        waiting: why it waits, in one word ("CrashLoopBackOff"); empty while it does not.
        message: the same in the node's words.
        exit_code: of its last end; None where there was none.
        end: a word for that end ("Error", "OOMKilled").
    """

    name: str
    prepares: bool = False
    ready: bool = False
    restarts: int = 0
    waiting: str = ""
    message: str = ""
    exit_code: int | None = None
    end: str = ""


def containers_from(spec: Json, status: Json) -> tuple[Container, ...]:
    """The containers that a pod's status tells of, init containers first."""
    return tuple(_containers(spec, status))


def _containers(spec: Json, status: Json) -> Iterator[Container]:
    inits = spec.get("initContainers") or ()
    sidecars = {each["name"] for each in inits if each.get("restartPolicy") == "Always"}
    for data in status.get("initContainerStatuses") or ():
        yield _container(data, prepares=data["name"] not in sidecars)
    for data in status.get("containerStatuses") or ():
        yield _container(data, prepares=False)


def _container(data: Json, *, prepares: bool) -> Container:
    state, last = data.get("state") or {}, data.get("lastState") or {}
    waiting = state.get("waiting") or {}
    ended = state.get("terminated") or last.get("terminated")
    return Container(
        name=str(data["name"]),
        prepares=prepares,
        ready=bool(data.get("ready")),
        restarts=int(data.get("restartCount") or 0),
        waiting=str(waiting.get("reason") or ""),
        message=str(waiting.get("message") or ""),
        exit_code=int(ended.get("exitCode") or 0) if ended else None,
        end=str(ended.get("reason") or "") if ended else "",
    )
