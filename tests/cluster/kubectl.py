"""kubectl, the witness: what the cluster says, asked with another program than ours."""

import dataclasses
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster.node.commands import run
from tests.support.waiting import wait_until

KEEPER_POD = "traderadmin-keeper-0"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Kubectl:
    """kubectl on one cluster, in one namespace, as an administrator."""

    program: Path
    kubeconfig: Path
    namespace: str = "default"

    def within(self, namespace: str) -> "Kubectl":
        """The same in another namespace."""
        return dataclasses.replace(self, namespace=namespace)

    def command(self, *arguments: str) -> list[str]:
        """The words of a command, to start it oneself."""
        cache = self.kubeconfig.parent / "kubectl-cache"
        options = ("--kubeconfig", str(self.kubeconfig), "--cache-dir", str(cache))
        return [str(self.program), *options, "--namespace", self.namespace, *arguments]

    def run(self, *arguments: str, text: str | None = None) -> str:
        """What a command printed. Raises: TraderAdminError with what kubectl said."""
        return run(*self.command(*arguments), text=text, seconds=180)

    def json(self, *arguments: str) -> dict[str, Any]:
        """`get` and the like, parsed. Raises: TraderAdminError."""
        parsed: dict[str, Any] = json.loads(self.run(*arguments, "--output=json"))
        return parsed

    def get(self, kind: str, name: str) -> dict[str, Any]:
        """One object. Raises: TraderAdminError."""
        return self.json("get", kind, name)

    def apply(self, manifest: str, *options: str) -> str:
        """Apply YAML or JSON text."""
        return self.run("apply", "--filename=-", *options, text=manifest)

    def pods(self, app: str) -> list[dict[str, Any]]:
        """All pods with the label `app=…`, those that are ending too."""
        pods: list[dict[str, Any]] = self.json("get", "pods", f"--selector=app={app}")["items"]
        return pods

    def replicas(self, deployment: str) -> int:
        """How many a Deployment is meant to have."""
        count: int = self.get("deployment", deployment)["spec"]["replicas"]
        return count

    def annotations(self, kind: str, name: str) -> dict[str, str]:
        """An object's annotations."""
        found: dict[str, str] = self.get(kind, name)["metadata"].get("annotations", {})
        return found

    def scale(self, deployment: str, count: int) -> None:
        """Set a Deployment's replicas; returns at once."""
        self.run("scale", f"deployment/{deployment}", f"--replicas={count}")

    def wait_ready(self, deployment: str, seconds: float = _SECONDS) -> None:
        """Wait until a Deployment's rollout is complete."""
        timeout = f"--timeout={seconds:g}s"
        self.run("rollout", "status", f"deployment/{deployment}", timeout)

    def wait_gone(self, app: str, seconds: float = _SECONDS) -> None:
        """Wait until no pod of an app is left."""
        wait_until(lambda: not self.pods(app), seconds, f"the last pod of {app} to go", poll=0.2)

    def exec(self, pod: str, *command: str, content: bytes | None = None) -> bytes:
        """What a command in a pod printed, as bytes; `content` is its input.

        Raises: subprocess.CalledProcessError with its stderr.
        """
        options = ("--stdin",) if content is not None else ()
        words = self.command("exec", *options, pod, "--", *command)
        done = subprocess.run(words, check=True, capture_output=True, input=content, timeout=60)
        return done.stdout

    def read(self, path: str) -> bytes:
        """A file on the keeper's volume, such as `/data/config/config.toml`."""
        return self.exec(KEEPER_POD, "cat", path)

    def write(self, path: str, content: bytes) -> None:
        """Replace a file on the keeper's volume, as a colleague with a shell would."""
        script = 'cat > "$0.new" && mv "$0.new" "$0"'
        self.exec(KEEPER_POD, "sh", "-c", script, path, content=content)

    def files(self, folder: str) -> list[str]:
        """Names in a folder of the keeper's volume, sorted, hidden ones too."""
        return sorted(self.exec(KEEPER_POD, "ls", "-A", folder).decode().splitlines())
