"""Starting a service detached from the window: own session, own log, a socket to listen on."""

import os
import socket
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from traderadmin.contract import names
from traderadmin.store.atomic import PRIVATE, create_file, read_regular, replace_file, sweep
from traderadmin.targets.local.paths import LocalPaths
from traderadmin.targets.local.probe import HOST
from traderadmin.targets.local.specs import SPAWN_VARIABLE, ServiceSpec

TOKEN_FILE = "signal.token"  # noqa: S105 - a file's name
_BACKLOG = 64
_TOKEN_LIMIT = 4096
_OURS = "TRADERADMIN_"


class _Detached(subprocess.Popen[bytes]):
    """A child that is meant to outlive its parent; `Processes` reaps it if it does not."""

    @override
    def __del__(self) -> None:
        """Let it go without a warning that it still runs."""


def listen(preferred: int | None) -> socket.socket:
    """A listening socket on 127.0.0.1, at the preferred port if that is free. Raises: OSError."""
    if preferred is not None:
        try:
            return _listening(preferred)
        except OSError:
            pass  # somebody has it now; any other will do
    return _listening(0)


def port_of(listening: socket.socket) -> int:
    """The port a socket listens on."""
    return int(listening.getsockname()[1])


def free_port() -> int:
    """A port that is free now. Raises: OSError."""
    with _listening(0) as listening:
        return port_of(listening)


def token_file(state: Path) -> Path:
    """The file with the signal token, made if it is missing or empty, its owner's alone.

    Raises: OSError.
    """
    path = state / TOKEN_FILE
    token = os.urandom(32).hex().encode()
    try:
        content, status = read_regular(path, limit=_TOKEN_LIMIT)
    except FileNotFoundError:
        sweep(state)
        try:
            create_file(path, token)
        except FileExistsError:
            return path  # another start made it just now
        return path
    if not content.strip():
        replace_file(path, token)
    elif stat.S_IMODE(status.st_mode) & ~PRIVATE:
        path.chmod(PRIVATE)
    return path


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one start of a service needs.

    Attributes:
        spawn: id of this start.
        log: where its output goes.
        listening: the socket it is to listen on.
        lock: descriptor that it holds as long as it lives.
        orchestrator: port of the orchestrator, for those that post to it.
    """

    spec: ServiceSpec
    paths: LocalPaths
    spawn: str
    log: BinaryIO
    listening: socket.socket
    lock: int
    orchestrator: int | None


def start(plan: Plan) -> int:
    """Start a service; its pid. It inherits the socket and the lock only. Raises: OSError."""
    return _Detached(
        plan.spec.command,
        stdin=subprocess.DEVNULL,
        stdout=plan.log,
        stderr=plan.log,
        cwd=plan.paths.state,
        env=environment(plan),
        start_new_session=True,
        pass_fds=(plan.listening.fileno(), plan.lock),
    ).pid


def environment(plan: Plan) -> dict[str, str]:
    """A service's environment: ours, without what another target may have left in it."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    variables |= {
        names.CONFIG_DIR_VARIABLE: str(plan.paths.config),
        names.STATE_DIR_VARIABLE: str(plan.paths.state),
        names.LISTEN_FD_VARIABLE: str(plan.listening.fileno()),
        names.TOKEN_FILE_VARIABLE: str(plan.paths.state / TOKEN_FILE),
        SPAWN_VARIABLE: plan.spawn,
        "PYTHONUNBUFFERED": "1",
    }
    if plan.orchestrator is not None:
        variables[names.ORCHESTRATOR_URL_VARIABLE] = f"http://{HOST}:{plan.orchestrator}"
    return variables | dict(plan.spec.environment)


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(_BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening
