"""Login plugins that misbehave: real programs, and a real terminal."""

import json
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.kubeconfigs import (
    FAILS,
    GIVES,
    HANGS,
    NOBODY,
    STARTED,
    signing_in_with,
    started,
    write_kubeconfig,
)
from tests.support.waiting import wait_until
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.failures import ApiUnreachableError, titled
from traderadmin.targets.kubernetes.plugins import SECONDS

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0
SIGNING_IN = """
import sys
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.credentials import Credentials, Session
try:
    Session(Credentials(sys.argv[1]), SystemClock()).client
except TraderAdminError as error:
    print(error.message)
"""


def credential(status: object) -> str:
    """What a plugin prints."""
    kind = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}
    return json.dumps({**kind, "status": status})


def session_with(folder: Path, program: str, clock: FakeClock, *arguments: str) -> Session:
    user = signing_in_with(program, str(folder / "started"), *arguments)
    return Session(Credentials(str(write_kubeconfig(folder, user))), clock)


@contextmanager
def signing_in(session: Session, folder: Path, threads: int = 1) -> Iterator[list[Future[object]]]:
    """Threads that wait for one plugin, which runs."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: list[Future[object]] = [
            pool.submit(lambda: session.client) for _ in range(threads)
        ]
        wait_until(lambda: started(folder), PATIENCE, "the plugin to start")
        yield waiting


def test_that_a_plugin_that_does_not_return_is_ended_and_named(tmp_path: Path) -> None:
    clock = FakeClock()
    session = session_with(tmp_path, HANGS, clock)
    with signing_in(session, tmp_path) as (waiting,):
        clock.advance(SECONDS)
        with pytest.raises(TraderAdminError, match=r"context one \(.*\) did not end within 60 s"):
            waiting.result(PATIENCE)
    (plugin,) = started(tmp_path)
    assert not psutil.pid_exists(plugin)


def test_that_closing_ends_a_plugin_and_begins_none(tmp_path: Path) -> None:
    session = session_with(tmp_path, HANGS, FakeClock())
    with signing_in(session, tmp_path, threads=3) as waiting:
        session.give_up()
        session.close()
        for each in waiting:
            assert "was given up" in str(each.exception(PATIENCE))
    (plugin,) = started(tmp_path)
    assert not psutil.pid_exists(plugin)


def test_that_a_plugin_that_fails_is_run_once_for_all_that_wait(tmp_path: Path) -> None:
    clock = FakeClock()
    session = session_with(tmp_path, FAILS, clock)
    begin = threading.Barrier(4)

    def ask() -> None:
        begin.wait(PATIENCE)
        with pytest.raises(TraderAdminError, match="failed: it returned 1: your session ended"):
            session.client  # noqa: B018 - it signs in

    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(ask) for _ in range(4)]:
            asked.result(PATIENCE)
    assert len(started(tmp_path)) == 1
    clock.advance(0.01)
    with pytest.raises(TraderAdminError):
        session.headers()
    assert len(started(tmp_path)) == 2


def test_that_who_asks_after_a_sign_in_failed_has_a_try_and_a_title_of_his_own(
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    session = session_with(tmp_path, GIVES, clock, "", "abc")
    with pytest.raises(ApiUnreachableError), titled("Failed to pause scanner"):
        session.client  # noqa: B018 - it signs in
    with pytest.raises(ApiUnreachableError) as told:
        session.headers()
    assert told.value.title == "Not signed in to the cluster"
    clock.advance(0.01)
    assert session.headers()["authorization"] == "Bearer abc"


@pytest.mark.parametrize("status", [0, 3])
def test_that_what_a_plugin_started_and_left_is_not_waited_for(tmp_path: Path, status: int) -> None:
    left = tmp_path / "left"
    start = "subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']).pid"
    program = f"import subprocess\npathlib.Path({str(left)!r}).write_text(str({start}))"
    tell = f"print({credential({'token': 'abc'})!r})\nsys.exit({status})"
    session = session_with(tmp_path, f"{STARTED}\n{program}\n{tell}", FakeClock())
    with signing_in(session, tmp_path) as (waiting,):
        try:
            failed = waiting.exception(PATIENCE)
        finally:
            os.kill(int(left.read_text()), signal.SIGKILL)
    if status:
        assert str(failed).endswith("failed: it returned 3.")
    else:
        assert session.headers()["authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("", "what it printed is no ExecCredential"),
        ("[]", "what it printed is no ExecCredential"),
        (credential(None), "what it printed is no ExecCredential"),
        (credential({}), "it gave neither a token nor a certificate"),
        (credential({"token": None, "clientCertificateData": ""}), ".* nor a certificate"),
        (credential({"clientCertificateData": "x"}), "what it printed lacks 'clientKeyData'"),
        (credential({"token": "s3cret", "expirationTimestamp": "soon"}), "is no ExecCredential"),
        (credential({"token": "s3cret"}).replace("/v1", "/v2"), "it speaks .*/v2, not .*/v1"),
    ],
)
def test_that_what_is_no_credential_is_refused_without_being_quoted(
    tmp_path: Path, printed: str, why: str
) -> None:
    session = session_with(tmp_path, f"print({printed!r})", FakeClock())
    with pytest.raises(TraderAdminError, match=rf"failed: .*{why}\.") as failed:
        session.headers()
    assert "s3cret" not in str(failed.value)


def test_that_a_certificate_that_is_null_is_none(tmp_path: Path) -> None:
    given = credential({"token": "abc", "clientCertificateData": None, "clientKeyData": None})
    session = session_with(tmp_path, f"print({given!r})", FakeClock())
    assert session.headers()["authorization"] == "Bearer abc"


def test_that_a_plugin_is_told_of_the_cluster_it_asks_for(tmp_path: Path) -> None:
    told = tmp_path / "told"
    tell = "import os, pathlib, sys; info = os.environ['KUBERNETES_EXEC_INFO']"
    program = f"{tell}; pathlib.Path({str(told)!r}).write_text(info); sys.exit(1)"
    user = signing_in_with(program)
    user["exec"]["provideClusterInfo"] = True
    own = {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "desk"}}
    written = write_kubeconfig(tmp_path, user, server={"extensions": [own]})
    with pytest.raises(TraderAdminError):
        Session(Credentials(str(written)), FakeClock()).headers()
    spec = json.loads(told.read_text())["spec"]
    assert (spec["interactive"], spec["cluster"]["server"]) == (False, NOBODY)
    assert spec["cluster"]["config"] == {"audience": "desk"}


def test_that_what_a_plugin_says_at_a_terminal_stays_there(tmp_path: Path) -> None:
    user = signing_in_with(FAILS, str(tmp_path / "started"), mode="IfAvailable")
    written = write_kubeconfig(tmp_path, user)
    ours, theirs = pty.openpty()
    try:
        said = subprocess.run(
            [sys.executable, "-c", SIGNING_IN, str(written)],
            check=True, cwd=ROOT, timeout=PATIENCE,
            stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert os.read(ours, 1000).decode().strip() == "your session ended"
    finally:
        os.close(ours)
        os.close(theirs)
    assert said.stdout.endswith("it returned 1; what it said is at the terminal, above.\n")
