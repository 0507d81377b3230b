"""The HTTP server: waitress on an inherited or own socket, with an orderly end."""

import socket
import threading
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from traderadmin.clock import Clock
from traderadmin.errors import TraderAdminError
from traderadmin.service.http import Application
from traderadmin.service.settings import ServiceSettings

_WORKERS = 4
_IDLE_SECONDS = 30.0
_DRAIN_POLL_SECONDS = 0.01
_LAST_WORDS_SECONDS = 2.0
"""For a worker to end after its answer went out; on a slow machine it is not at once."""
_HEADER_LIMIT = 16 * 1024
_WIRE_LIMIT = 1024 * 1024
"""Beyond this waitress refuses by itself; below it `http.BODY_LIMIT` answers with a sentence."""


def listening_socket(settings: ServiceSettings) -> socket.socket:
    """The inherited socket, or a new one. Raises: TraderAdminError when there is none to be had."""
    try:
        if settings.listen_fd is not None:
            inherited = socket.socket(fileno=settings.listen_fd)
            inherited.set_inheritable(False)
            inherited.getsockname()
            return inherited
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        place = (
            f"the inherited socket {settings.listen_fd}"
            if settings.listen_fd is not None
            else f"{settings.host} port {settings.port}"
        )
        raise TraderAdminError(
            "The service cannot start",
            f"It cannot listen on {place}: {error.strerror or error}.",
            "Choose a free port.",
        ) from error


class HttpServer:
    """Serves an application on one socket, from one loop thread and a few workers."""

    def __init__(self, application: Application, listener: socket.socket, clock: Clock) -> None:
        self._clock = clock
        self._map: dict[int, Any] = {}
        self._server = create_server(
            application,
            map=self._map,
            sockets=[listener],
            threads=_WORKERS,
            ident=None,
            max_request_header_size=_HEADER_LIMIT,
            max_request_body_size=_WIRE_LIMIT,
            channel_timeout=int(_IDLE_SECONDS),
        )
        self.port: int = listener.getsockname()[1]
        self._deadline: float | None = None
        self._stopping = threading.Event()
        self._trigger = threading.Lock()
        """Held while the trigger is pulled: a loop that woke by itself may not close it then."""
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Begin to answer; connections made since the socket listens have been waiting."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Accept nothing new, finish what is being answered for at most `seconds`, end."""
        self._deadline = self._clock.monotonic() + seconds
        with self._trigger:
            self._stopping.set()
            self._server.pull_trigger()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._turn(_IDLE_SECONDS)
        # Only the listener goes: the trigger and the open connections are still needed.
        wasyncore.dispatcher.close(self._server)
        while self._busy() and not self._expired():
            self._turn(_DRAIN_POLL_SECONDS)
        self._server.task_dispatcher.shutdown(timeout=_LAST_WORDS_SECONDS)
        with self._trigger:
            wasyncore.close_all(self._map, ignore_all=True)

    def _turn(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, map=self._map, use_poll=True, count=1)

    def _busy(self) -> bool:
        channels = tuple(self._server.active_channels.values())
        return any(channel.requests or channel.total_outbufs_len for channel in channels)

    def _expired(self) -> bool:
        return self._deadline is not None and self._clock.monotonic() > self._deadline
