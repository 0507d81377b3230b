"""A namespace with the services, and an operator's backend on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.seen import Seen
from traderadmin.clock import SystemClock
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.saved import SavedTarget
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent, ApplyFailedError, ApplyResult
from traderadmin.workflow.timeouts import Timeouts

ORCHESTRATOR, SCANNER = SERVICES
OLD_LIMIT, NEW_LIMIT = b"max_order_size = 500", b"max_order_size = 90"
TIMEOUTS = Timeouts(pause=60.0, resume=90.0, verify=30.0)


@dataclass
class Scene(Seen):
    """One operator at one target.

    Attributes:
        saved: the target, pinned.
        backend: drives it with the rights of the operator's Role.
        events: what the backend told, in order.
        watch: called with each event, on the thread of whoever told it.
    """

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
