"""Asking pods for `/status`: bounded in time and size, and in nobody's way."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.processes.keeper.conftest import Launcher
from tests.support.odd_answers import answering
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.store.keeper.frames import frames
from traderadmin.targets.kubernetes.keeper.client import KeeperClient

pytestmark = pytest.mark.processes
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
BOUND = 20


def saying(text: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(text)

    return answer


def dribbling(connection: socket.socket) -> None:
    """A byte now and then, for ever: each one in time, all of them too late."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    while True:
        connection.sendall(b"x")
        SystemClock().wait(threading.Event(), 0.3)


def silent(connection: socket.socket) -> None:
    """Take the request and say nothing until the other side hangs up."""
    while connection.recv(4096):
        pass


@pytest.fixture
def good() -> Iterator[int]:
    with answering(saying(GOOD)) as port:
        yield port


def ask(client: KeeperClient, *ports: int) -> list[tuple[int | None, bytes, str]]:
    found = client.statuses([("127.0.0.1", port) for port in ports])
    return [(answer.code, answer.body, answer.error) for answer in found]


def test_that_each_is_answered_in_order(client: KeeperClient, good: int) -> None:
    refused = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"
    with answering(saying(refused)) as other:
        found = ask(client, good, other, good)
    assert found == [(200, b"{}", ""), (404, b"none", ""), (200, b"{}", "")]


def test_that_it_is_status_that_is_asked_for(client: KeeperClient) -> None:
    asked: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        asked.append(connection.recv(4096))
        connection.sendall(GOOD)

    with answering(answer) as port:
        ask(client, port)
    assert asked[0].startswith(b"GET /status HTTP/1.1\r\n")


def test_that_a_redirect_is_an_answer_and_not_followed(client: KeeperClient, good: int) -> None:
    where = f"http://127.0.0.1:{good}/status".encode()
    moved = b"HTTP/1.1 302 Found\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n"
    with answering(saying(moved)) as port:
        assert ask(client, port) == [(302, b"", "")]


@pytest.mark.parametrize("odd", [silent, dribbling])
def test_that_a_pod_has_two_seconds_however_it_spends_them(
    client: KeeperClient, good: int, odd: Callable[[socket.socket], None]
) -> None:
    client.open()
    clock = SystemClock()
    began = clock.monotonic()
    with answering(odd) as port:
        found = ask(client, *[port] * 20, good)
        took = clock.monotonic() - began
    where = f"127.0.0.1:{port}"
    assert found[:20] == [(None, b"", f"It does not answer on {where} within 2 s.")] * 20
    assert found[20] == (200, b"{}", "")
    assert 2 <= took < 10


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: " + b"x" * 60_000 + b"\r\nB: " + b"x" * 60_000,
    ],
)
def test_that_no_more_than_64_kib_are_read(client: KeeperClient, endless: bytes) -> None:
    with answering(saying(endless)) as port:
        ((code, body, error),) = ask(client, port)
    assert (code, body) == (None, b"")
    assert "longer than 64 KiB" in error


@pytest.mark.parametrize("text", [b"", b"SSH-2.0-OpenSSH\r\n", b"\0\1\2\r\n\r\n"])
def test_that_what_is_no_http_is_said_to_be_none(client: KeeperClient, text: bytes) -> None:
    with answering(saying(text)) as port:
        ((code, _, error),) = ask(client, port)
    assert code is None
    assert f"127.0.0.1:{port}" in error


def test_that_a_closed_port_is_said_to_be_one(client: KeeperClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        port = unheard.getsockname()[1]
    ((_, _, error),) = ask(client, port)
    assert error == f"It does not answer on 127.0.0.1:{port}: Connection refused."


@pytest.mark.parametrize(
    ("host", "port"),
    [("localhost", 80), ("metadata.internal", 80), ("127.0.0.1", 0), ("127.0.0.1", 65536), ("", 1)],
)
def test_that_only_ip_addresses_and_ports_are_asked(
    client: KeeperClient, host: str, port: int
) -> None:
    (answer,) = client.statuses([(host, port)])
    assert answer.error == "It has no address that could be asked."


def test_that_more_pods_than_one_request_may_name_are_asked_in_several(
    client: KeeperClient, good: int
) -> None:
    assert ask(client, *[good] * 130) == [(200, b"{}", "")] * 130
    assert client.statuses([]) == ()


@contextmanager
def noticed_silence() -> Iterator[tuple[int, threading.Event]]:
    """A silent pod's port, and whether it was asked."""
    asked = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.recv(4096)
        asked.set()
        silent(connection)

    with answering(answer) as port:
        yield port, asked


def test_that_a_silent_pod_delays_no_other_question(
    client: KeeperClient, launcher: Launcher
) -> None:
    found: list[object] = []
    with noticed_silence() as (port, asked):
        asking = threading.Thread(target=lambda: found.extend(ask(client, port)))
        asking.start()
        wait_until(asked.is_set, BOUND, "the pod to be asked")
        for _ in range(20):
            client.read_config()
        assert not found
        asking.join(BOUND)
    assert found
    assert len(launcher.started) == 1


def test_that_a_silent_pod_keeps_no_session_that_ended(launcher: Launcher) -> None:
    keeper = launcher.start()
    clock = SystemClock()
    with noticed_silence() as (port, asked):
        request = {
            "id": 1,
            "call": "statuses",
            "args": {"addresses": [{"host": "127.0.0.1", "port": port}]},
        }
        for frame in frames(json.dumps(request).encode()):
            keeper.send(frame)
        wait_until(asked.is_set, BOUND, "the pod to be asked")
        began = clock.monotonic()
        keeper.close()
        assert keeper.process.wait(BOUND) == 0
        assert clock.monotonic() - began < 1.5
