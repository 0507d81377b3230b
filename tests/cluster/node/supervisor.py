"""Starts a node, waits for the end of its input or a signal, and leaves nothing behind.

Run as a process of its own, so that it cleans up whatever becomes of whoever asked for the node:
`python -m tests.cluster.node.supervisor PROGRAMS [--keep]`. It prints one line, `ready FOLDER` or
`failed …`, and ends with 0 only when all it made is gone. With --keep only a signal ends it.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.cluster.node import layout
from tests.cluster.node.cgroups import make_cgroup, remove_cgroup
from tests.cluster.node.commands import ISOLATED, run
from tests.cluster.node.layout import Layout
from tests.cluster.node.link import add_link, remove_link
from tests.cluster.node.pki import Authority
from tests.cluster.node.processes import write_configs
from traderadmin.clock import Clock, SystemClock
from traderadmin.errors import TraderAdminError

PREFIX = "traderadmin-cluster-"
_ROOT = Path(__file__).resolve().parents[3]
_LOGS = _ROOT / "build" / "cluster"
_TITLE = "The cluster did not start"


class Node:
    """One node, from its folder to its end."""

    def __init__(self, programs: Path, clock: Clock) -> None:
        self._programs = programs
        self._clock = clock
        self.layout = Layout(Path(tempfile.mkdtemp(prefix=PREFIX)))
        self._lock = _lock(self.layout.root)
        self._init: subprocess.Popen[str] | None = None
        self._link: str | None = None

    def start(self) -> None:
        """Return once the node is ready for pods. Raises: TraderAdminError."""
        self._lay_out()
        make_cgroup(self.layout.cgroup)
        self._init = subprocess.Popen(
            [
                *ISOLATED,
                "--net",
                *(sys.executable, "-m", "tests.cluster.node.inside"),
                *(str(self.layout.root), self.layout.cgroup),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.layout.logs / "node.log").open("w"),
            text=True,
            cwd=_ROOT,
            start_new_session=True,
        )
        self._expect("isolated")
        self._link, host, address = add_link(self._init.pid)
        self._prove_identities(host, address)
        self._tell(address)
        self._expect("started")
        self._wait_for_node()

    def end(self) -> list[str]:
        """End every process, remove what was made; what is left in spite of that."""
        left = []
        if self._init is not None:
            space = _namespace(_children(self._init.pid))
            _stop(self._init)
            left += [f"process {pid}" for pid in _members(space)]
        if self._link is not None and not remove_link(self._link):
            left.append(f"link {self._link}")
        left += remove_cgroup(self.layout.cgroup, self._clock)
        _keep_logs(self.layout.logs)
        shutil.rmtree(self.layout.root)
        return left

    def has_ended(self) -> bool:
        """Whether the node ended by itself."""
        return self._init is not None and self._init.poll() is not None

    def _lay_out(self) -> None:
        here = self.layout
        for name in ("kernel", "logs", "programs", "run", "var", "tmp", "var/lib", "var/log"):
            (here.root / name).mkdir()
        here.root.chmod(0o755)  # the pods' user passes through
        (here.root / "tmp").chmod(0o1777)
        here.volumes.mkdir()
        (here.root / "var" / "tmp").mkdir(mode=0o777)
        (here.root / "var" / "run").symlink_to("/run")
        (here.root / "programs.here").symlink_to(self._programs)
        (here.root / "resolv.conf").touch()
        write_configs(here.root)

    def _prove_identities(self, host: str, address: str) -> None:
        here = self.layout
        authority = Authority(here.pki)
        server = f"https://{address}:{layout.API_PORT}"
        names = f"IP:{address},IP:{host},IP:127.0.0.1,IP:{layout.API_SERVICE}"
        names += ",DNS:localhost,DNS:kubernetes.default.svc"
        authority.issue("apiserver", "/CN=kube-apiserver", names)
        authority.issue("accounts", "/CN=service-accounts")
        authority.kubeconfig(here.kubeconfig, server, "admin", "/O=system:masters/CN=admin")
        for name, subject in {
            "kube-scheduler": "/CN=system:kube-scheduler",
            "kubelet": f"/O=system:nodes/CN=system:node:{layout.NODE_NAME}",
            "kube-proxy": "/CN=system:kube-proxy",
            "kube-controller-manager": "/CN=system:kube-controller-manager",
        }.items():
            authority.kubeconfig(here.component(name), server, name, subject)
        controllers = here.component("kube-controller-manager")
        here.pki.chmod(0o755)
        for path in (controllers, here.pki / "accounts.key"):
            os.chown(path, layout.SERVICES_UID, layout.SERVICES_UID)

    def _tell(self, line: str) -> None:
        assert self._init is not None
        assert self._init.stdin is not None
        self._init.stdin.write(line + "\n")
        self._init.stdin.flush()

    def _expect(self, word: str) -> None:
        assert self._init is not None
        assert self._init.stdout is not None
        said = self._init.stdout.readline().strip()
        if said != word:
            log = (self.layout.logs / "node.log").read_text("utf-8").strip()
            reason = f"The node should have {word}; it said: {said or log or 'nothing'}."
            raise TraderAdminError(_TITLE, reason, f"Its logs are in {_LOGS}.")

    def _wait_for_node(self) -> None:
        kubectl = self._programs / "kubectl"
        command = (kubectl, "--kubeconfig", self.layout.kubeconfig)
        run(*command, "apply", "--filename", Path(__file__).parent / "defaults.yaml")
        name = f"node/{layout.NODE_NAME}"
        for condition in ("create", "condition=Ready"):
            run(*command, "wait", "--timeout=120s", f"--for={condition}", name)


def sweep(clock: Clock) -> None:
    """Remove what a killed supervisor left: its processes ended with it, its folder did not."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            lock = _lock(folder) if (folder / "lock").exists() else None
        except OSError:
            lock = None
        if lock is None:
            continue  # in use
        with lock:
            remove_cgroup(folder.name, clock)
            shutil.rmtree(folder)


def _lock(folder: Path) -> IO[str]:
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


def _stop(init: subprocess.Popen[str]) -> None:
    if init.stdin is not None:
        init.stdin.close()
    try:
        init.wait(timeout=10)
    except subprocess.TimeoutExpired:
        init.kill()  # its child dies with it, and the child's namespace with that
        init.wait()


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except FileNotFoundError:
        return []
    return [int(word) for word in text.split()]


def _namespace(pids: list[int]) -> Path | None:
    try:
        return Path(f"/proc/{pids[0]}/ns/pid").readlink() if pids else None
    except OSError:
        return None  # it ended, or is none of ours


def _members(namespace: Path | None) -> Iterator[int]:
    if namespace is None:
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _namespace([int(entry.name)]) == namespace:
            yield int(entry.name)


def _keep_logs(logs: Path) -> None:
    if logs.is_dir():
        shutil.rmtree(_LOGS / "logs", ignore_errors=True)
        shutil.copytree(logs, _LOGS / "logs")


def _told_to_end(*, keep: bool) -> threading.Event:
    """An event that is set by a signal or, unless kept, by the end of the input."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())

    def follow() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        ended.set()

    if not keep:
        threading.Thread(target=follow, daemon=True).start()
    return ended


def main(programs: Path, *, keep: bool) -> int:
    """Supervise one node; the exit code."""
    clock = SystemClock()
    sweep(clock)
    ended = _told_to_end(keep=keep)
    node = Node(programs, clock)
    failed = False
    try:
        node.start()
        print(f"ready {node.layout.root}", flush=True)
        while not (clock.wait(ended, 0.2) or failed):
            failed = node.has_ended()
    except TraderAdminError as error:
        failed = True
        print(f"failed {error.message} {error.hint}".replace("\n", " "), flush=True)
    finally:
        left = node.end()
    if left:
        print(f"Left behind: {', '.join(left)}", file=sys.stderr)
    return 1 if left or failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), keep="--keep" in sys.argv[2:]))
