"""The targets a window can be opened on, as the composition root gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the backend's own imports wait until the window is painted
    from traderadmin.targets.browsing import ClusterBrowser
    from traderadmin.targets.saved import SavedTarget, SavedTargets
    from traderadmin.workflow.backend import Backend
    from traderadmin.workflow.events import ApplyEvent


class Manage(StrEnum):
    """What the target menu offers beside the targets."""

    CONNECT = "connect"
    EDIT = "edit"
    REMOVE = "remove"


def no_file(_: str) -> Path | None:
    """The log file of a target whose logs are not files here."""
    return None


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """One entry of the target menu; known without asking the target.

    Attributes:
        name: as the button shows it ("This machine").
        summary: the line below ("local").
        kind: "local" or "kubernetes"; chooses the icon.
        open: makes the backend; called on a worker thread, may block and raise TraderAdminError.
        log_file: where a service's log is on this machine; None where it is not a file here.
        production: marked by the operator; coloured, and asks once before an apply.
        saved: what is remembered of a Kubernetes target; None for this machine.
    """

    name: str
    summary: str
    kind: str
    open: "Callable[[Callable[[ApplyEvent], None]], Backend]"
    log_file: Callable[[str], Path | None] = no_file
    production: bool = False
    saved: "SavedTarget | None" = None

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return "cluster" if self.kind == "kubernetes" else "monitor"

    @property
    def is_local(self) -> bool:
        """Whether its services are processes of this machine."""
        return self.kind == "local"

    def is_same(self, other: "TargetChoice") -> bool:
        """Whether both lead to the target of one name."""
        return (self.kind, self.name) == (other.kind, other.name)


class Clusters(Protocol):
    """Kubernetes targets: those saved, and how further ones are found."""

    @property
    def saved(self) -> "SavedTargets":
        """The file that remembers them; reading and writing it may block."""
        ...

    def choice(self, target: "SavedTarget") -> TargetChoice:
        """A saved target as an entry of the target menu."""
        ...

    def browser(self, kubeconfig: str) -> "ClusterBrowser":
        """Looks around in the clusters of a kubeconfig; may block."""
        ...
