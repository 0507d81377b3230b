"""A volume with a configuration on it, keepers beside it, and clients of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.keeper_pipe import PipeTransport, keeper_command
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

OLD = b"# old\nx = 1\n"
NEW = b"# new\nx = 2\n"
ODD = ("-m", "tests.support.odd_keeper")


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """The root of a volume, as the keeper mounts it."""
    root = tmp_path / "data"
    for name in ("config", "state"):
        (root / name).mkdir(parents=True)
    (root / "config" / "config.toml").write_bytes(OLD)
    return root


class Launcher:
    """Starts keepers and makes clients; ends them all with the test."""

    def __init__(self, volume: Path, log: Path) -> None:
        self.volume = volume
        self.log = log
        self.started: list[PipeTransport] = []
        self._clients: list[KeeperClient] = []
        self._next: list[list[str]] = []

    def start(self, command: list[str] | None = None) -> PipeTransport:
        """A new session: the command, else the next odd one, else the real keeper."""
        if command is None:
            command = self._next.pop(0) if self._next else keeper_command(self.volume)
        transport = PipeTransport(command, self.log)
        self.started.append(transport)
        return transport

    def odd(self, mode: str) -> list[str]:
        """The command of an odd keeper."""
        return keeper_command(self.volume, program=(*ODD, mode))

    def client(self, *odd: str, seconds: float = 30) -> KeeperClient:
        """A client whose first sessions are with odd keepers, and all others with real ones."""
        self._next = [self.odd(mode) for mode in odd]
        client = KeeperClient(self.start, seconds)
        self._clients.append(client)
        return client

    def end(self) -> None:
        """Nothing outlives the test."""
        for client in self._clients:
            client.close()
        for transport in self.started:
            transport.end()


@pytest.fixture
def launcher(volume: Path, tmp_path: Path) -> Iterator[Launcher]:
    made = Launcher(volume, tmp_path / "stderr")
    yield made
    made.end()


@pytest.fixture
def client(launcher: Launcher) -> KeeperClient:
    return launcher.client()
