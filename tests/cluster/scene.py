"""A namespace with the services, an operator's backend on it, and what kubectl says of both."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from traderadmin.clock import SystemClock
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.names import JOURNAL_ANNOTATION, LEASE, RECORD_ANNOTATION
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.saved import SavedTarget
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent, ApplyFailedError, ApplyResult
from traderadmin.workflow.timeouts import Timeouts

ORCHESTRATOR, SCANNER = SERVICES
CONFIG = "/data/config/config.toml"
OLD_LIMIT, NEW_LIMIT = b"max_order_size = 500", b"max_order_size = 90"
TIMEOUTS = Timeouts(pause=60.0, resume=90.0, verify=30.0)


@dataclass
class Scene:
    """One operator at one target.

    Attributes:
        kubectl: the witness, in the target's namespace.
        saved: the target, pinned.
        backend: drives it with the rights of the operator's Role.
        events: what the backend told, in order.
        watch: called with each event, on the thread of whoever told it.
    """

    kubectl: Kubectl
    saved: SavedTarget
    target: KubernetesTarget
    timeouts: Timeouts = TIMEOUTS
    backend: Backend = field(init=False)
    events: list[ApplyEvent] = field(default_factory=list)
    watch: Callable[[ApplyEvent], None] = lambda _: None

    def __post_init__(self) -> None:
        """Put the operator's backend on the target."""
        target = self.target
        self.backend = Backend(
            target,
            SystemClock(),
            who=lambda: target.who,
            emit=self.tell,
            timeouts=self.timeouts,
        )

    def tell(self, event: ApplyEvent) -> None:
        """Keep an event, and let the test act on it."""
        self.events.append(event)
        self.watch(event)

    def apply(self, content: bytes | None = None, reason: str = "a test") -> ApplyResult:
        """Apply, whether it goes well or not."""
        new = self.changed_content() if content is None else content
        try:
            return self.backend.save_configuration_and_restart(new, reason=reason)
        except ApplyFailedError as error:
            return error.result

    def changed_content(self) -> bytes:
        """The file as it is, with the other limit of order sizes."""
        content = self.backend.load().file.content
        old, new = (OLD_LIMIT, NEW_LIMIT) if OLD_LIMIT in content else (NEW_LIMIT, OLD_LIMIT)
        assert old in content
        return content.replace(old, new, 1)

    def config(self) -> bytes:
        """The file on the volume, as kubectl reads it."""
        return self.kubectl.read(CONFIG)

    def backups(self) -> list[str]:
        """Names of the backups on the volume."""
        return [name for name in self.kubectl.files("/data/config") if ".bak." in name]

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

    def status(self, app: str) -> dict[str, Any]:
        """A service's own `/status`, asked from within its pod."""
        script = (
            "import urllib.request as r;"
            "print(r.urlopen('http://127.0.0.1:8080/status').read().decode())"
        )
        found: dict[str, Any] = json.loads(
            self.kubectl.exec(f"deployment/{app}", "python3", "-c", script)
        )
        return found

    def assert_nothing_left_over(self) -> None:
        """No lock, no journal, no record: whoever comes next may begin."""
        assert (self.holder(), self.journal(), self.records()) == ("", None, {})


@contextmanager
def scene(cluster: Cluster, kubectl: Kubectl, folder: Path, **changes: Any) -> Iterator[Scene]:
    """An operator with the rights of `traderadmin-operator` and no others.

    Args:
        cluster: the cluster.
        kubectl: in the namespace.
        folder: for the operator's kubeconfig.
        changes: of the saved target.
    """
    kubeconfig = cluster.operator_kubeconfig(kubectl.namespace, folder / "operator.json")
    clock = SystemClock()
    draft = SavedTarget("eu", "operator", kubectl.namespace, kubeconfig=str(kubeconfig))
    saved = KubernetesBrowser(clock, str(kubeconfig)).pinned(replace(draft, **changes))
    with opened(kubectl, saved) as made:
        yield made


@contextmanager
def opened(kubectl: Kubectl, saved: SavedTarget, timeouts: Timeouts = TIMEOUTS) -> Iterator[Scene]:
    """An operator at a target that is saved already: a colleague, or the same one later."""
    clock = SystemClock()
    made = Scene(kubectl, saved, KubernetesTarget(saved, clock), timeouts)
    try:
        made.backend.connect()
        yield made
    finally:
        made.backend.close()
