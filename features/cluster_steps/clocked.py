"""Orchestrators in pods, whose clocks libfaketime sets just before an edge of the schedule.

The kubelet's probes do not mind, since they come from outside, and APScheduler wakes on time as
long as the monotonic clock is left alone. libfaketime keeps shared memory under the number of
the process, so a container that starts again in the same pod would not get over its start.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from features.cluster_steps.places import ORCHESTRATOR, post_signal
from features.steps.clocked import changed_template, clock_of
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.seen import CONFIG_FOLDER, Seen
from tests.support.service_process import FAKETIME, faked_time
from traderadmin.contract.names import CONFIG_DIR_VARIABLE, CONFIG_FILE, ORDERS_FILE
from traderadmin.contract.status import ServiceStatus

Json = dict[str, Any]
LEADS = (timedelta(seconds=8), timedelta(seconds=25), timedelta(seconds=60))
"""How long before the edge a pod's clock starts: more where the machine proved too slow."""
LEFT = timedelta(seconds=3)
"""What a scenario needs before the edge, once the pod is ready."""
_LIBRARY = "libfaketime"
_LIBRARY_FOLDER = "/opt/faketime"


@dataclass(frozen=True)
class PodOrchestrator:
    """One that runs in a Deployment's pod.

    Attributes:
        seen: looks at the namespace.
        deployment: its name.
        state: its state folder on the volume, as the keeper's pod has it.
    """

    seen: Seen
    deployment: str
    state: str

    def status(self) -> ServiceStatus:
        """What it answers on /status; `now` is its own clock."""
        return ServiceStatus.from_json(self.seen.status(self.deployment))

    def submit(self, signal: Mapping[str, Any]) -> Mapping[str, Any]:
        """Post a signal with the scanner's token; its answer."""
        return post_signal(self.seen, self.deployment, signal)

    def orders(self) -> list[Json]:
        """The lines of its order log."""
        lines = self.seen.kubectl.read(f"{self.state}/{ORDERS_FILE}").splitlines()
        return [json.loads(line) for line in lines]


@dataclass
class PodOrchestrators:
    """Starts them: the first is the project's Deployment itself, with its clock set.

    Further ones beside it are copies of the Deployment with a folder of their own on the volume.
    """

    kubectl: Kubectl
    running: list[str] = field(default_factory=list)

    @cached_property
    def original(self) -> Json:
        """The project's Deployment as it was when first asked for."""
        return manifest(self.kubectl.get("deployment", ORCHESTRATOR))

    @contextmanager
    def before(self, edge: datetime, changes: Mapping[str, str]) -> Iterator[PodOrchestrator]:
        """Start one a few seconds before `edge` (UTC), with `changes` to the template's text."""
        if not self.running:
            _offer_library(self.kubectl)
        number = len(self.running)
        name = f"clocked-{number}" if number else ORCHESTRATOR
        folder = f"clocked-{number}"
        config = f"/data/{folder}/config" if number else CONFIG_FOLDER
        state = f"/data/{folder}/state"
        script = f"rm -rf /data/{folder} && mkdir -p {config} {state}"
        self.kubectl.exec(KEEPER_POD, "sh", "-ec", script)
        self.kubectl.write(f"{config}/{CONFIG_FILE}", changed_template(changes).encode())

        original = self.original
        made = PodOrchestrator(Seen(self.kubectl), name, state)
        self.running.append(name)
        try:
            for lead in LEADS:
                clocked = with_clock(original, edge - lead, f"{folder}/state")
                clocked = clocked if name == ORCHESTRATOR else renamed(clocked, name, config)
                self.kubectl.apply(json.dumps(clocked))
                self.kubectl.wait_ready(name)
                if clock_of(made) < edge - LEFT:
                    break
            yield made
        finally:
            self.running.remove(name)
            if name == ORCHESTRATOR:
                self.kubectl.apply(json.dumps(original))  # whoever needs it ready waits for it
            else:
                self.kubectl.run("delete", "deployment", name, "--wait=false", "--ignore-not-found")


def _offer_library(kubectl: Kubectl) -> None:
    """Make libfaketime mountable in the namespace; the project's image does without it."""
    assert FAKETIME.is_file(), f"there is no {FAKETIME}: install Debian's libfaketime"
    source = f"--from-file={FAKETIME}"
    kubectl.apply(
        kubectl.run("create", "configmap", _LIBRARY, source, "--dry-run=client", "--output=json")
    )


def manifest(deployment: Json) -> Json:
    """A Deployment as its owner would write it, so that it can be applied again."""
    metadata = {key: deployment["metadata"][key] for key in ("name", "labels", "annotations")}
    metadata["annotations"] = {
        key: value for key, value in metadata["annotations"].items() if "kubernetes.io/" not in key
    }
    kept = {key: deployment[key] for key in ("apiVersion", "kind", "spec")}
    return {**kept, "metadata": metadata}


def with_clock(deployment: Json, instant: datetime, state: str) -> Json:
    """The Deployment with a clock that starts at `instant`, and another state folder.

    A new folder, since an order log from another day than the clock's is nobody's.
    """
    made = deepcopy(deployment)
    pod = made["spec"]["template"]["spec"]
    container = pod["containers"][0]
    environment = faked_time(f"{instant:%Y-%m-%d %H:%M:%S}")
    environment["LD_PRELOAD"] = f"{_LIBRARY_FOLDER}/{FAKETIME.name}"
    container["env"] += [{"name": key, "value": value} for key, value in environment.items()]
    pod["volumes"].append({"name": _LIBRARY, "configMap": {"name": _LIBRARY}})
    container["volumeMounts"].append({"name": _LIBRARY, "mountPath": _LIBRARY_FOLDER})
    for mount in container["volumeMounts"]:
        if mount.get("subPath") == "state":
            mount["subPath"] = state
    return made


def renamed(deployment: Json, name: str, config: str) -> Json:
    """The Deployment as another one, with another config directory."""
    made = deepcopy(deployment)
    made["metadata"]["name"] = name
    template = made["spec"]["template"]
    made["spec"]["selector"]["matchLabels"]["app"] = name
    for labels in (made["metadata"]["labels"], template["metadata"]["labels"]):
        labels["app"] = name
    for variable in template["spec"]["containers"][0]["env"]:
        if variable["name"] == CONFIG_DIR_VARIABLE:
            variable["value"] = config
    return made
