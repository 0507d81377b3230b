"""A second Deployment that says it is the orchestrator, against all rules."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cluster.clusters import OPERATOR
from tests.cluster.scene import ORCHESTRATOR, Scene

TWIN = "orchestrator-of-old"


@contextmanager
def twin(at: Scene) -> Iterator[None]:
    """One that runs, and trades nothing."""
    found = at.kubectl.get("deployment", ORCHESTRATOR)
    template = found["spec"]["template"]
    template["metadata"]["labels"] = {"app": TWIN}
    template["spec"]["terminationGracePeriodSeconds"] = 1
    (container,) = template["spec"]["containers"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        container.pop(probe, None)
    container["command"] = ["sleep", "3600"]
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": TWIN}}, "template": template}
    metadata = {"name": TWIN, "labels": {"app": ORCHESTRATOR}}
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    at.kubectl.apply(json.dumps(manifest))
    named = f"--resource-name={TWIN}"
    at.kubectl.run("create", "role", TWIN, "--verb=get,patch", "--resource=deployments", named)
    account = f"--serviceaccount={at.kubectl.namespace}:{OPERATOR}"
    at.kubectl.run("create", "rolebinding", TWIN, f"--role={TWIN}", account)
    try:
        at.kubectl.wait_ready(TWIN)
        yield
    finally:
        at.kubectl.run("delete", f"deployment/{TWIN}", f"role/{TWIN}", f"rolebinding/{TWIN}")
        at.kubectl.wait_gone(TWIN)
