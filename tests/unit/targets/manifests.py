"""Objects as the API server would give them, cut down to what matters."""

from typing import Any

Json = dict[str, Any]


def deployment(name: str = "traderadmin-scanner", **changes: Any) -> Json:
    """A Deployment of one ready pod; `changes` replace whole parts of it."""
    data: Json = {
        "metadata": {
            "name": name,
            "namespace": "trading",
            "uid": "uid-1",
            "resourceVersion": "7",
            "generation": 3,
            "labels": {"app": name},
        },
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": name}},
            "template": {"spec": {"containers": [{"name": "main"}]}},
        },
        "status": {
            "observedGeneration": 3,
            "replicas": 1,
            "updatedReplicas": 1,
            "availableReplicas": 1,
        },
    }
    for key, value in changes.items():
        data[key] = {**data[key], **value}
    return data


def pod(name: str = "scanner-1", *, ready: bool = True, **changes: Any) -> Json:
    """A pod; `changes` replace whole parts of it."""
    data: Json = {
        "metadata": {
            "name": name,
            "uid": f"uid-{name}",
            "creationTimestamp": "2026-11-24T12:00:00Z",
        },
        "spec": {"nodeName": "node-a", "containers": [{"name": "main"}]},
        "status": {
            "phase": "Running",
            "podIP": "10.0.0.7",
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            "containerStatuses": [{"name": "main", "restartCount": 0, "state": {"running": {}}}],
        },
    }
    for key, value in changes.items():
        data[key] = {**data[key], **value}
    return data


def waiting(reason: str, message: str = "", *, ended: Json | None = None) -> list[Json]:
    """The statuses of a container that waits, and how it `ended` before."""
    state = {"waiting": {"reason": reason, "message": message}}
    last = {"terminated": ended} if ended else {}
    return [{"name": "main", "restartCount": 2, "state": state, "lastState": last}]
