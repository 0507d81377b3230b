"""The first process in a node's namespaces: mounts, network, processes, and the end of all.

It talks to the supervisor over its standard streams: says `isolated`, is told its address once its
network has a link, says `started` once all processes run, and ends at the end of its input. With
it the kernel ends every process of the PID namespace.
"""

import os
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from tests.cluster.node import layout
from tests.cluster.node.commands import run
from tests.cluster.node.layout import INSIDE, Layout
from tests.cluster.node.processes import Process, api_server, foundation, others
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError

_API_SECONDS = 120.0
_REAP_SECONDS = 0.1
_KERNEL = {
    "kernel/keys/root_maxbytes": "25000000",
    "kernel/keys/root_maxkeys": "1000000",
    "kernel/panic": "10",
    "kernel/panic_on_oops": "1",
    "vm/overcommit_memory": "1",
    "vm/panic_on_oom": "0",
}
"""What a kubelet writes for the whole machine; here it finds it written already."""


def hide_the_machine(root: Path) -> None:
    """Put the node's own folders over those in which its processes leave things."""
    run_folder = root / "run"
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", run_folder)
    (run_folder / INSIDE.name).mkdir()
    here = run_folder / INSIDE.name
    run("mount", "--bind", root, here)
    run("mount", "--bind", root / "programs.here", here / "programs")
    for name, value in _KERNEL.items():
        setting = root / "kernel" / name.replace("/", ".")
        setting.write_text(value + "\n")
        run("mount", "--bind", setting, Path("/proc/sys") / name)
    for name in ("run", "var", "tmp"):
        run("mount", "--rbind", root / name, Path("/") / name)


def set_up_network(address: str) -> None:
    """An address, no way out: services of the cluster are the only other destination."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", f"{address}/30", "dev", "eth0")
    run("ip", "link", "set", "eth0", "up")
    run("ip", "route", "add", layout.SERVICE_NETWORK, "dev", "eth0")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")


class Processes:
    """The processes that were started, each with a log."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._names: dict[int, str] = {}

    def start(self, process: Process) -> None:
        """Start one in a session of its own."""
        with (self._logs / f"{process.name}.log").open("ab") as log:
            started = subprocess.Popen(
                process.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=process.user,
                group=process.user,
                start_new_session=True,
                env={"PATH": os.environ["PATH"], "HOME": "/run"},
            )
        self._names[started.pid] = process.name

    def reap(self) -> str | None:
        """Collect what ended, orphans too; the name of one of ours that did."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return None
            if pid == 0:
                return None
            if pid in self._names:
                return self._names[pid]


def _api_is_ready(address: str, context: ssl.SSLContext) -> bool:
    url = f"https://{address}:{layout.API_PORT}/readyz"
    try:
        with urllib.request.urlopen(url, timeout=5, context=context) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def run_node(root: Path, cgroup: str) -> int:
    """Start everything, then wait for the end of input or of a process; the exit code."""
    here, clock = Layout(INSIDE), SystemClock()
    print("isolated", flush=True)
    address = sys.stdin.readline().strip()
    if not address:
        return 0
    hide_the_machine(root)
    set_up_network(address)
    told_to_end = threading.Event()
    threading.Thread(target=_follow_input, args=(told_to_end,), daemon=True).start()
    processes = Processes(here.logs)
    for process in (*foundation(), api_server(address)):
        processes.start(process)
    context = ssl.create_default_context(cafile=str(here.pki / "ca.crt"))
    wait_until(
        lambda: told_to_end.is_set() or processes.reap() or _api_is_ready(address, context),
        _API_SECONDS,
        "the API server to be ready",
        poll=0.05,
    )
    for process in others(cgroup, address):
        processes.start(process)
    print("started", flush=True)
    while not clock.wait(told_to_end, _REAP_SECONDS):
        if ended := processes.reap():
            print(f"ended {ended}", flush=True)
            return 1
    return 0


def _follow_input(ended: threading.Event) -> None:
    """Note the end of the input, which comes even when the supervisor is killed."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    ended.set()


if __name__ == "__main__":
    try:
        sys.exit(run_node(Path(sys.argv[1]), sys.argv[2]))
    except (TraderAdminError, AssertionError, OSError) as error:
        print(f"failed {error}".replace("\n", " "), flush=True)
        sys.exit(1)
