"""Names that the manifests, the cluster and this adapter agree on."""

from typing import Final

FIELD_MANAGER: Final = "traderadmin"
"""Who the API server is told writes the counts."""

APP_LABEL: Final = "app"
APP_PREFIX: Final = "traderadmin-"
"""`app=traderadmin-<name>` makes a Deployment the service `<name>`."""
MANAGED_LABEL: Final = "traderadmin.io/managed"
PAUSE_ORDER: Final = "traderadmin.io/pause-order"
"""Annotation or label: lower stops first."""
RECORD_ANNOTATION: Final = "traderadmin.io/replica-record"

LEASE: Final = "traderadmin-apply"
JOURNAL_ANNOTATION: Final = "traderadmin.io/journal"
STEP_ANNOTATION: Final = "traderadmin.io/step"
"""The journal's step once more, for whoever looks with kubectl."""

KEEPER_CONTAINER: Final = "keeper"
KEEPER_ROOT: Final = "/data"
"""Where the keeper mounts the volume."""
HTTP_PORT: Final = "http"
"""Name of the container port that answers `/status`."""

POD_HASH: Final = "pod-template-hash"
"""Label of each pod that a Deployment's ReplicaSet made."""
DEFAULT_CONTAINER: Final = "kubectl.kubernetes.io/default-container"
"""Annotation of a pod: the container that is meant where nobody names one."""

DEFAULT_ORDERS: Final = {"scanner": 10, "orchestrator": 20}
LAST_ORDER: Final = 50
"""Pause order of a service that names none: with the others of its kind, last."""
