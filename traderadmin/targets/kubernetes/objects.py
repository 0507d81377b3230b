"""Deployments and pods as plain data, read from the API's JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from traderadmin.clock import parse_utc
from traderadmin.contract.journal import ReplicaRecord
from traderadmin.targets.kubernetes import names
from traderadmin.targets.kubernetes.containers import Container, containers_from
from traderadmin.targets.kubernetes.selectors import selector_text
from traderadmin.targets.savedrules import order_of

Json = Mapping[str, Any]

ENDED: Final = frozenset({"Succeeded", "Failed"})
"""Phases of pods in which nothing runs any more, though they may lie there for days."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A Deployment, as far as it matters here.

    Attributes:
        service: the service's name.
        order: pause order.
        version: its resourceVersion.
        replicas: the count it is set to.
        rolled_out: the controller has seen this generation, and all wanted pods are the newest
            and available.
        record: the replica record it carries, whatever its count is.
        selector: the label selector of its pods, in the form of a query.
        template: its pod template.
        metadata: everything the API says of the object itself.
        problem: why the controller can make no pod, in its own words.
        updated: pods there are of the newest template.
        available: pods that have been ready for long enough.
        ready_seconds: how long that is.
        is_paused: its newest template is not rolled out.
    """

    name: str
    service: str
    order: int
    uid: str
    version: str
    replicas: int
    rolled_out: bool
    record: ReplicaRecord | None
    selector: str
    template: Json = field(repr=False)
    metadata: Json = field(repr=False)
    problem: str = ""
    updated: int = 0
    available: int = 0
    ready_seconds: int = 0
    is_paused: bool = False

    def is_kept_down(self, by: str) -> bool:
        """Whether an operator stopped it, and `by` is none."""
        return not self.replicas and self.record is not None and self.record.keeps_down(by)

    def count_before(self, record: ReplicaRecord) -> int:
        """The count to come back to: as the write that stopped it stored it, else `record`'s."""
        mine = self.record is not None and self.record.by == record.by
        return self.record.count if self.record is not None and mine else record.count


def deployment_from(data: Json, service: str, order: int | None = None) -> Deployment:
    """Read a Deployment; `order` overrides what it says itself."""
    metadata, spec, status = data["metadata"], data["spec"], data.get("status") or {}
    return Deployment(
        name=metadata["name"],
        service=service,
        order=pause_order(metadata, service) if order is None else order,
        uid=metadata["uid"],
        version=metadata["resourceVersion"],
        replicas=_count(spec, "replicas", missing=1),
        rolled_out=_rolled_out(metadata, spec, status),
        record=_record(metadata),
        selector=selector_text(spec.get("selector") or {}),
        template=spec.get("template") or {},
        metadata=metadata,
        problem=_condition_problem(status),
        updated=_count(status, "updatedReplicas"),
        available=_count(status, "availableReplicas"),
        ready_seconds=_count(spec, "minReadySeconds"),
        is_paused=bool(spec.get("paused")),
    )


def service_name(metadata: Json) -> str:
    """The service's name by the labels of a Deployment; empty where it has none of ours."""
    labels: Json = metadata.get("labels") or {}
    app = str(labels.get(names.APP_LABEL, ""))
    if app.startswith(names.APP_PREFIX):
        return app.removeprefix(names.APP_PREFIX)
    if str(labels.get(names.MANAGED_LABEL, "")).lower() == "true":
        return app or str(metadata["name"])
    return ""


def named_order(metadata: Json) -> int | None:
    """The pause order that an annotation or a label names; None without a usable one."""
    orders = map(order_of, _order_texts(metadata))
    return next((order for order in orders if order is not None), None)


def unusable_order(metadata: Json) -> str | None:
    """What the annotation, or else the label, says where that is no pause order."""
    text = next(iter(_order_texts(metadata)), None)
    return text if text is not None and order_of(text) is None else None


def _order_texts(metadata: Json) -> list[str]:
    places = (metadata.get(place) or {} for place in ("annotations", "labels"))
    return [str(place[names.PAUSE_ORDER]) for place in places if names.PAUSE_ORDER in place]


def pause_order(metadata: Json, service: str) -> int:
    """The pause order of a service."""
    named = named_order(metadata)
    return names.DEFAULT_ORDERS.get(service, names.LAST_ORDER) if named is None else named


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod, as far as it matters here.

    Attributes:
        phase: the word kubectl shows, as far as it can be told ("Running", "Terminating").
        made: the latest instant at which it can have been made; the API tells whole seconds.
        ready: its Ready condition, and not being deleted.
        deleting: it was told to end.
        over: every program of it has ended.
        http_port: number of the container port named `http`; None without one.
        container: name of the one whose log is meant, where nobody says which.
        containers: as its status tells of them.
        conditions: by type, those that are False, as (reason, message).
        finalizers: what keeps it though it was told to end.
    """

    name: str
    uid: str
    phase: str
    made: datetime
    ready: bool
    deleting: bool
    over: bool = False
    ip: str = ""
    node: str = ""
    http_port: int | None = None
    container: str = ""
    containers: tuple[Container, ...] = ()
    conditions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grace: int = 30
    finalizers: tuple[str, ...] = ()

    @property
    def restarts(self) -> int:
        """How often any of its containers was started anew."""
        return sum(each.restarts for each in self.containers)


def pod_from(data: Json) -> Pod:
    """Read a pod."""
    metadata, spec, status = data["metadata"], data["spec"], data.get("status") or {}
    containers = containers_from(spec, status)
    conditions = {c["type"]: c for c in status.get("conditions") or ()}
    deleting = "deletionTimestamp" in metadata
    return Pod(
        name=metadata["name"],
        uid=metadata["uid"],
        phase=_phase_word(status, containers, deleting=deleting),
        made=parse_utc(metadata["creationTimestamp"]) + timedelta(microseconds=999_999),
        ready=conditions.get("Ready", {}).get("status") == "True" and not deleting,
        deleting=deleting,
        over=_is_over(status),
        ip=status.get("podIP") or "",
        node=spec.get("nodeName") or "",
        http_port=_http_port(spec),
        container=_main_container(metadata, spec),
        containers=containers,
        conditions={
            kind: (str(c.get("reason") or ""), str(c.get("message") or ""))
            for kind, c in conditions.items()
            if c.get("status") == "False"
        },
        grace=int(metadata.get("deletionGracePeriodSeconds") or 0),
        finalizers=tuple(metadata.get("finalizers") or ()),
    )


def is_left(data: Json) -> bool:
    """Whether anything of a pod may still run, or is still being taken away."""
    if "deletionTimestamp" in data["metadata"]:
        return True
    return (data.get("status") or {}).get("phase") not in ENDED


def _count(data: Json, key: str, *, missing: int = 0) -> int:
    """A count; the API leaves zeros out, or says null."""
    value = data.get(key)
    return missing if value is None else int(value)


def _rolled_out(metadata: Json, spec: Json, status: Json) -> bool:
    wanted = _count(spec, "replicas", missing=1)
    seen = _count(status, "observedGeneration") >= _count(metadata, "generation")
    counts = {_count(status, key) for key in ("updatedReplicas", "replicas", "availableReplicas")}
    return seen and counts == {wanted}


def _record(metadata: Json) -> ReplicaRecord | None:
    """The replica record; one that cannot be read is none: it says no count to come back to."""
    text = (metadata.get("annotations") or {}).get(names.RECORD_ANNOTATION)
    if text is None:
        return None
    try:
        return ReplicaRecord.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _condition_problem(status: Json) -> str:
    """Why the controller cannot make pods (a quota, an admission webhook), in its own words."""
    for condition in status.get("conditions") or ():
        if condition.get("type") == "ReplicaFailure" and condition.get("status") == "True":
            return str(condition.get("message") or "")
    return ""


def _main_container(metadata: Json, spec: Json) -> str:
    """As kubectl chooses: the one that an annotation names, else the first."""
    named = (metadata.get("annotations") or {}).get(names.DEFAULT_CONTAINER)
    return str(named or next((each["name"] for each in spec.get("containers") or ()), ""))


def _http_port(spec: Json) -> int | None:
    for container in spec.get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("name") == names.HTTP_PORT:
                return int(port["containerPort"])
    return None


def _is_over(status: Json) -> bool:
    """Whether nothing of a pod runs any more, by its phase or by all of its containers."""
    containers = status.get("containerStatuses") or ()
    ended = [bool((each.get("state") or {}).get("terminated")) for each in containers]
    return status.get("phase") in ENDED or (bool(ended) and all(ended))


def _phase_word(status: Json, containers: Iterable[Container], *, deleting: bool) -> str:
    if deleting:
        return "Terminating"
    for each in containers:
        if each.waiting and each.waiting not in {"ContainerCreating", "PodInitializing"}:
            return each.waiting
    return str(status.get("reason") or status.get("phase") or "Unknown")
