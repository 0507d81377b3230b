"""Requests and answers, the server's orderly end, the token."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import pytest
import urllib3

from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.service.http import (
    BODY_LIMIT,
    Application,
    HttpError,
    Request,
    Response,
    Route,
    json_response,
    read_json,
)
from traderadmin.service.server import HttpServer, listening_socket
from traderadmin.service.settings import ServiceSettings
from traderadmin.service.token import SignalToken

SECONDS = 10.0


def echo(request: Request) -> Response:
    return json_response({"got": read_json(request), "path": request.path})


def broken(_: Request) -> Response:
    raise RuntimeError("secret inside")


@contextmanager
def serving(*routes: Route) -> Iterator[tuple[str, HttpServer]]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = HttpServer(Application(routes), listener, SystemClock())
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}", server
    finally:
        if server._thread.is_alive():
            server.stop(SECONDS)


def ask(
    method: str, url: str, body: bytes | None = None, kind: str = "application/json"
) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(retries=False, timeout=SECONDS) as pool:
        return pool.request(method, url, body=body, headers={"Content-Type": kind})


def test_that_json_is_read_and_answered() -> None:
    with serving(Route("POST", "/echo", echo)) as (url, _):
        answer = ask("POST", f"{url}/echo", b'{"a": "\xc3\xa9"}', "application/json; charset=utf-8")
        assert answer.status == 200
        assert json.loads(answer.data) == {"got": {"a": "é"}, "path": "/echo"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/echo", None, "application/json", 405),
        ("POST", "/other", b"{}", "application/json", 404),
        ("POST", "/echo", b"{}", "text/plain", 415),
        ("POST", "/echo", b"a=b", "application/x-www-form-urlencoded", 415),
        ("POST", "/echo", b"", "application/json", 400),
        ("POST", "/echo", b"[" * 10_000, "application/json", 400),
        ("POST", "/echo", b'{"a": NaN}', "application/json", 400),
        ("POST", "/echo", b'"text"', "application/json", 400),
        ("POST", "/echo", b" " * (BODY_LIMIT + 1), "application/json", 413),
    ],
)
def test_that_what_is_not_understood_is_refused_with_a_sentence(
    method: str, path: str, body: bytes | None, kind: str, status: int
) -> None:
    with serving(Route("POST", "/echo", echo)) as (url, _):
        answer = ask(method, url + path, body, kind)
        assert answer.status == status
        assert json.loads(answer.data)["error"].endswith(".")


def test_that_head_is_answered_without_a_body() -> None:
    with serving(Route("GET", "/x", lambda _: json_response({}))) as (url, _):
        answer = ask("HEAD", f"{url}/x")
        assert (answer.status, answer.data) == (200, b"")


@pytest.mark.expects_log_errors
def test_that_a_failure_inside_is_an_answer_that_tells_nothing() -> None:
    with serving(Route("GET", "/x", broken)) as (url, _):
        answer = ask("GET", f"{url}/x")
        assert answer.status == 500
        assert b"secret" not in answer.data
        assert ask("GET", f"{url}/x").status == 500


def test_that_a_request_in_flight_is_answered_while_the_server_stops() -> None:
    entered, may_answer = threading.Event(), threading.Event()

    def slow(_: Request) -> Response:
        entered.set()
        may_answer.wait(SECONDS)
        return json_response({"done": True})

    with serving(Route("GET", "/slow", slow)) as (url, server):
        answers: list[int] = []
        asker = threading.Thread(target=lambda: answers.append(ask("GET", f"{url}/slow").status))
        asker.start()
        assert entered.wait(SECONDS)
        stopper = threading.Thread(target=server.stop, args=(SECONDS,))
        stopper.start()
        stopper.join(0.1)
        assert stopper.is_alive()
        may_answer.set()
        stopper.join(SECONDS)
        asker.join(SECONDS)
        assert answers == [200]
        with pytest.raises(urllib3.exceptions.HTTPError):
            ask("GET", f"{url}/slow")


def test_that_a_request_that_never_ends_does_not_hold_the_server() -> None:
    entered, never = threading.Event(), threading.Event()

    def stuck(_: Request) -> Response:
        entered.set()
        never.wait(SECONDS)
        return json_response({})

    with serving(Route("GET", "/stuck", stuck)) as (url, server):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET /stuck HTTP/1.1\r\nHost: {url[7:]}\r\n\r\n".encode())
            assert entered.wait(SECONDS)
            server.stop(0.1)
            assert not server._thread.is_alive()
        never.set()


def test_that_an_inherited_socket_is_used_and_not_handed_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        descriptor = first.detach()
    inherited = listening_socket(ServiceSettings(tmp_path, listen_fd=descriptor))
    with inherited:
        assert inherited.getsockname()[1] > 0
        assert not inherited.get_inheritable()


def test_that_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TraderAdminError, match=rf"127\.0\.0\.1 port {port}"):
            listening_socket(ServiceSettings(tmp_path, port=port))
    with pytest.raises(TraderAdminError, match="inherited socket 987"):
        listening_socket(ServiceSettings(tmp_path, listen_fd=987))


def bearing(value: str) -> Request:
    return Request("POST", "/signals", {"authorization": value})


def test_that_only_a_bearer_of_the_token_passes(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("right\n")
    token = SignalToken(file)
    token.check(bearing("Bearer right"))
    token.check(bearing("bearer right"))
    for wrong in (
        "",
        "right",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic right",
        "Bearer righ\xe9",
    ):
        with pytest.raises(HttpError) as refused:
            token.check(bearing(wrong))
        assert refused.value.status == HTTPStatus.UNAUTHORIZED
    file.write_text("newer")
    token.check(bearing("Bearer newer"))


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff", "é".encode()])
def test_that_without_a_usable_token_nobody_passes(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    for token in (SignalToken(file), SignalToken(None)):
        with pytest.raises(HttpError) as refused:
            token.check(bearing("Bearer "))
        assert refused.value.status == HTTPStatus.FORBIDDEN
