"""A listing of the volume that the keeper's container does not give: a real WebSocket's frames."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typing_extensions import override

from tests.support.fake_clock import FakeClock
from tests.support.kubeconfigs import write_kubeconfig
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.exec import Channel
from traderadmin.targets.kubernetes.listing import names_in
from traderadmin.targets.saved import SavedTarget

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_PROTOCOL = "Sec-WebSocket-Protocol"
CLOSED = b"\x88\x00"


def frame(channel: Channel, payload: bytes) -> bytes:
    """A message of the server, below 126 bytes."""
    return bytes([0x82, len(payload) + 1, channel]) + payload


ENDED_WELL = frame(Channel.ERROR, b'{"status":"Success"}')


@contextmanager
def saying(frames: bytes) -> Iterator[str]:
    """The URL of a server whose every exec session says `frames`."""

    class Exec(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            key = f"{self.headers['Sec-WebSocket-Key']}{_GUID}".encode()
            accepted = base64.b64encode(hashlib.sha1(key, usedforsecurity=False).digest())
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.send_header("Sec-WebSocket-Accept", accepted.decode())
            self.send_header(_PROTOCOL, self.headers[_PROTOCOL].partition(",")[0])
            self.end_headers()
            self.wfile.write(frames)

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing at the terminal."""

    with HTTPServer(("127.0.0.1", 0), Exec) as server:
        thread = threading.Thread(target=server.serve_forever, name="exec", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "said",
    [ENDED_WELL, CLOSED, frame(Channel.STDOUT, b"hello") + ENDED_WELL],
    ids=["nothing", "closed", "no JSON"],
)
def test_that_a_container_that_gives_no_listing_is_said_to_give_none(
    tmp_path: Path, said: bytes
) -> None:
    with saying(said) as server:
        written = write_kubeconfig(tmp_path, {"token": "abc"}, server={"server": server})
        api = Api(Session(Credentials(str(written)), FakeClock()))
        with pytest.raises(TraderAdminError, match=r"trading/traderadmin-keeper-0 gave no listing"):
            names_in(api, SavedTarget("eu", "one", "trading"), "config")
        api.close()
