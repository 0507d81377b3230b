"""A line to the API server that a test can cut: a TCP proxy, and a kubeconfig that goes by it."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from traderadmin.clock import SystemClock

_PIECE = 65536


class Line:
    """Leads from a port of this machine to a server, inside a `with` block.

    Cut, it drops its connections and refuses new ones, as a server does that is not there.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = _listening(0)
        self.port: int = self._listener.getsockname()[1]
        self._start(partial(self._accept, self._listener))

    def cut(self) -> None:
        """Drop everything, and refuse what comes."""
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None:
            _give_up(listener)
        self.drop()

    def drop(self) -> None:
        """Drop the connections there are; new ones are welcome."""
        with self._lock:
            dropped, self._sockets = self._sockets, set()
        for each in dropped:
            _give_up(each)

    def mend(self) -> None:
        """Let new connections through again."""
        with self._lock:
            if self._listener is None and not self._ending.is_set():
                self._listener = _listening(self.port)
                self._start(partial(self._accept, self._listener))

    def cut_for(self, seconds: float) -> None:
        """Cut it now, and mend it after so many seconds; does not wait for that."""
        self.cut()
        self._start(partial(self._mend_after, seconds))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self.cut()
        for thread in tuple(self._threads):
            thread.join()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="line", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _mend_after(self, seconds: float) -> None:
        SystemClock().wait(self._ending, seconds)
        self.mend()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self._join(listener, listener.accept()[0])

    def _join(self, listener: socket.socket, near: socket.socket) -> None:
        """Carry what comes both ways, unless the line was cut just now."""
        far = socket.create_connection(self._server, timeout=10)
        far.settimeout(None)
        with self._lock:
            if self._listener is listener:
                self._sockets |= {near, far}
                self._start(partial(self._carry, near, far))
                self._start(partial(self._carry, far, near))
                return
        _give_up(near)
        _give_up(far)

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                sink.sendall(piece)
        with self._lock:
            self._sockets -= {source, sink}
        _give_up(source)
        _give_up(sink)


@contextmanager
def line_to(kubeconfig: Path) -> Iterator[Line]:
    """A line to the server of a kubeconfig (JSON), which is changed to go by it."""
    config = json.loads(kubeconfig.read_text("utf-8"))
    cluster = config["clusters"][0]["cluster"]
    server = urlsplit(cluster["server"])
    assert server.hostname is not None
    with Line(server.hostname, server.port or 443) as line:
        cluster["server"] = f"https://127.0.0.1:{line.port}"
        cluster["tls-server-name"] = server.hostname
        kubeconfig.write_text(json.dumps(config))
        yield line


def _listening(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port), backlog=64)


def _give_up(each: socket.socket) -> None:
    """Close it; whoever waits for it is woken."""
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
