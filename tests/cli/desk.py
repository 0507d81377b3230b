"""The program itself, run as a process of its own on a config directory with real services."""

import contextlib
import json
import os
import pty
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.support.waiting import wait_until
from traderadmin.contract.names import CONFIG_DIR_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
PROGRAM = [sys.executable, "-m", "traderadmin"]
OWN_TERMINAL = (
    "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""Makes standard input the controlling terminal, so that a typed Ctrl-C becomes a signal."""

Json = dict[str, Any]


@dataclass
class Desk:
    """A config directory and the program on it."""

    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """The command line of a run."""
        return [*PROGRAM, "--config-dir", str(self.folder), *arguments]

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments), input=given, check=False, capture_output=True, text=True,
            timeout=PATIENCE, cwd=ROOT,
        )  # fmt: skip

    def json(self, *arguments: str) -> Any:
        """Run a command that prints one JSON document."""
        answer = self.run(*arguments, "--json")
        assert answer.returncode in {0, 4}, answer.stderr
        return json.loads(answer.stdout)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command whose output is read as it comes."""
        return subprocess.Popen(
            self.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip

    @property
    def config(self) -> Path:
        """The file."""
        return self.folder / "config.toml"

    def phases(self) -> dict[str, str]:
        """What each service does now."""
        return {state["service"]: state["phase"] for state in self.json("status")["services"]}

    def processes(self) -> dict[str, str]:
        """Which process each service is."""
        return {
            state["service"]: state["instances"][0]["identity"]
            for state in self.json("status")["services"]
            if state["instances"]
        }

    def status_of(self, service: str) -> Json:
        """What a service itself answers on /status."""
        states = self.json("status")["services"]
        port = next(s["instances"][0]["port"] for s in states if s["service"] == service)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=10) as answer:
            found: Json = json.load(answer)
        return found

    def end(self) -> None:
        """End every service of this directory, whatever the test left."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(CONFIG_DIR_VARIABLE) == str(self.folder):
                    process.kill()


def events_until(process: "subprocess.Popen[str]", met: Callable[[Json], bool]) -> list[Json]:
    """Read JSON lines up to the first one for which `met` holds."""
    assert process.stdout is not None
    seen: list[Json] = []
    for text in process.stdout:
        seen.append(json.loads(text))
        if met(seen[-1]):
            return seen
    message = f"the output ended after {seen}"
    raise AssertionError(message)


class Screen:
    """A command on a terminal of its own: what is typed, what is shown."""

    def __init__(self, command: list[str]) -> None:
        self._master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", OWN_TERMINAL, *command],
            stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=ROOT,
        )  # fmt: skip
        os.close(slave)
        self.text = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            self.text += data.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._master, text.encode())

    def wait_for(self, text: str) -> None:
        """Wait until `text` was shown."""
        wait_until(lambda: text in self.text, PATIENCE, f"{text!r} on {self.text!r}")

    def end(self) -> int:
        """Wait for the program's end; its exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._master)
        return code
