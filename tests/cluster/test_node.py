"""The node of one's own: however it ends, nothing of it stays on the machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cluster.node.cgroups import hierarchies
from tests.cluster.node.cluster import Prepared
from tests.cluster.node.commands import run
from tests.cluster.node.layout import Layout
from tests.cluster.node.link import link_of
from tests.cluster.node.supervisor import sweep
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock

ROOT = Path(__file__).resolve().parents[2]
_ASKING = """
import signal
import sys
from pathlib import Path
# As at a terminal: what is started in the background of a script ignores Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.cluster.node.cluster import OwnNode, Prepared
node = OwnNode(Prepared(Path(sys.argv[1]), Path(sys.argv[2])))
print(node.pid, node.layout.root, flush=True)
try:
    sys.stdin.read()
finally:
    node.end()
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a node must not change: the mounts and packet filters of everybody."""

    mounts: str
    filters: str

    @classmethod
    def now(cls) -> "Machine":
        """As it is."""
        return cls(Path("/proc/self/mounts").read_text("utf-8"), run("nft", "list", "ruleset"))


@dataclass(frozen=True, slots=True)
class Places:
    """Where a node is seen while it runs."""

    namespace: Path
    running: frozenset[int]
    others: frozenset[Path]

    @classmethod
    def of(cls, node: Layout) -> "Places":
        """Its processes, folder, control groups and network link."""
        server = json.loads(node.kubeconfig.read_text("utf-8"))["clusters"][0]["cluster"]["server"]
        groups = {root / node.cgroup for root in hierarchies()}
        device = Path("/sys/class/net") / link_of(server)
        namespace = namespace_of(node)
        running = frozenset(processes_of(namespace))
        return cls(namespace, running, frozenset({node.root, device, *groups}))

    def left(self) -> list[str]:
        """Those that are there.

        Of the processes those that ran: none of a PID namespace outlives its first one, and
        another node's pod may have got the same number for its namespace meanwhile.
        """
        here = self.running.intersection(processes_of(self.namespace))
        processes = [f"process {pid}" for pid in sorted(here)]
        return processes + [str(path) for path in self.others if path.exists()]


def processes_of(namespace: Path) -> list[int]:
    """Processes in a PID namespace."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "ns" / "pid").readlink() == namespace:
                found.append(int(entry.name))
        except OSError:
            continue  # ended, or none of ours
    return found


def end(asking: "subprocess.Popen[str]", _: int) -> None:
    """As at the end of a session."""
    asking.communicate()


def interrupt(asking: "subprocess.Popen[str]", _: int) -> None:
    """As with Ctrl-C."""
    asking.send_signal(signal.SIGINT)


def kill_who_asked(asking: "subprocess.Popen[str]", _: int) -> None:
    """As when the tests are killed."""
    asking.kill()


def terminate_supervisor(_: "subprocess.Popen[str]", supervisor: int) -> None:
    """As when the machine is shut down."""
    os.kill(supervisor, signal.SIGTERM)


@pytest.mark.parametrize("how", [end, interrupt, kill_who_asked, terminate_supervisor])
def test_that_nothing_stays(
    prepared: Prepared, how: Callable[["subprocess.Popen[str]", int], None]
) -> None:
    before = Machine.now()
    asking, supervisor, node = ask_for_node(prepared)
    with asking:
        places = Places.of(node)
        assert len(places.left()) > len(places.others) + 6
        assert Machine.now() == before
        how(asking, supervisor)
        wait_until(lambda: not node.root.exists(), 60, "the node's folder to go")
    wait_until(lambda: not Path(f"/proc/{supervisor}").exists(), 30, "the supervisor to end")
    assert places.left() == []
    assert Machine.now() == before


def test_that_the_next_start_clears_up_after_a_killed_supervisor(prepared: Prepared) -> None:
    asking, supervisor, node = ask_for_node(prepared)
    with asking:
        places = Places.of(node)
        os.kill(supervisor, signal.SIGKILL)
        wait_until(lambda: not processes_of(places.namespace), 30, "the node's processes to end")
        assert places.left() != []
        asking.communicate()
    sweep(SystemClock())
    assert places.left() == []


def ask_for_node(prepared: Prepared) -> "tuple[subprocess.Popen[str], int, Layout]":
    """Whoever asked for a node, its supervisor, and its folder."""
    asking = subprocess.Popen(
        [sys.executable, "-c", _ASKING, str(prepared.programs), str(prepared.pause)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert asking.stdout is not None
    supervisor, _, folder = asking.stdout.readline().strip().partition(" ")
    return asking, int(supervisor), Layout(Path(folder))


def namespace_of(node: Layout) -> Path:
    """The PID namespace of a node, seen at its API server."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if entry.name.isdigit() and str(node.root).encode() in words:
            inside = entry / "ns" / "pid_for_children"
            return inside.readlink()
    message = f"no process of {node.root}"
    raise AssertionError(message)
