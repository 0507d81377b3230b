"""What kubectl sees of the services in one namespace: file, Deployments, pods, Lease."""

import json
from dataclasses import dataclass
from typing import Any

from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from traderadmin.targets.kubernetes.names import JOURNAL_ANNOTATION, LEASE, RECORD_ANNOTATION

CONFIG_FOLDER = "/data/config"
CONFIG = f"{CONFIG_FOLDER}/config.toml"
_ASK_STATUS = """
import urllib.request
print(urllib.request.urlopen("http://127.0.0.1:8080/status").read().decode())
"""


@dataclass
class Seen:
    """The namespace, looked at with kubectl.

    Attributes:
        kubectl: the witness, in that namespace.
    """

    kubectl: Kubectl

    def config(self) -> bytes:
        """The file on the volume, as kubectl reads it."""
        return self.kubectl.read(CONFIG)

    def backups(self) -> list[str]:
        """Names of the backups on the volume."""
        return [name for name in self.kubectl.files(CONFIG_FOLDER) if ".bak." in name]

    def records(self) -> dict[str, str]:
        """The replica record of each Deployment that carries one."""
        found = {name: self.kubectl.annotations("deployment", name) for name in SERVICES}
        return {
            n: marks[RECORD_ANNOTATION] for n, marks in found.items() if RECORD_ANNOTATION in marks
        }

    def counts(self) -> dict[str, int]:
        """What each Deployment is set to."""
        return {name: self.kubectl.replicas(name) for name in SERVICES}

    def pod_uids(self, app: str) -> set[str]:
        """UIDs of the pods there are."""
        return {pod["metadata"]["uid"] for pod in self.kubectl.pods(app)}

    def lease(self) -> dict[str, Any]:
        """The Lease as the API server has it."""
        return self.kubectl.get("lease", LEASE)

    def journal(self) -> dict[str, Any] | None:
        """What is unfinished, as the Lease tells; None when nothing is."""
        text = self.lease()["metadata"].get("annotations", {}).get(JOURNAL_ANNOTATION)
        return None if text is None else json.loads(text)

    def holder(self) -> str:
        """Who holds the Lease."""
        return str(self.lease()["spec"].get("holderIdentity") or "")

    def status(self, deployment: str) -> dict[str, Any]:
        """A service's own `/status`, asked from within its pod."""
        answer = self.kubectl.exec(f"deployment/{deployment}", "python3", "-c", _ASK_STATUS)
        found: dict[str, Any] = json.loads(answer)
        return found

    def assert_nothing_left_over(self) -> None:
        """No lock, no journal, no record: whoever comes next may begin."""
        assert (self.holder(), self.journal(), self.records()) == ("", None, {})
