"""A keeper as a process of this machine, spoken to over pipes."""

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from traderadmin.errors import TraderAdminError

ROOT = Path(__file__).parents[2]
_SECONDS = 5.0


def keeper_command(
    volume: Path, *more: str, program: Sequence[str] = ("-m", "traderadmin.store.keeper")
) -> list[str]:
    """The command of a session on `volume`, as it is run beside it."""
    folders = ["--root", str(volume), "--config", "config", "--state", "state"]
    return [sys.executable, *program, *folders, *more]


class PipeTransport:
    """Implements the client's `Transport` over a process's stdin and stdout."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self._woken, self._wake = os.pipe()
        self.sent = 0

    def send(self, data: bytes) -> None:
        """Write all of it."""
        view = memoryview(data)
        try:
            while view:
                if not select.select((), (self._stdin,), (), _SECONDS)[1]:
                    raise TraderAdminError("Keeper is stuck", "It takes nothing in.")
                view = view[os.write(self._stdin.fileno(), view[: select.PIPE_BUF]) :]
        except (OSError, ValueError) as error:
            raise TraderAdminError("Keeper is gone", "Its input was closed.") from error
        self.sent += len(data)

    def receive(self) -> bytes:
        """Wait for output, or for `close`."""
        output = self._stdout.fileno()
        ready = select.select((output, self._woken), (), ())[0]
        return b"" if self._woken in ready else os.read(output, 65536)

    def close(self) -> None:
        """End the input, as a lost exec session does; the process goes on with what it does."""
        self._stdin.close()
        os.write(self._wake, b"x")

    def end(self) -> None:
        """Let nothing of it outlive a test."""
        self._stdin.close()
        self.process.kill()
        self.process.wait()
        self._stdout.close()
        os.close(self._woken)
        os.close(self._wake)
