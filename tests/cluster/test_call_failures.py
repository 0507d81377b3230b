"""Each way in which a call can fail, as a sentence: against hostile sockets and a real server."""

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import certifi
import pytest

from tests.cluster.clusters import OPERATOR, Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.operators import kubeconfig
from tests.cluster.refusing import MESSAGE, stopping_refused
from tests.cluster.scene import SCANNER, Scene, opened, scene
from tests.cluster.untouched import nothing_changes
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.errors import TraderAdminError, UnconfirmedError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.failures import (
    ApiConflictError,
    ApiUnauthorizedError,
    ApiUnreachableError,
)
from traderadmin.targets.kubernetes.lease import LeaseStore
from traderadmin.targets.kubernetes.names import LEASE
from traderadmin.targets.saved import SavedTarget
from traderadmin.workflow.timeouts import Timeouts

CONTEXT = "operator"
PATIENCE_SECONDS = 15.0


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def failure(path: Path, namespace: str) -> TraderAdminError:
    """What asking for the services says; within a bearable time."""
    clock = SystemClock()
    start = clock.monotonic()
    with pytest.raises(TraderAdminError) as failed:
        KubernetesBrowser(clock, str(path)).deployments(CONTEXT, namespace)
    assert clock.monotonic() - start < PATIENCE_SECONDS
    return failed.value


@contextmanager
def silent_server() -> Iterator[str]:
    """The URL of a socket that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


def test_that_a_closed_port_is_unreachable(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with silent_server() as server:
        pass
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", server={"server": server})
    error = failure(path, trading.namespace)
    assert isinstance(error, ApiUnreachableError)
    assert error.message == f"The API server {server} cannot be reached: Connection refused."


def test_that_a_server_that_says_nothing_is_given_up(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with silent_server() as server:
        path = kubeconfig(cluster, trading.namespace, tmp_path / "c", server={"server": server})
        error = failure(path, trading.namespace)
        assert error.message.startswith(f"The API server {server} cannot be reached: ")
        draft = SavedTarget("eu", CONTEXT, trading.namespace, kubeconfig=str(path))
        with pytest.raises(TraderAdminError, match="cannot be reached"):
            KubernetesBrowser(SystemClock(), str(path)).files(draft, "config")


def test_that_a_write_that_gets_no_answer_is_not_known_to_be_done(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with silent_server() as server:
        plain = {"server": server.replace("https:", "http:")}
        path = kubeconfig(
            cluster, trading.namespace, tmp_path / "c", server=plain, user={"token": "any"}
        )
        api = Api(Session(Credentials(str(path), CONTEXT), SystemClock()))
        try:
            with pytest.raises(UnconfirmedError, match=r"is not known: .*timed out"):
                api.patch(resources.lease(trading.namespace, LEASE), {})
        finally:
            api.close()


def test_that_a_name_nobody_knows_is_unreachable(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    server = {"server": "https://api.cluster.invalid:6443"}
    error = failure(
        kubeconfig(cluster, trading.namespace, tmp_path / "c", server=server), trading.namespace
    )
    assert isinstance(error, ApiUnreachableError)
    assert "api.cluster.invalid" in error.message


@pytest.mark.parametrize(
    ("server", "why"),
    [
        (
            {"certificate-authority-data": base64.b64encode(Path(certifi.where()).read_bytes())},
            "certificate",
        ),
        ({"tls-server-name": "elsewhere.example"}, "elsewhere.example"),
    ],
)
def test_that_a_certificate_of_another_authority_or_name_is_not_accepted(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, server: dict[str, Any], why: str
) -> None:
    told = {k: v.decode() if isinstance(v, bytes) else v for k, v in server.items()}
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", server=told)
    error = failure(path, trading.namespace)
    assert error.title == "The cluster's certificate is not accepted"
    assert why in error.message
    draft = SavedTarget("eu", CONTEXT, trading.namespace, kubeconfig=str(path))
    with pytest.raises(TraderAdminError) as session:
        KubernetesBrowser(SystemClock(), str(path)).files(draft, "config")
    assert session.value.title == error.title


def _token(claims: dict[str, Any]) -> str:
    """What a token looks like; the signature is nobody's."""
    parts = ({"alg": "RS256", "kid": "none"}, claims)
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([*(part.rstrip("=") for part in coded), "c2lnbmF0dXJl"])


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ("nonsense", "does not accept the credentials of this context."),
        (_token({"exp": 1_700_000_000}), "Its token expired at 2023-11-14 22:13 UTC."),
        (_token({"exp": 4_000_000_000}), "does not accept the credentials of this context."),
    ],
)
def test_that_refused_credentials_are_said_and_never_quoted(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, token: str, says: str
) -> None:
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", user={"token": token})
    error = failure(path, trading.namespace)
    assert isinstance(error, ApiUnauthorizedError)
    assert error.message.endswith(says)
    assert token not in f"{error.message} {error.hint}"


def test_that_a_token_file_is_read_again_when_its_token_is_refused(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("of yesterday")
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", user={"tokenFile": str(file)})
    api = Api(Session(Credentials(str(path), CONTEXT), SystemClock()))
    try:
        with pytest.raises(ApiUnauthorizedError):
            api.get(resources.pods(trading.namespace))
        file.write_text(trading.run("create", "token", OPERATOR, "--duration=1h").strip())
        assert api.get(resources.pods(trading.namespace))["items"]
    finally:
        api.close()


def _plugin(script: Path, body: str) -> dict[str, Any]:
    """A user who signs in with a program."""
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o700)
    version = "client.authentication.k8s.io/v1"
    return {
        "exec": {"apiVersion": version, "command": str(script), "interactiveMode": "Never"},
    }


def test_that_a_login_plugin_signs_in_and_is_asked_again_when_its_token_is_refused(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    token = trading.run("create", "token", OPERATOR, "--duration=1h").strip()
    answer = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {"token": "TOKEN"},
    }
    (tmp_path / "token").write_text("refused")
    text = json.dumps(answer).replace('"TOKEN"', f"\"'$(cat {tmp_path}/token)'\"")
    later = f"echo '{text}'; echo once >> {tmp_path}/asked; printf %s {token} > {tmp_path}/token"
    user = _plugin(tmp_path / "login", later)
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", user=user)
    draft = SavedTarget("eu", CONTEXT, trading.namespace, kubeconfig=str(path))
    saved = KubernetesBrowser(SystemClock(), str(path)).pinned(draft)
    with opened(trading, saved) as at:
        assert at.backend.load().file.content == at.config()
        assert at.target.who.startswith(f"system:serviceaccount:{trading.namespace}:{OPERATOR}")
    # Once for the assistant with a token that was refused, once with the good one, once more for
    # the target; the session to the keeper needs no further one.
    assert (tmp_path / "asked").read_text() == "once\n" * 3


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("echo 'your session ended' >&2; exit 3", "it returned 3: your session ended."),
        ("echo hello", "what it printed is no ExecCredential."),
        ('echo \'{"apiVersion": "client.authentication.k8s.io/v1"}\'', "lacks 'kind'."),
        ("exec /nowhere/login", "it returned 127: "),
    ],
)
def test_that_a_login_plugin_that_fails_is_a_sentence_and_no_line_of_the_log(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, body: str, says: str
) -> None:
    user = _plugin(tmp_path / "login", body)
    error = failure(
        kubeconfig(cluster, trading.namespace, tmp_path / "c", user=user), trading.namespace
    )
    assert error.title == "Not signed in to the cluster"
    assert error.message.startswith(
        f"The login plugin of the context {CONTEXT} ({tmp_path}/login) failed: "
    )
    assert says in error.message


def test_that_a_login_plugin_that_is_not_installed_is_named(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    user = _plugin(tmp_path / "login", "")
    user["exec"]["command"] = "no-such-login"
    error = failure(
        kubeconfig(cluster, trading.namespace, tmp_path / "c", user=user), trading.namespace
    )
    assert "no-such-login" in error.message


def test_that_a_write_on_a_changed_object_is_a_conflict_and_changes_nothing(at: Scene) -> None:
    api = Api(Session(Credentials(at.saved.kubeconfig, at.saved.context), SystemClock()))
    try:
        store = LeaseStore(api, at.saved.namespace, SystemClock())
        stale = store.read()
        at.kubectl.run("annotate", "lease", LEASE, "note=changed", "--overwrite")
        with nothing_changes(at), pytest.raises(ApiConflictError, match="by somebody else"):
            store.write(stale, {"holderIdentity": "late"})
    finally:
        api.close()


def test_that_a_policy_s_denial_is_quoted_and_the_services_are_restored(at: Scene) -> None:
    before = at.config()
    with stopping_refused(at.kubectl, SCANNER):
        result = at.apply()
    assert result.outcome is Outcome.UNCHANGED
    assert result.error is not None
    assert result.error.title == "Failed to pause scanner"
    assert f"denied “patch deployments/{SCANNER}”: {MESSAGE}." in result.error.message
    assert at.config() == before
    assert at.counts() == dict.fromkeys(SERVICES, 1)
    at.assert_nothing_left_over()


def test_that_a_quota_that_forbids_pods_on_resume_is_quoted(at: Scene) -> None:
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "small"}}
    at.kubectl.apply(json.dumps({**quota, "spec": {"hard": {"pods": "1"}}}))  # the keeper's
    new = at.changed_content()
    timeouts = Timeouts(pause=60.0, resume=10.0, verify=5.0)
    try:
        with opened(at.kubectl, replace(at.saved), timeouts) as hasty:
            result = hasty.apply(new)
        assert result.outcome is Outcome.SAVED_NOT_BACK
        assert result.error is not None
        assert "No pod can be made: " in result.error.message
        assert "exceeded quota: small" in result.error.message
        assert at.config() == new
    finally:
        at.kubectl.run("delete", "resourcequota", "small")
        for name in SERVICES:
            at.kubectl.wait_ready(name, 120)
    assert at.counts() == dict.fromkeys(SERVICES, 1)
    at.assert_nothing_left_over()
