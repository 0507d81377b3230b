"""The composition root of Kubernetes targets: saved ones as entries of the target menu.

The adapter is imported when it is asked for, on a worker thread: its client takes up to a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from traderadmin.clock import Clock
from traderadmin.gui.choice import TargetChoice
from traderadmin.targets.saved import SavedTarget, SavedTargets

if TYPE_CHECKING:  # the backend's own imports wait until the window is painted
    from traderadmin.targets.browsing import ClusterBrowser
    from traderadmin.workflow.backend import Backend
    from traderadmin.workflow.events import ApplyEvent


@dataclass(frozen=True, slots=True)
class KubernetesClusters:
    """Kubernetes targets as they are saved for this user."""

    saved: SavedTargets
    clock: Clock

    @classmethod
    def under(cls, folder: Path, clock: Clock) -> Self:
        """Those that are remembered in a folder."""
        return cls(SavedTargets(folder), clock)

    def choice(self, target: SavedTarget) -> TargetChoice:
        """A saved target as an entry of the target menu."""
        clock = self.clock

        def open_backend(emit: "Callable[[ApplyEvent], None]") -> "Backend":
            from traderadmin.targets.kubernetes.target import KubernetesTarget  # noqa: PLC0415
            from traderadmin.workflow.backend import Backend  # noqa: PLC0415
            from traderadmin.workflow.identity import cluster_user  # noqa: PLC0415
            from traderadmin.workflow.timeouts import Timeouts  # noqa: PLC0415

            made = KubernetesTarget(target, clock)
            timeouts = Timeouts.on_cluster(target.pause_seconds, target.resume_seconds)
            return Backend(made, clock, who=cluster_user(made), emit=emit, timeouts=timeouts)

        summary = f"{target.namespace} on Kubernetes"
        return TargetChoice(
            target.name,
            summary,
            "kubernetes",
            open_backend,
            production=target.production,
            saved=target,
        )

    def browser(self, kubeconfig: str) -> "ClusterBrowser":
        """Looks around in the clusters of a kubeconfig; may block."""
        from traderadmin.targets.kubernetes.browser import KubernetesBrowser  # noqa: PLC0415

        return KubernetesBrowser(self.clock, kubeconfig)
