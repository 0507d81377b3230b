"""Signing in to a real API server: as somebody else, with certificates, by a proxy."""

import base64
import json
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import OPERATOR, Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.node.commands import run
from tests.cluster.node.pki import Authority
from tests.cluster.operators import kubeconfig
from tests.support.http_proxy import http_proxy
from traderadmin.clock import SystemClock
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.failures import ApiForbiddenError
from traderadmin.targets.saved import SavedTarget

Json = dict[str, Any]
CLIENT = ("client-certificate", "client-key")


def administrator(
    cluster: Cluster, path: Path, *, user: Json | None = None, server: Json | None = None
) -> Path:
    """A kubeconfig like the administrator's, with more in the entries of user and cluster."""
    config = cluster.kubectl.json("config", "view", "--raw", "--minify", "--flatten")
    config["users"][0]["user"].update(user or {})
    config["clusters"][0]["cluster"].update(server or {})
    path.touch(mode=0o600)
    path.write_text(json.dumps(config))
    return path


def certified(cluster: Cluster, path: Path, certificate: Path, key: Path) -> Path:
    """A kubeconfig whose user signs in with a certificate from a file."""
    own = dict.fromkeys(("client-certificate-data", "client-key-data", "token"))
    written = administrator(cluster, path, user={CLIENT[0]: str(certificate), CLIENT[1]: str(key)})
    config = json.loads(written.read_text())
    user = config["users"][0]["user"]
    config["users"][0]["user"] = {name: user[name] for name in user if name not in own}
    written.write_text(json.dumps(config))
    return written


def failures(kubeconfig: Path, namespace: str) -> set[tuple[str, str]]:
    """Titles and messages of a call and of a session to the keeper that both fail."""
    browser, found = KubernetesBrowser(SystemClock(), str(kubeconfig)), set()
    for ask in (
        lambda: browser.deployments("", namespace),
        lambda: browser.files(SavedTarget("eu", "", namespace), "config"),
    ):
        with pytest.raises(TraderAdminError) as failed:
            ask()
        found.add((failed.value.title, failed.value.message))
    return found


def who(kubeconfig: Path) -> dict[str, Any]:
    """Whom the API server takes one for."""
    api = Api(Session(Credentials(str(kubeconfig)), SystemClock()))
    try:
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        told: dict[str, Any] = api.post(resources.SELF_REVIEW, review)["status"]["userInfo"]
        return told
    finally:
        api.close()


def test_that_the_kubeconfig_s_impersonation_is_in_every_call(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    account = f"system:serviceaccount:{trading.namespace}:{OPERATOR}"
    whom = {"as": account, "as-groups": ["traders", "night shift"], "as-uid": "7"}
    extra = {"example.org/desk": ["fx", "rates"]}
    path = administrator(cluster, tmp_path / "c", user={**whom, "as-user-extra": extra})
    told = who(path)
    assert (told["username"], told["uid"], told["extra"]) == (account, "7", extra)
    assert set(told["groups"]) == {"traders", "night shift", "system:authenticated"}
    draft = SavedTarget("eu", "", trading.namespace)
    assert "config.toml" in KubernetesBrowser(SystemClock(), str(path)).files(draft, "config")


def test_that_an_impersonated_user_has_his_own_rights_at_the_keeper_too(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    path = administrator(cluster, tmp_path / "c", user={"as": "ann"})
    browser = KubernetesBrowser(SystemClock(), str(path))
    with pytest.raises(ApiForbiddenError, match="ann may not list deployments"):
        browser.deployments("", trading.namespace)
    with pytest.raises(ApiForbiddenError, match="ann may not"):
        browser.files(SavedTarget("eu", "", trading.namespace), "config")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One that the API server does not know."""
    return Authority(tmp_path_factory.mktemp("pki") / "ca")


def locked(key: Path) -> Path:
    """The same key, which asks for a password."""
    out = key.with_name("locked.key")
    run("openssl", "pkcs8", "-topk8", "-in", key, "-out", out, "-passout", "pass:secret")
    return out


def test_that_a_client_certificate_of_no_use_is_what_the_sentence_is_about(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, authority: Authority
) -> None:
    certificate, key = authority.issue("ann", "/CN=ann")
    _, other = authority.issue("bob", "/CN=bob")
    garbage = tmp_path / "garbage"
    garbage.write_text("no certificate")
    for pair, why in (
        ((certificate, other), "key values mismatch"),
        ((certificate, garbage), "both must be there in PEM"),
        ((garbage, key), "both must be there in PEM"),
        ((certificate, locked(key)), "the key is protected by a password"),
    ):
        path = certified(cluster, tmp_path / "c", *pair)
        words = f"{path} cannot be used: its client certificate or the key is of no use ({why})."
        assert failures(path, trading.namespace) == {("The kubeconfig cannot be used", words)}


def test_that_a_client_certificate_that_expired_is_told(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, authority: Authority
) -> None:
    _, key = authority.issue("carol", "/CN=carol")
    expired, request = tmp_path / "expired.crt", tmp_path / "carol.csr"
    run("openssl", "req", "-new", "-key", key, "-subj", "/CN=carol", "-out", request)
    run("openssl", "x509", "-req", "-in", request, "-signkey", key, "-days", "-1", "-out", expired)
    path = certified(cluster, tmp_path / "c", expired, key)
    ((title, message),) = failures(path, trading.namespace)
    assert title == "Not signed in to the cluster"
    (until,) = run("openssl", "x509", "-in", expired, "-noout", "-enddate").splitlines()
    told = datetime.strptime(until, "notAfter=%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
    assert message.endswith(f" Its client certificate expired at {told:%Y-%m-%d %H:%M} UTC.")


def test_that_a_token_that_expired_is_told_by_the_keeper_s_session_too(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    parts = ({"alg": "RS256"}, {"exp": 1_700_000_000})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    token = ".".join([*(part.rstrip("=") for part in coded), "c2lnbmF0dXJl"])
    path = kubeconfig(cluster, trading.namespace, tmp_path / "c", user={"token": token})
    ((_, message),) = failures(path, trading.namespace)
    assert message.endswith("Its token expired at 2023-11-14 22:13 UTC.")


def test_that_a_login_plugin_may_give_a_certificate(cluster: Cluster, tmp_path: Path) -> None:
    config = json.loads(administrator(cluster, tmp_path / "c").read_text())
    own = config["users"][0]["user"]
    plain = [base64.b64decode(own[f"{name}-data"]).decode() for name in CLIENT]
    status = dict(zip(("clientCertificateData", "clientKeyData"), plain, strict=True))
    version = {"apiVersion": "client.authentication.k8s.io/v1"}
    told = json.dumps({**version, "kind": "ExecCredential", "status": status})
    plugin = {**version, "command": sys.executable, "args": ["-c", f"print({told!r})"]}
    before = who(tmp_path / "c")
    config["users"][0]["user"] = {"exec": plugin}
    (tmp_path / "c").write_text(json.dumps(config))
    assert who(tmp_path / "c") == before


def test_that_a_proxy_is_given_its_password_and_only_named_without(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    with http_proxy("ann", "p@ss") as proxy:
        port = proxy.server_port
        url = f"http://ann:p%40ss@127.0.0.1:{port}"
        path = administrator(cluster, tmp_path / "c", server={"proxy-url": url})
        browser = KubernetesBrowser(SystemClock(), str(path))
        assert browser.deployments("", trading.namespace)
        assert "config.toml" in browser.files(SavedTarget("eu", "", trading.namespace), "config")
        assert len(proxy.carried) == 2
        url = f"http://ann:secret@127.0.0.1:{port}"
        path = administrator(cluster, tmp_path / "c", server={"proxy-url": url})
        for _, message in failures(path, trading.namespace):
            assert f"its proxy http://127.0.0.1:{port} fails (" in message
            assert "407" in message
            assert "secret" not in message
    ((_, message),) = failures(path, trading.namespace)
    assert message.endswith(f": its proxy http://127.0.0.1:{port} fails (Connection refused).")


@pytest.mark.parametrize("url", ["ann:secret@proxy:1", "http://ann:secret@:1", "http://a:secret"])
def test_that_what_is_no_url_of_a_proxy_is_refused_without_being_quoted(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, url: str
) -> None:
    path = administrator(cluster, tmp_path / "c", server={"proxy-url": url})
    ((_, message),) = failures(path, trading.namespace)
    assert "cannot be used: the URL of the proxy is none such as " in message
    assert "secret" not in message


def test_that_an_unchecked_certificate_is_no_line_at_the_terminal(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    server = {"insecure-skip-tls-verify": True, "certificate-authority-data": None}
    path = administrator(cluster, tmp_path / "c", server=server)
    config = json.loads(path.read_text())
    del config["clusters"][0]["cluster"]["certificate-authority-data"]
    path.write_text(json.dumps(config))
    assert KubernetesBrowser(SystemClock(), str(path)).deployments("", trading.namespace)
    assert not recwarn.list


def test_that_a_server_that_wants_a_client_certificate_says_so(
    cluster: Cluster, trading: Kubectl, tmp_path: Path, authority: Authority
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("server", "/CN=server", "IP:127.0.0.1"))
    context.load_verify_locations(authority.certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    trusted = base64.b64encode(authority.certificate.read_bytes()).decode()
    with strict_server(context) as url:
        server = {"server": url, "certificate-authority-data": trusted}
        path = administrator(cluster, tmp_path / "c", server=server)
        found = failures(path, trading.namespace)
    assert {title for title, _ in found} == {"Not signed in to the cluster"}
    for _, message in found:
        assert message.startswith(f"{url} does not accept this context's client certificate, or ")


@contextmanager
def strict_server(context: ssl.SSLContext) -> Iterator[str]:
    """A TLS server that speaks with nobody whose certificate it does not know."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # the test has ended
            secure = context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
            with suppress(OSError), secure:
                with suppress(ssl.SSLError):
                    secure.do_handshake()
                while socket.socket.recv(secure, 65536):
                    pass  # to close while something is unread would take the alert back

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, name="strict", daemon=True)
        server.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        server.join()
