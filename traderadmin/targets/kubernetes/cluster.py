"""Looking at a target's Deployments and pods: one place that reads them, freshly each time."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes import names, resources
from traderadmin.targets.kubernetes.api import Api, Json
from traderadmin.targets.kubernetes.objects import (
    Deployment,
    Pod,
    deployment_from,
    is_left,
    pod_from,
    service_name,
)
from traderadmin.targets.kubernetes.reasons import Warnings, why_alike
from traderadmin.targets.kubernetes.selectors import selects, shared_queries
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.saved import PickedService, SavedTarget

_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Workload:
    """A service's Deployment with the pods that are left of it.

    Attributes:
        strangers: names of pods with the labels of its own, which stopping it does not stop.
    """

    deployment: Deployment
    pods: tuple[Pod, ...]
    strangers: tuple[str, ...] = ()

    @property
    def ready(self) -> int:
        """How many of its pods are ready."""
        return sum(pod.ready for pod in self.pods)

    @property
    def is_complete(self) -> bool:
        """Whether the rollout is over and as many are ready as there should be."""
        return self.deployment.rolled_out and self.ready >= self.deployment.replicas

    @property
    def alike(self) -> str:
        """What is to be said of the strangers; empty where there are none."""
        return why_alike(self.deployment, self.strangers)


@dataclass(frozen=True, slots=True)
class Found:
    """The services' Deployments in pause order, and the picked services that have none."""

    deployments: tuple[Deployment, ...] = ()
    gone: tuple[PickedService, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """All services with their pods in pause order, and the picked ones without a Deployment."""

    workloads: tuple[Workload, ...]
    gone: tuple[PickedService, ...] = ()


class Cluster:
    """The services of one saved target, as the API server tells of them. Thread-safe."""

    def __init__(self, api: Api, saved: SavedTarget) -> None:
        self.api = api
        self.namespace = saved.namespace
        self._picked = saved.services
        self._shared = Shared(self._look_up, api.clock)

    def deployments(self) -> tuple[Deployment, ...]:
        """Every service's Deployment in pause order. Raises: TraderAdminError.

        One that was picked by hand and is gone is a NotFoundError: it may not be left out.
        """
        return _complete(self._shared.new())

    def recent_deployments(self) -> tuple[Deployment, ...]:
        """As `deployments`, but as they were a moment ago."""
        return _complete(self._shared.recent())

    def _look_up(self) -> Found:
        found, gone = [], []
        for picked in self._picked:
            try:
                found.append(self._read_picked(picked))
            except NotFoundError:
                gone.append(picked)
        if not self._picked:
            items = self.api.get(resources.deployments(self.namespace)).get("items") or ()
            named = [(service_name(item["metadata"]), item) for item in items]
            found = [deployment_from(item, name) for name, item in named if name]
        found.sort(key=lambda each: (each.order, each.service))
        return Found(tuple(found), tuple(gone))

    def deployment(self, known: Deployment) -> Deployment:
        """The same Deployment as it is now. Raises: TraderAdminError."""
        data = self.api.get(resources.deployment(self.namespace, known.name))
        return deployment_from(data, known.service, known.order)

    def last_seen(self, service: str) -> Deployment | None:
        """The Deployment of a service as it was read last; None when it never was."""
        return next((each for each in self._seen() if each.service == service), None)

    def _seen(self) -> tuple[Deployment, ...]:
        return (self._shared.known or Found()).deployments

    def find(self, service: str) -> Deployment:
        """The Deployment of a service. Raises: NotFoundError, TraderAdminError."""
        return self.find_all(service)[0]

    def _read_picked(self, picked: PickedService) -> Deployment:
        data = self.api.get(resources.deployment(self.namespace, picked.deployment))
        return deployment_from(data, picked.name, picked.order)

    def find_all(self, service: str) -> tuple[Deployment, ...]:
        """Every Deployment that says it is this service, against all rules. Raises: as `find`."""
        # By itself: that another one of those picked is gone keeps nobody from stopping this one.
        picked = [each for each in self._picked if each.name == service]
        found = (
            tuple(map(self._read_picked, picked))
            if picked
            else tuple(each for each in self.deployments() if each.service == service)
        )
        if found:
            return found
        raise NotFoundError(
            "No such service",
            f"No Deployment in the namespace {self.namespace} is the service {service!r}.",
            "See the Services tab for those there are.",
        )

    def pods(self, deployment: Deployment) -> tuple[Pod, ...]:
        """What is left of it, terminating ones too, oldest first. Raises: TraderAdminError."""
        return self.with_pods(deployment).pods

    def with_pods(self, deployment: Deployment) -> Workload:
        """A Deployment that was read just now, and its pods as they are. Raises: as `pods`."""
        return _with_pods(deployment, self._pod_items(deployment.selector))

    def workload(self, known: Deployment, pool: Executor) -> Workload:
        """A service as it is now, both parts asked for at once. Raises: TraderAdminError."""
        work = pool.submit(self.with_pods, known)  # its selector never changes
        deployment = self.deployment(known)
        return replace(work.result(), deployment=deployment)

    def look(self) -> Sight:
        """All services with their pods. Raises: TraderAdminError.

        Pods of the Deployments seen last are asked for at once: a selector never changes, and a
        Deployment that was made anew with another one is asked for again.
        """
        known = {each.selector for each in self._seen()}
        with ThreadPoolExecutor(_WORKERS) as pool:
            pods = self._pods_of(known, pool)
            found = self._shared.new()
            pods |= self._pods_of({each.selector for each in found.deployments} - known, pool)
            works = [_with_pods(each, pods[each.selector]()) for each in found.deployments]
        return Sight(tuple(works), found.gone)

    def _pods_of(
        self, selectors: Iterable[str], pool: Executor
    ) -> dict[str, Callable[[], list[Json]]]:
        """For each selector what gives its pods, asked for in as few lists as can be."""
        queries = shared_queries(selectors)
        asked = {query: pool.submit(self._pod_items, query) for query in set(queries.values())}

        def answer(selector: str, query: str) -> list[Json]:
            items = asked[query].result()
            return [item for item in items if selects(selector, query, _labels(item))]

        return {selector: partial(answer, selector, query) for selector, query in queries.items()}

    def _pod_items(self, query: str) -> list[Json]:
        items = self.api.get(resources.pods(self.namespace), {"labelSelector": query}).get("items")
        return items or []

    def warnings(self, pods: tuple[Pod, ...]) -> Warnings:
        """What warning events say of some pods; nothing where that is not permitted."""
        query = {"fieldSelector": "type=Warning,involvedObject.kind=Pod"}
        try:
            items = self.api.get(resources.events(self.namespace), query).get("items") or ()
        except TraderAdminError:
            return {}  # they only explain
        found: dict[str, list[str]] = {pod.name: [] for pod in pods}
        for item in sorted(items, key=_last_seen, reverse=True):
            messages = found.get(item["involvedObject"].get("name"))
            if messages is not None:
                messages.append(str(item.get("message") or ""))
        return found

    def log_tail(
        self, pod: Pod, lines: int, *, container: str = "", previous: bool = False
    ) -> tuple[str, ...]:
        """The last lines of a pod's log, oldest first. Raises: TraderAdminError.

        Args:
            pod: whose.
            lines: how many.
            container: which of its containers; the one whose log is meant where none is named.
            previous: that of its run before.
        """
        named = container or pod.container
        query: dict[str, str | int] = {"tailLines": lines, "container": named}
        if previous:
            query["previous"] = "true"
        path = f"{resources.pod(self.namespace, pod.name)}/log"
        return tuple(self.api.text(path, query).splitlines())


def _complete(found: Found) -> tuple[Deployment, ...]:
    """Raises: NotFoundError naming those that are gone."""
    if found.gone:
        message = " ".join(does_not_exist(each) for each in found.gone)
        hint = "Bring it back, or save the target anew without it."
        raise NotFoundError("A service is gone", message, hint)
    return found.deployments


def does_not_exist(picked: PickedService) -> str:
    """That a picked service has no Deployment, in a sentence."""
    return f"The Deployment {picked.deployment} of the service {picked.name} does not exist."


def _with_pods(deployment: Deployment, items: Iterable[Json]) -> Workload:
    """A service with what is left of the pods that its selector means, oldest first."""
    left = [item for item in items if is_left(item)]
    own = [pod_from(item) for item in left if not _is_stranger(item)]
    strangers = sorted(item["metadata"]["name"] for item in left if _is_stranger(item))
    own.sort(key=lambda pod: (pod.made, pod.name))
    return Workload(deployment, tuple(own), tuple(strangers))


def _is_stranger(pod: Json) -> bool:
    """Whether a pod surely is no Deployment's, whatever labels it has.

    One that its ReplicaSet let go is not: the hash stays, and the next ReplicaSet takes it back.
    """
    owners = pod["metadata"].get("ownerReferences") or ()
    kind = next((owner["kind"] for owner in owners if owner.get("controller")), "")
    return kind != "ReplicaSet" if kind else names.POD_HASH not in _labels(pod)


def _labels(item: Json) -> Json:
    labels: Json = item["metadata"].get("labels") or {}
    return labels


def _last_seen(event: dict[str, Any]) -> str:
    series = event.get("series") or {}
    return str(
        series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or ""
    )
