"""Login plugins: the program that a kubeconfig names to sign in, run with a deadline.

The client library waits for one without end, and loses what it says at a terminal. Speaks the
ExecCredential of `client.authentication.k8s.io`.
"""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TextIO

from kubernetes.config.exec_provider import ExecProvider
from kubernetes.config.kube_config import ConfigNode

from traderadmin.clock import Clock, parse_utc
from traderadmin.errors import TraderAdminError

SECONDS: Final = 60.0
"""A plugin may open a browser, and wait for a person there."""
_STEP = 0.1
_LAST_LOOK = 0.5
"""What it printed is in the pipes then; even a slow machine reads it within that time."""
_LONGEST = 300
_TITLE = "Not signed in to the cluster"
_EXTENSION = "client.authentication.k8s.io/exec"


@dataclass(frozen=True, slots=True)
class Login:
    """What a plugin gave.

    Attributes:
        credentials: in the words of a kubeconfig's user.
        expires: when they end; None where it does not say.
    """

    credentials: Mapping[str, str] = field(default_factory=dict)
    expires: datetime | None = None


class Plugin:
    """The login plugin of a context."""

    def __init__(self, context: str, entry: ConfigNode, folder: str, cluster: ConfigNode) -> None:
        """Take `entry` as the kubeconfig in `folder` has it. Raises: ConfigException."""
        self._provider = ExecProvider(entry, folder, cluster)
        self._name = f"login plugin of the context {context} ({entry['command']})"
        wants_nobody = entry.safe_get("interactiveMode") == "Never"
        self._at_terminal = not wants_nobody and _is_terminal(sys.stdin, sys.stderr)

    def run(self, clock: Clock, given_up: threading.Event) -> Login:
        """Run it; it is ended after a minute, or when it was given up. Raises: TraderAdminError."""
        if given_up.is_set():
            raise self._failed("it was given up")
        output = self._output(clock, given_up)
        try:
            return self._login(json.loads(output))
        except KeyError as error:
            raise self._failed(f"what it printed lacks {error}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise self._failed("what it printed is no ExecCredential") from error

    def _output(self, clock: Clock, given_up: threading.Event) -> bytes:
        provider = self._provider
        try:
            process = subprocess.Popen(  # noqa: S603 - what the operator's own kubeconfig names
                provider.args,
                stdin=None if self._at_terminal else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # It may ask for a password there.
                stderr=None if self._at_terminal else subprocess.PIPE,
                cwd=provider.cwd,
                env={**provider.env, "KUBERNETES_EXEC_INFO": json.dumps(self._told())},
                shell=provider.shell,
            )
        except OSError as error:
            raise self._failed(str(error)) from error
        with process:
            try:
                output, complaint = self._heard(process, clock, given_up)
            finally:
                # Itself only: what it started may be the operator's browser.
                process.kill()
        if process.returncode:
            raise self._failed(f"it returned {process.returncode}{_quoted(complaint)}")
        return output

    def _heard(
        self, process: "subprocess.Popen[bytes]", clock: Clock, given_up: threading.Event
    ) -> tuple[bytes, bytes | None]:
        """All it prints, until it has ended; what it started may hold its pipes for longer."""
        deadline = clock.monotonic() + SECONDS
        while True:
            has_ended = process.poll() is not None
            try:
                return process.communicate(timeout=_LAST_LOOK if has_ended else _STEP)
            except subprocess.TimeoutExpired as error:
                if has_ended:
                    nothing = None if self._at_terminal else b""
                    return error.output or b"", error.stderr or nothing
                if given_up.is_set():
                    raise self._failed("it was given up") from error
                if clock.monotonic() >= deadline:
                    raise TraderAdminError(
                        _TITLE,
                        f"The {self._name} did not end within {SECONDS:g} s, and was stopped.",
                        "Sign in at a terminal first: `kubectl get pods` must work there.",
                    ) from error

    def _told(self) -> dict[str, Any]:
        """What the plugin is told of the call."""
        spec: dict[str, Any] = {"interactive": self._at_terminal}
        if self._provider.cluster:  # the plugin asked for it
            cluster = self._provider.cluster.value
            extensions = cluster.get("extensions") or ()
            own = [each["extension"] for each in extensions if each["name"] == _EXTENSION]
            spec["cluster"] = {**cluster, **({"config": own[0]} if own else {})}
        kind = {"apiVersion": self._provider.api_version, "kind": "ExecCredential"}
        return {**kind, "spec": spec}

    def _login(self, told: dict[str, Any]) -> Login:
        """What it printed, understood. Raises: KeyError, ValueError, TypeError, AttributeError."""
        version, _, status = (told[key] for key in ("apiVersion", "kind", "status"))
        if version != self._provider.api_version:
            raise self._failed(f"it speaks {version}, not {self._provider.api_version}")
        found = {}
        if token := status.get("token"):
            found["token"] = str(token)
        if certificate := status.get("clientCertificateData"):
            found["client-certificate-data"] = _coded(certificate)
            found["client-key-data"] = _coded(status["clientKeyData"])
        if not found:
            raise self._failed("it gave neither a token nor a certificate")
        expires = status.get("expirationTimestamp")
        return Login(found, parse_utc(expires) if expires else None)

    def _failed(self, why: str) -> TraderAdminError:
        return TraderAdminError(
            _TITLE,
            f"The {self._name} failed: {why.rstrip('.')}.",
            "Sign in again (the way your cluster's login works); "
            "`kubectl get pods` must work, too.",
        )


def _is_terminal(*streams: TextIO | None) -> bool:
    """Whether all of them are; a window that was started from an icon has none."""
    return all(stream is not None and stream.isatty() for stream in streams)


def _quoted(complaint: bytes | None) -> str:
    """What it said, as the end of a sentence."""
    if complaint is None:
        return "; what it said is at the terminal, above"
    said = "; ".join(complaint.decode("utf-8", "replace").strip().splitlines())
    return f": {said[:_LONGEST]}…" if len(said) > _LONGEST else f": {said}" if said else ""


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
