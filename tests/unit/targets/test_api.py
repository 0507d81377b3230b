"""The border of the Kubernetes client against real sockets, with a clock that the test moves."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from typing_extensions import override

from tests.support.fake_clock import FakeClock
from tests.support.kubeconfigs import write_kubeconfig
from traderadmin.errors import TraderAdminError, UnconfirmedError
from traderadmin.targets.kubernetes.api import WHOLE_SECONDS, Api
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.exec import ExecTransport
from traderadmin.targets.kubernetes.failures import ApiUnansweredError

Answer = Callable[[socket.socket], None]
PATIENCE = 30.0
OBJECT = "/api/v1/namespaces/trading"
SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class LookedAt(FakeClock):
    """Tells when somebody looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = threading.Event()

    @override
    def monotonic(self) -> float:
        self.looked.set()
        return super().monotonic()


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """The URL of a server that reads a request and answers as it likes, once per connection."""

    def serve() -> None:
        with suppress(OSError):  # the client, or the test, has gone
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, name="server", daemon=True)
        server.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            server.join()


def api_at(server: str, folder: Path, clock: FakeClock, **entry: object) -> Api:
    written = write_kubeconfig(folder, {"token": "abc"}, server={"server": server, **entry})
    return Api(Session(Credentials(str(written)), clock))


@pytest.mark.parametrize(("head", "drop"), [(SIZED, b" "), (CHUNKED, b"1\r\n \r\n")])
@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda api: api.get(OBJECT), ApiUnansweredError),
        (lambda api: api.patch(OBJECT, {}), UnconfirmedError),
    ],
    ids=["read", "write"],
)
def test_that_an_answer_in_drips_is_not_waited_for_without_end(
    tmp_path: Path,
    head: bytes,
    drop: bytes,
    ask: Callable[[Api], object],
    error: type[TraderAdminError],
) -> None:
    clock, gone = LookedAt(), threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        while not gone.is_set():
            connection.sendall(drop)  # well within the time-out of a packet
            clock.looked.wait(PATIENCE)
            clock.looked.clear()
            clock.advance(1)

    with answering(drip) as server:
        api = api_at(server, tmp_path, clock)
        with pytest.raises(error, match=f"it was still coming after {WHOLE_SECONDS:g} s"):
            ask(api)
        gone.set()
        clock.looked.set()
        api.close()


@pytest.mark.parametrize("unchecked", [False, True])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "it ended the secure connection"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "TLS failed with “[a-z ]+”"),
    ],
    ids=["nothing", "http"],
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda api: api.get(OBJECT),
        lambda api: ExecTransport(api, "trading", "keeper-0", "keeper", ("python3",)),
    ],
    ids=["call", "exec"],
)
def test_that_tls_that_never_comes_up_is_no_certificate_to_be_wary_of(
    tmp_path: Path, ask: Callable[[Api], object], said: bytes, why: str, unchecked: bool
) -> None:
    with answering(lambda connection: connection.sendall(said)) as server:
        there = server.replace("http:", "https:")
        api = api_at(there, tmp_path, FakeClock(), **{"insecure-skip-tls-verify": unchecked})
        with pytest.raises(
            TraderAdminError, match=rf"^The cluster .* {there} .* reached: {why}\.$"
        ):
            ask(api)
        api.close()


def test_that_a_write_whose_tls_broke_may_have_been_made(tmp_path: Path) -> None:
    with answering(lambda connection: connection.sendall(b"no TLS")) as server:
        api = api_at(server.replace("http:", "https:"), tmp_path, FakeClock())
        with pytest.raises(UnconfirmedError, match="is not known: TLS failed with"):
            api.patch(OBJECT, {})
        api.close()
