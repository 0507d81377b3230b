"""A small service of the tests: the endpoints and signals of a real one, and ways to misbehave.

Run as a program. Switches, from the environment:
    TINY_NAME           the name it answers with on /status (default: its first argument)
    TINY_IGNORE_TERM    SIGTERM is ignored
    TINY_NEVER_READY    /readyz answers 503 for ever
    TINY_EXIT           ends at once with this code, after a line on stderr
    TINY_NO_STATUS      /status answers 404
    TINY_DEAF           listens, but never answers
    TINY_CHILD          leaves a child behind that outlives it: "same" or "own" session
    TINY_TERM_SECONDS   takes this long to end after SIGTERM
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from typing_extensions import override

from traderadmin.clock import SystemClock
from traderadmin.contract import names
from traderadmin.contract.revision import revision_of
from traderadmin.contract.status import ServiceStatus
from traderadmin.targets.local.specs import ServiceSpec

_CHILD = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"


def tiny(name: str, order: int, /, **switches: str) -> ServiceSpec:
    """A spec that runs this file in place of the service `name`."""
    environment = tuple((f"TINY_{key.upper()}", value) for key, value in switches.items())
    command = (sys.executable, str(Path(__file__)), name)
    return ServiceSpec(name, order, command, (("PYTHONPATH", _root()), *environment))


def _root() -> str:
    return str(Path(__file__).parents[2])


class _Handler(BaseHTTPRequestHandler):
    """Answers from the environment and from the file as it was at the start."""

    name: str
    revision: str | None
    started = SystemClock().now()

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/status" and "TINY_NO_STATUS" not in os.environ:
            self._answer(200, json.dumps(self._status().to_json()).encode())
        elif self.path == "/readyz":
            ready = "TINY_NEVER_READY" not in os.environ and self.revision is not None
            self._answer(200 if ready else 503, b"" if ready else b'{"why": "The feed is closed."}')
        else:
            self._answer(404, b"")

    def _status(self) -> ServiceStatus:
        return ServiceStatus(
            service=os.environ.get("TINY_NAME", self.name),
            version="0",
            now=SystemClock().now(),
            config_revision=self.revision,
            config_error=os.environ.get("TINY_CONFIG_ERROR"),
            started=self.started,
        )

    def _answer(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of requests."""


def _read_revision() -> str | None:
    try:
        folder = Path(os.environ[names.CONFIG_DIR_VARIABLE])
        return revision_of((folder / names.CONFIG_FILE).read_bytes())
    except FileNotFoundError:
        return None


def _server(listening: socket.socket) -> HTTPServer:
    server = HTTPServer(listening.getsockname(), _Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    return server


def _end_on_sigterm(server: HTTPServer) -> None:
    if "TINY_IGNORE_TERM" in os.environ:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return

    def end() -> None:
        threading.Event().wait(float(os.environ.get("TINY_TERM_SECONDS", "0")))
        server.shutdown()

    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=end).start())


def _leave_a_child() -> None:
    kind = os.environ.get("TINY_CHILD")
    if kind:
        # Every descriptor is passed on, the run lock too, as a careless service would.
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD], start_new_session=kind == "own", close_fds=False
        )
        sys.stderr.write(f"child {child.pid}\n")


def main() -> int:
    """Run until SIGTERM."""
    _Handler.name = sys.argv[1]
    _Handler.revision = _read_revision()
    if "TINY_EXIT" in os.environ:
        sys.stderr.write("cannot go on: no such feed\n")
        return int(os.environ["TINY_EXIT"])
    with socket.socket(fileno=int(os.environ[names.LISTEN_FD_VARIABLE])) as listening:
        if "TINY_DEAF" in os.environ:
            signal.pause()
        server = _server(listening)
        _end_on_sigterm(server)
        _leave_a_child()
        sys.stderr.write(f"{_Handler.name} started\n")
        server.serve_forever(poll_interval=0.005)
    sys.stderr.write(f"{_Handler.name} ended\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
