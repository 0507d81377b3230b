"""What the connect assistant asks of clusters; every question only reads."""

from dataclasses import dataclass
from typing import Protocol

from traderadmin.targets.saved import SavedTarget


@dataclass(frozen=True, slots=True)
class ContextInfo:
    """A context of the kubeconfig.

    Attributes:
        server: URL of its API server.
        namespace: the context's own; empty when it names none.
        current: whether it is the one kubectl uses now.
    """

    name: str
    cluster: str
    server: str
    user: str
    namespace: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentInfo:
    """A Deployment that could take part.

    Attributes:
        service: its service's name by its labels; empty for one that can only be picked by hand.
        order: its pause order, where an annotation tells it.
        replicas: the count it is set to.
        images: of its containers.
        claims: names of the PersistentVolumeClaims its pods mount.
    """

    name: str
    service: str
    order: int | None
    replicas: int
    images: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimInfo:
    """A PersistentVolumeClaim.

    Attributes:
        access_modes: "ReadWriteOnce", "ReadWriteMany", …
        phase: "Bound" when it can be used.
        keeper: the StatefulSet of the config keeper that mounts it; empty when none does.
        mounted_by: Deployments whose pods mount it.
    """

    name: str
    access_modes: tuple[str, ...]
    phase: str
    keeper: str = ""
    mounted_by: tuple[str, ...] = ()


class ClusterBrowser(Protocol):
    """Looks around in clusters. Calls block; none changes anything.

    Every failure is a TraderAdminError: unreachable, certificate, unauthorised, forbidden, …
    """

    def give_up(self) -> None:
        """Let no question wait for a person who signs in, now or later. At once."""
        ...

    def contexts(self) -> tuple[ContextInfo, ...]:
        """Every context of the kubeconfig; the current one first."""
        ...

    def namespaces(self, context: str) -> tuple[str, ...]:
        """Every namespace. Raises: TraderAdminError; who may not list them types a name."""
        ...

    def deployments(self, context: str, namespace: str) -> tuple[DeploymentInfo, ...]:
        """Every Deployment; those with our labels first, in pause order."""
        ...

    def claims(self, context: str, namespace: str) -> tuple[ClaimInfo, ...]:
        """Every PersistentVolumeClaim; those a keeper mounts first."""
        ...

    def files(self, draft: SavedTarget, folder: str) -> tuple[str, ...]:
        """Names in a folder of the draft's volume, through its keeper; folders end in a slash."""
        ...

    def pinned(self, draft: SavedTarget) -> SavedTarget:
        """The draft with its API server and namespace UID filled in."""
        ...
