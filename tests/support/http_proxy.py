"""A proxy that wants a password: it carries what was asked for with CONNECT."""

import base64
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override

_PIECE = 65536


class _Carrier(BaseHTTPRequestHandler):
    server: "HttpProxy"

    def do_CONNECT(self) -> None:
        if self.headers.get("Proxy-Authorization") != self.server.expected:
            self.send_error(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as far:
            self.server.carried.append(self.path)
            self.send_response(HTTPStatus.OK)
            self.end_headers()
            self.close_connection = True
            _carry(self.connection, far)

    @override
    def log_message(self, *_: Any) -> None:
        pass


class HttpProxy(ThreadingHTTPServer):
    """The proxy; `carried` says to whom it led."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, user: str, password: str) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        told = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.expected = f"Basic {told}"
        self.carried: list[str] = []


@contextmanager
def http_proxy(user: str, password: str) -> Iterator[HttpProxy]:
    """A proxy for the time of the block."""
    with HttpProxy(user, password) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, name="proxy", daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


def _carry(near: socket.socket, far: socket.socket) -> None:
    """Both ways, until one of them ends."""
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)
        while True:
            for key, _ in selector.select():
                assert isinstance(key.fileobj, socket.socket)
                piece = key.fileobj.recv(_PIECE)
                if not piece:
                    return
                key.data.sendall(piece)
