"""Starts a real service process on an inherited socket, and asks it over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import urllib3

from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract import names
from traderadmin.contract.status import ServiceStatus

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-tests"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
FAKETIME_OF_THREADS = FAKETIME.with_name("libfaketimeMT.so.1")
"""Reads its file under a lock; without one a thread gets the machine's time now and then."""
START_SECONDS = 20.0
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    data: dict[str, Any]
    headers: Mapping[str, str]


@dataclass
class ServicePlace:
    """The folders of a test's services."""

    root: Path
    config_dir: Path = field(init=False)
    state_dir: Path = field(init=False)
    token_file: Path = field(init=False)

    def __post_init__(self) -> None:
        self.config_dir = self.root / "config"
        self.state_dir = self.root / "state"
        self.token_file = self.root / "token"
        self.config_dir.mkdir()
        self.state_dir.mkdir()
        self.token_file.write_text(TOKEN)

    @property
    def config_file(self) -> Path:
        return self.config_dir / names.CONFIG_FILE

    def write_config(self, text: str) -> None:
        """Replace the file as TraderAdmin does: at once."""
        fresh = self.config_dir / "fresh"
        fresh.write_text(text)
        fresh.replace(self.config_file)

    def orders(self) -> list[dict[str, Any]]:
        """The lines of the order log."""
        log = self.state_dir / names.ORDERS_FILE
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def halt(self) -> None:
        record = {"who": "a tester", "when": "2026-11-23T14:00:00Z", "reason": "a drill"}
        (self.state_dir / names.HALT_FILE).write_text(json.dumps(record))

    def release(self) -> None:
        (self.state_dir / names.HALT_FILE).unlink()


class ServiceProcess:
    """One running service; leaving the `with` block kills what is left of it."""

    def __init__(
        self,
        place: ServicePlace,
        module: str,
        environment: Mapping[str, str] | None = None,
        *,
        ready: bool = True,
        arguments: Sequence[str] = (),
    ) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = place.root / f"{module.rpartition('.')[2]}-{self.port}.log"
        with self.log_file.open("wb") as log, listener:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={
                    **os.environ,
                    names.CONFIG_DIR_VARIABLE: str(place.config_dir),
                    names.STATE_DIR_VARIABLE: str(place.state_dir),
                    names.TOKEN_FILE_VARIABLE: str(place.token_file),
                    names.LISTEN_FD_VARIABLE: str(listener.fileno()),
                    **(environment or {}),
                },
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._pool = urllib3.PoolManager(retries=False, timeout=10.0)
        if ready:
            self.wait_until_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.clear()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        response = self._pool.request(method, self.url + path, body=body, headers=headers)
        try:
            data = json.loads(response.data)
        except ValueError:
            data = {"text": response.data.decode()}
        return Answer(response.status, data, response.headers)

    def reconnect(self) -> None:
        """Ask over a new connection: a server whose clock was set gives up those that it has."""
        self._pool.clear()

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def status(self) -> ServiceStatus:
        return ServiceStatus.from_json(self.get("/status").data)

    def is_active(self) -> bool:
        session = self.status().session
        assert session is not None
        return session.active

    def signal(self, token: str = TOKEN, **changes: Any) -> Answer:
        """Post a signal to an orchestrator."""
        data = {
            "signal_id": os.urandom(8).hex(),
            "symbol": "AAPL",
            "side": "buy",
            "quantity": 10,
            "price": 190.0,
        } | changes
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self.request("POST", "/signals", json.dumps(data).encode(), headers)

    def is_ready(self) -> bool:
        assert self.process.poll() is None, f"the service ended:\n{self.log}"
        try:
            return self.get("/readyz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def wait_until_ready(self) -> None:
        wait_until(self.is_ready, START_SECONDS, f"the service to be ready:\n{self.log}")

    def terminate(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


def orchestrator(
    place: ServicePlace, environment: Mapping[str, str] | None = None, *, ready: bool = True
) -> ServiceProcess:
    """The shipped orchestrator."""
    return ServiceProcess(place, "traderadmin.orchestrator", environment, ready=ready)


def scanner(
    place: ServicePlace, url: str, environment: Mapping[str, str] | None = None
) -> ServiceProcess:
    """The shipped scanner, posting to `url`."""
    return ServiceProcess(
        place,
        "traderadmin.scanner",
        {names.ORCHESTRATOR_URL_VARIABLE: url, **(environment or {})},
    )


def faked_time(instant: str) -> dict[str, str]:
    """The environment in which an unmodified program starts at `instant` (UTC) and goes on."""
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": f"@{instant}",
        # Threads wait by the monotonic clock in a call that libfaketime does not know.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }


class SteppedTime:
    """The wall clock of unmodified programs, which a test sets while they run."""

    def __init__(self, folder: Path, instant: datetime) -> None:
        self._file = folder / "faketime"
        self.set(instant)

    def set(self, instant: datetime) -> None:
        """It is `instant` now, and goes on."""
        fresh = self._file.with_suffix(".new")
        ahead = (instant - SystemClock().now()).total_seconds()
        fresh.write_text(f"{ahead:+.6f}\n")
        fresh.replace(self._file)

    @property
    def environment(self) -> dict[str, str]:
        """For programs that are to live by it."""
        return {
            "LD_PRELOAD": str(FAKETIME_OF_THREADS),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }


def orchestrator_with_test_clock(
    place: ServicePlace, instant: str, *, level_check: bool = True
) -> ServiceProcess:
    """The orchestrator's own parts with a clock that starts at `instant` ("2026-…T19:59:58Z")."""
    return ServiceProcess(
        place,
        "tests.support.orchestrator_with_test_clock",
        {"TEST_CLOCK_START": instant, "TEST_LEVEL_CHECK": "yes" if level_check else "no"},
    )
