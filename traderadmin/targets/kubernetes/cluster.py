"""Looking at a target's Deployments and pods: one place that reads them, freshly each time."""

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.objects import (
    Deployment,
    Pod,
    deployment_from,
    is_left,
    pod_from,
    service_name,
)
from traderadmin.targets.kubernetes.reasons import Warnings
from traderadmin.targets.saved import SavedTarget

_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Workload:
    """A service's Deployment with the pods that are left of it."""

    deployment: Deployment
    pods: tuple[Pod, ...]

    @property
    def ready(self) -> int:
        """How many of its pods are ready."""
        return sum(pod.ready for pod in self.pods)

    @property
    def is_complete(self) -> bool:
        """Whether the rollout is over and as many are ready as there should be."""
        return self.deployment.rolled_out and self.ready >= self.deployment.replicas


class Cluster:
    """The services of one saved target, as the API server tells of them. Thread-safe."""

    def __init__(self, api: Api, saved: SavedTarget) -> None:
        self.api = api
        self.namespace = saved.namespace
        self._picked = saved.services
        self._known: Mapping[str, Deployment] = {}

    def deployments(self) -> tuple[Deployment, ...]:
        """Every service's Deployment in pause order. Raises: TraderAdminError.

        One that was picked by hand and is gone is a NotFoundError: it may not be left out.
        """
        if self._picked:
            found = [
                deployment_from(
                    self.api.get(resources.deployment(self.namespace, picked.deployment)),
                    picked.name,
                    picked.order,
                )
                for picked in self._picked
            ]
        else:
            items = self.api.get(resources.deployments(self.namespace)).get("items") or ()
            named = [(service_name(item["metadata"]), item) for item in items]
            found = [deployment_from(item, name) for name, item in named if name]
        self._known = {each.service: each for each in found}
        return tuple(sorted(found, key=lambda each: (each.order, each.service)))

    def deployment(self, known: Deployment) -> Deployment:
        """The same Deployment as it is now. Raises: TraderAdminError."""
        data = self.api.get(resources.deployment(self.namespace, known.name))
        return deployment_from(data, known.service, known.order)

    def last_seen(self, service: str) -> Deployment | None:
        """The Deployment of a service as it was read last; None when it never was."""
        return self._known.get(service)

    def find(self, service: str) -> Deployment:
        """The Deployment of a service. Raises: NotFoundError, TraderAdminError."""
        for deployment in self.deployments():
            if deployment.service == service:
                return deployment
        raise NotFoundError(
            "No such service",
            f"No Deployment in the namespace {self.namespace} is the service {service!r}.",
            "See the Services tab for those there are.",
        )

    def pods(self, deployment: Deployment) -> tuple[Pod, ...]:
        """What is left of it, terminating ones too, oldest first. Raises: TraderAdminError."""
        query = {"labelSelector": deployment.selector}
        items = self.api.get(resources.pods(self.namespace), query).get("items") or ()
        found = [pod_from(item) for item in items if is_left(item)]
        return tuple(sorted(found, key=lambda pod: (pod.made, pod.name)))

    def workload(self, known: Deployment, pool: Executor) -> Workload:
        """A service as it is now, both parts asked for at once. Raises: TraderAdminError."""
        pods = pool.submit(self.pods, known)  # its selector never changes
        deployment = self.deployment(known)
        return Workload(deployment, pods.result())

    def workloads(self) -> tuple[Workload, ...]:
        """All services with their pods, in pause order. Raises: TraderAdminError.

        Pods of the Deployments seen last are asked for at once: a selector never changes, and a
        Deployment that was made anew with another one is asked for again.
        """
        known = self._known
        with ThreadPoolExecutor(_WORKERS) as pool:
            early = {each.selector: pool.submit(self.pods, each) for each in known.values()}
            deployments = self.deployments()
            pods = [
                early.get(each.selector) or pool.submit(self.pods, each) for each in deployments
            ]
            return tuple(
                Workload(deployment, found.result())
                for deployment, found in zip(deployments, pods, strict=True)
            )

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

    def log_tail(self, pod: Pod, lines: int, *, previous: bool = False) -> tuple[str, ...]:
        """The last lines a pod's first container logged, oldest first. Raises: TraderAdminError."""
        query: dict[str, str | int] = {"tailLines": lines}
        if previous:
            query["previous"] = "true"
        path = f"{resources.pod(self.namespace, pod.name)}/log"
        return tuple(self.api.text(path, query).splitlines())


def _last_seen(event: dict[str, Any]) -> str:
    series = event.get("series") or {}
    return str(
        series.get("lastObservedTime") or event.get("lastTimestamp") or event.get("eventTime") or ""
    )
