"""A node of one's own: what it needs, its start, its end."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.cluster.node.commands import run
from tests.cluster.node.images import build_pause
from tests.cluster.node.layout import Layout
from tests.cluster.node.packages import install_packages
from tests.cluster.node.programs import build_programs
from traderadmin.errors import TraderAdminError

_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a start needs and takes long to make: from the cache when it was made before."""

    programs: Path
    pause: Path

    @classmethod
    def make(cls) -> Self:
        """Install, build; quick when everything is there. Raises: TraderAdminError."""
        install_packages()
        programs = build_programs()
        return cls(programs, build_pause(programs))


class OwnNode:
    """A running node; ends with `end`, or when this process does unless it is to be kept."""

    def __init__(self, prepared: Prepared, *, keep: bool = False) -> None:
        command = (sys.executable, "-m", "tests.cluster.node.supervisor", str(prepared.programs))
        self._supervisor = subprocess.Popen(
            [*command, "--keep"] if keep else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
            start_new_session=True,
        )
        assert self._supervisor.stdout is not None
        word, _, rest = self._supervisor.stdout.readline().strip().partition(" ")
        if word != "ready":
            self.end()
            message = rest or "Its supervisor ended without a word."
            raise TraderAdminError("The cluster did not start", message)
        self.layout = Layout(Path(rest))
        try:
            self.load_image(prepared.pause)
        except TraderAdminError:
            self.end()
            raise

    def load_image(self, archive: Path) -> None:
        """Make an image known to the node. Raises: TraderAdminError."""
        load_image(self.layout, archive)

    def end(self) -> int:
        """End it and wait until all it made is gone; 0 when it is."""
        self._supervisor.terminate()
        self._supervisor.communicate()
        return self._supervisor.returncode

    @property
    def pid(self) -> int:
        """The supervisor's process id; SIGTERM ends the node."""
        return self._supervisor.pid


def load_image(node: Layout, archive: Path) -> None:
    """Make an image known to a node. Raises: TraderAdminError."""
    address = ("--address", str(node.containerd_socket), "--namespace", "k8s.io")
    run("ctr", *address, "images", "import", archive)
