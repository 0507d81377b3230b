"""The services of a namespace as kubectl sees them, and what it saw during an apply."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from behave.runner import Context

from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import KEEPER_POD
from tests.cluster.seen import CONFIG, CONFIG_FOLDER, Seen
from tests.support.waiting import wait_until
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.contract.status import ServiceStatus
from traderadmin.workflow.events import ApplyEvent, StepFinished

ORCHESTRATOR, SCANNER = SERVICES
POST_SIGNAL = """
import os, sys, urllib.request
with open(os.environ["TRADERADMIN_SIGNAL_TOKEN_FILE"]) as file:
    token = file.read().strip()
url = os.environ.get("TRADERADMIN_ORCHESTRATOR_URL", "http://127.0.0.1:8080") + "/signals"
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
request = urllib.request.Request(url, sys.stdin.buffer.read(), headers)
print(urllib.request.urlopen(request).read().decode())
"""
_READY_SECONDS = 60.0


@dataclass(frozen=True)
class ClusterServices:
    """The services of a namespace."""

    seen: Seen

    def content(self) -> bytes:
        """The bytes of `config.toml` on the volume."""
        return self.seen.config()

    def backup_contents(self) -> list[bytes]:
        """What is in the backups, the oldest first."""
        read = self.seen.kubectl.read
        return [read(f"{CONFIG_FOLDER}/{name}") for name in self.seen.backups()]

    def status(self, name: str) -> ServiceStatus:
        """What a service answers on /status, asked inside its pod."""
        return ServiceStatus.from_json(self.seen.status(f"traderadmin-{name}"))

    def submit(self, signal: Mapping[str, Any]) -> dict[str, Any]:
        """Post a signal from the scanner's pod; the orchestrator's answer."""
        return post_signal(self.seen, SCANNER, signal)

    def run_with(self, content: bytes, *, restarted: Collection[str] = ()) -> None:
        """Let both services run this file, some started anew, without a backup of any other."""
        kubectl = self.seen.kubectl
        kubectl.exec(KEEPER_POD, "sh", "-c", f"rm -f {CONFIG_FOLDER}/config.toml.bak.*")
        kubectl.write(CONFIG, content)
        for name in restarted:
            kubectl.run("rollout", "restart", f"deployment/{name}")
        revision = revision_of(content)
        for name in SERVICES:
            kubectl.wait_ready(name)
            wait_until(
                lambda name=name: self.seen.status(name)["config_revision"] == revision,  # type: ignore[misc] # bound at once
                _READY_SECONDS,
                f"{name} to run the file",
            )


def post_signal(seen: Seen, deployment: str, signal: Mapping[str, Any]) -> dict[str, Any]:
    """Post a signal from a Deployment's pod, with the token that is mounted there."""
    command = ("python3", "-c", POST_SIGNAL)
    content = json.dumps(signal).encode()
    answer: dict[str, Any] = json.loads(
        seen.kubectl.exec(f"deployment/{deployment}", *command, content=content)
    )
    return answer


@dataclass(frozen=True)
class Glance:
    """What kubectl said at one instant."""

    counts: Mapping[str, int]
    records: Mapping[str, str]
    pods: Mapping[str, set[str]]
    content: bytes
    backups: tuple[str, ...]
    journal: Mapping[str, Any] | None
    holder: str


def glance(seen: Seen) -> Glance:
    """Look at everything an apply touches."""
    return Glance(
        counts=seen.counts(),
        records=seen.records(),
        pods={name: seen.pod_uids(name) for name in SERVICES},
        content=seen.config(),
        backups=tuple(seen.backups()),
        journal=seen.journal(),
        holder=seen.holder(),
    )


@dataclass(frozen=True)
class Witness:
    """Looks at the cluster at the end of some steps of an apply, which waits meanwhile."""

    seen: Seen
    after: dict[Step, Glance] = field(default_factory=dict)

    def __call__(self, event: ApplyEvent) -> None:
        """Look, where the event is the end of one of those steps."""
        if isinstance(event, StepFinished) and event.step in {Step.PAUSE, Step.SAVE, Step.RESUME}:
            self.after[event.step] = glance(self.seen)


def cluster_services(context: Context) -> ClusterServices:
    """The services in the namespace of this run."""
    services: ClusterServices = context.services
    return services
