"""Where things are in a node's folder, seen from outside and from inside its namespaces."""

from dataclasses import dataclass
from pathlib import Path

INSIDE = Path("/run/node")
"""The node's folder as its own processes see it: short, since sockets have short names."""

POD_NETWORK = "10.244.0.0/24"
SERVICE_NETWORK = "10.96.0.0/16"
API_SERVICE = "10.96.0.1"
DNS_SERVICE = "10.96.0.10"
API_PORT = 6443
NODE_NAME = "node"
SERVICES_UID = 10001
"""The user of our pods; the controller that makes volumes runs as it, so they are the pods'."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one node below `root`."""

    root: Path

    @property
    def programs(self) -> Path:
        """Where Kubernetes' programs are mounted."""
        return self.root / "programs"

    @property
    def pki(self) -> Path:
        """Keys and certificates."""
        return self.root / "pki"

    @property
    def logs(self) -> Path:
        """One log for each process."""
        return self.root / "logs"

    @property
    def kubeconfig(self) -> Path:
        """What an administrator of this cluster uses."""
        return self.root / "kubeconfig"

    @property
    def containerd_socket(self) -> Path:
        """Where containerd listens."""
        return self.root / "containerd.sock"

    @property
    def volumes(self) -> Path:
        """Folders for volumes made by hand; the node sees them below /var/volumes."""
        return self.root / "var" / "volumes"

    @property
    def cgroup(self) -> str:
        """The control group of all pods."""
        return self.root.name

    def component(self, name: str) -> Path:
        """The kubeconfig of one of Kubernetes' own processes."""
        return self.root / f"{name}.kubeconfig"
