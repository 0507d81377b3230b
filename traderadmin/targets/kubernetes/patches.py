"""The patches of a Deployment: its count together with the replica record, and tidying after."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.targets.kubernetes import names
from traderadmin.targets.kubernetes.api import Json
from traderadmin.targets.kubernetes.objects import Deployment


def stop(deployment: Deployment, record: ReplicaRecord) -> Json:
    """Scale to 0 and store the record, in one write that fails if anything changed since."""
    return _patch(deployment, json.dumps(record.to_json(), separators=(",", ":")), 0)


def stop_from(now: Deployment, by: str) -> Json | None:
    """Scale to 0 from the count it has in this very moment: somebody may just have changed it."""
    return stop(now, ReplicaRecord(now.replicas, by)) if now.replicas else None


def stop_by_operator(now: Deployment) -> Json | None:
    """At 0 on an operator's word, whoever stopped it first; one that should be at 0 stays so."""
    if now.replicas:
        return stop(now, ReplicaRecord(now.replicas, OPERATOR))
    if now.record is None or now.record.by == OPERATOR:
        return None
    return stop(now, replace(now.record, by=OPERATOR))


def start(deployment: Deployment, count: int) -> Json:
    """Scale back and drop the record, in one write that fails if anything changed since."""
    return _patch(deployment, None, count)


def drop_record(deployment: Deployment) -> Json:
    """Drop a stale record and leave the count alone."""
    return _patch(deployment, None, None)


def trial(body: Json) -> Json:
    """The same patch for a dry run, which a change meanwhile need not disturb."""
    metadata = {key: value for key, value in body["metadata"].items() if key != "resourceVersion"}
    return {**body, "metadata": metadata}


def disown(metadata: Mapping[str, Any]) -> list[Json] | None:
    """Take our name off the fields we wrote; None where it is on none.

    Else the owner of the manifests, who applies them server-side, would meet a conflict with us
    over a count that we merely put back.
    """
    entries = metadata.get("managedFields") or ()
    mine = [at for at, entry in enumerate(entries) if entry.get("manager") == names.FIELD_MANAGER]
    if not mine:
        return None
    # Naming the version as a replacement makes a stale one a conflict, as in any other write.
    version = {"path": "/metadata/resourceVersion", "value": metadata["resourceVersion"]}
    return [
        {"op": "replace", **version},
        *({"op": "remove", "path": f"/metadata/managedFields/{at}"} for at in reversed(mine)),
    ]


def _patch(deployment: Deployment, record: str | None, count: int | None) -> Json:
    body: Json = {
        "metadata": {
            "uid": deployment.uid,
            "resourceVersion": deployment.version,
            "annotations": {names.RECORD_ANNOTATION: record},
        }
    }
    if count is not None:
        body["spec"] = {"replicas": count}
    return body
