"""The headers that sign a call: made anew in time, and not for each call."""

import socket
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.kubeconfigs import signing_in_with, write_kubeconfig
from traderadmin.errors import RefusedError
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.credentials import Credentials, Session

PLUGIN = """
import json, pathlib, sys
counter = pathlib.Path(sys.argv[1])
number = len(counter.read_text()) if counter.exists() else 0
counter.write_text("x" * (number + 1))
status = {"token": f"token-{number}", "expirationTimestamp": "2020-01-01T00:00:00Z"}
kind = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}
print(json.dumps({**kind, "status": status}))
"""
"""A login plugin whose tokens have expired as soon as they are given."""


def kubeconfig(folder: Path) -> Path:
    return write_kubeconfig(folder, signing_in_with(PLUGIN, str(folder / "counter")))


def test_that_an_expired_token_is_replaced_within_a_second(tmp_path: Path) -> None:
    clock = FakeClock()
    session = Session(Credentials(str(kubeconfig(tmp_path))), clock)
    first = session.headers()["authorization"]
    clock.advance(0.9)
    assert session.headers()["authorization"] == first
    clock.advance(0.2)
    second = session.headers()["authorization"]
    assert second != first
    assert second.startswith("Bearer token-")


def test_that_signing_in_again_gives_a_fresh_token_at_once(tmp_path: Path) -> None:
    session = Session(Credentials(str(kubeconfig(tmp_path))), FakeClock())
    first = session.headers()["authorization"]
    refused = session.client
    session.sign_in_again(refused, 0.0)
    assert session.client is not refused
    assert session.headers()["authorization"] != first


def test_that_nobody_changes_the_headers_of_the_next_call(tmp_path: Path) -> None:
    session = Session(Credentials(str(kubeconfig(tmp_path))), FakeClock())
    headers = session.headers()
    headers["authorization"] = "Bearer another"
    assert session.headers()["authorization"] != "Bearer another"


def test_that_a_newline_at_the_end_of_a_token_is_no_part_of_it(tmp_path: Path) -> None:
    session = Session(Credentials(str(with_token(tmp_path, "abc\n"))), FakeClock())
    assert session.headers()["authorization"] == "Bearer abc"


def test_that_a_token_no_header_can_hold_is_refused_without_being_quoted(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"http://127.0.0.1:{server.getsockname()[1]}"
        written = with_token(tmp_path, "se\ncret", server=there)
        api = Api(Session(Credentials(str(written)), FakeClock()))
        with pytest.raises(RefusedError, match="Cannot sign in") as refused:
            api.get("/api/v1/namespaces/trading")
    assert "cret" not in str(refused.value)


def test_that_signing_in_again_does_not_lead_to_another_server(tmp_path: Path) -> None:
    written = kubeconfig(tmp_path)
    session = Session(Credentials(str(written)), FakeClock())
    refused = session.client
    written.write_text(written.read_text().replace("127.0.0.1:1", "127.0.0.1:2"))
    with pytest.raises(RefusedError, match="Another cluster"):
        session.sign_in_again(refused, 0.0)
    assert session.client is refused


def with_token(folder: Path, token: str, **server: str) -> Path:
    (folder / "token").write_text(token)
    return write_kubeconfig(folder, {"tokenFile": str(folder / "token")}, server=server)
