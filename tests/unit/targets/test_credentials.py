"""The headers that sign a call: made anew in time, and not for each call."""

import sys
from pathlib import Path

import yaml

from tests.support.fake_clock import FakeClock
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
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": sys.executable,
        "args": ["-c", PLUGIN, str(folder / "counter")],
        "interactiveMode": "Never",
    }
    written = folder / "kubeconfig"
    named = {"cluster": "one", "user": "one"}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": "https://127.0.0.1:1"}}],
        "users": [{"name": "one", "user": {"exec": plugin}}],
        "contexts": [{"name": "one", "context": named}],
    }
    written.write_text(yaml.safe_dump(content))
    return written


def test_that_an_expired_token_is_replaced_within_a_second(tmp_path: Path) -> None:
    clock = FakeClock()
    session = Session(Credentials(str(kubeconfig(tmp_path))), clock)
    first = session.headers(session.client)["authorization"]
    clock.advance(0.9)
    assert session.headers(session.client)["authorization"] == first
    clock.advance(0.2)
    second = session.headers(session.client)["authorization"]
    assert second != first
    assert second.startswith("Bearer token-")


def test_that_signing_in_again_gives_a_fresh_token_at_once(tmp_path: Path) -> None:
    session = Session(Credentials(str(kubeconfig(tmp_path))), FakeClock())
    refused = session.client
    first = session.headers(refused)["authorization"]
    session.sign_in_again(refused)
    assert session.client is not refused
    assert session.headers(session.client)["authorization"] != first


def test_that_nobody_changes_the_headers_of_the_next_call(tmp_path: Path) -> None:
    session = Session(Credentials(str(kubeconfig(tmp_path))), FakeClock())
    headers = session.headers(session.client)
    headers["authorization"] = "Bearer another"
    assert session.headers(session.client)["authorization"] != "Bearer another"
