"""Looking around in a real cluster, and noticing that a saved target is another one now."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import KEEPER, SERVICES
from tests.cluster.kubectl import KEEPER_POD, Kubectl
from tests.cluster.scene import ORCHESTRATOR, SCANNER
from traderadmin.clock import SystemClock
from traderadmin.errors import RefusedError, TraderAdminError
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.failures import ApiForbiddenError
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import CheckLevel
from traderadmin.workflow.backend import Backend

CONTEXT = "operator"


@pytest.fixture
def kubeconfig(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Path:
    return cluster.operator_kubeconfig(trading.namespace, tmp_path / "operator")


@pytest.fixture
def browser(kubeconfig: Path) -> KubernetesBrowser:
    return KubernetesBrowser(SystemClock(), str(kubeconfig))


def test_that_the_current_context_comes_first(
    cluster: Cluster, trading: Kubectl, kubeconfig: Path, browser: KubernetesBrowser
) -> None:
    config = json.loads(kubeconfig.read_text())
    other = {"cluster": "gone", "user": "nobody"}
    config["contexts"].insert(0, {"name": "archive", "context": other})
    kubeconfig.write_text(json.dumps(config))
    current, archive = browser.contexts()
    assert (current.name, current.server) == (CONTEXT, cluster.server()[0])
    assert (current.current, current.namespace) == (True, trading.namespace)
    assert (archive.name, archive.server, archive.current) == ("archive", "", False)


def test_that_who_may_not_list_namespaces_is_told_so(browser: KubernetesBrowser) -> None:
    with pytest.raises(ApiForbiddenError, match="traderadmin-operator may not list namespaces"):
        browser.namespaces(CONTEXT)


def test_that_an_administrator_sees_every_namespace(cluster: Cluster, trading: Kubectl) -> None:
    admin = KubernetesBrowser(SystemClock(), str(cluster.kubectl.kubeconfig))
    assert {trading.namespace, "kube-system"} <= set(admin.namespaces(""))


def test_that_services_are_found_by_their_labels_in_pause_order(
    trading: Kubectl, browser: KubernetesBrowser, cluster: Cluster
) -> None:
    scanner, orchestrator = browser.deployments(CONTEXT, trading.namespace)
    assert (scanner.name, scanner.service, scanner.order) == (SCANNER, "scanner", 10)
    assert (orchestrator.name, orchestrator.order) == (ORCHESTRATOR, 20)
    assert (scanner.replicas, scanner.images) == (1, (cluster.image,))
    assert scanner.claims == ("traderadmin-config",)


def test_that_the_keeper_of_a_claim_is_found(trading: Kubectl, browser: KubernetesBrowser) -> None:
    (claim,) = browser.claims(CONTEXT, trading.namespace)
    assert (claim.name, claim.phase) == ("traderadmin-config", "Bound")
    assert claim.access_modes == ("ReadWriteOnce",)
    assert claim.keeper == KEEPER
    assert set(claim.mounted_by) == set(SERVICES)


def test_that_files_are_listed_and_nothing_leads_out_of_the_volume(
    trading: Kubectl, browser: KubernetesBrowser
) -> None:
    draft = SavedTarget("eu", CONTEXT, trading.namespace)
    assert browser.files(draft, "") == ("config/", "state/")
    assert "config.toml" in browser.files(draft, "config")
    for folder, why in (
        ("..", "it leads out of the volume"),
        ("config/../..", "it leads out of the volume"),
        ("/etc", "it leads out of the volume"),
        ("nowhere", "No such file or directory"),
        ("config/config.toml", "Not a directory"),
    ):
        with pytest.raises(TraderAdminError, match=f"{folder} cannot be looked into: {why}."):
            browser.files(draft, folder)


def test_that_a_link_is_followed_only_within_the_volume(
    trading: Kubectl, browser: KubernetesBrowser
) -> None:
    draft = SavedTarget("eu", CONTEXT, trading.namespace)
    script = """cd /data && mkdir links && ln -s /etc links/out && ln -s ../../data/config links/in
        ln -s /data/links/circle links/circle && touch "links/$(printf 'a\\nb\\377')" """
    trading.exec(KEEPER_POD, "sh", "-c", script)
    try:
        assert browser.files(draft, "links") == ("a\nb\ufffd", "circle", "in", "out")
        assert "config.toml" in browser.files(draft, "links/in")
        with pytest.raises(
            TraderAdminError, match=r"links/out cannot be .*leads out of the volume"
        ):
            browser.files(draft, "links/out")
        with pytest.raises(TraderAdminError, match=r"links/circle cannot be .*symbolic links"):
            browser.files(draft, "links/circle")
    finally:
        trading.exec(KEEPER_POD, "rm", "-r", "/data/links")


def test_that_an_administrator_s_own_credentials_reach_the_keeper_too(
    cluster: Cluster, trading: Kubectl
) -> None:
    """A certificate as a rule, where the operator has a token."""
    admin = KubernetesBrowser(SystemClock(), str(cluster.kubectl.kubeconfig))
    assert "config.toml" in admin.files(SavedTarget("eu", "", trading.namespace), "config")


def test_that_a_draft_is_pinned_to_what_kubectl_sees(
    cluster: Cluster, trading: Kubectl, browser: KubernetesBrowser
) -> None:
    pinned = browser.pinned(SavedTarget("eu", CONTEXT, trading.namespace))
    assert pinned.server == cluster.server()[0]
    uid = trading.get("namespace", trading.namespace)["metadata"]["uid"]
    assert pinned.namespace_uid == uid


@contextmanager
def small_namespace(cluster: Cluster, name: str) -> Iterator[Kubectl]:
    """A namespace with a service at 0 and a Lease; no keeper."""
    kubectl = cluster.kubectl.within(name)
    labels = {"app": SCANNER}
    container = {"name": "main", "image": cluster.image}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"replicas": 0, "selector": {"matchLabels": labels}, "template": template}
    kubectl.run("create", "namespace", name)
    try:
        for api, kind, metadata, more in (
            ("apps/v1", "Deployment", {"name": SCANNER, "labels": labels}, {"spec": spec}),
            ("coordination.k8s.io/v1", "Lease", {"name": "traderadmin-apply"}, {}),
        ):
            item = {"apiVersion": api, "kind": kind, "metadata": metadata, **more}
            kubectl.apply(json.dumps(item))
        yield kubectl
    finally:
        kubectl.run("delete", "namespace", name, "--wait=true")


def assert_refused_untouched(kubectl: Kubectl, saved: SavedTarget, why: str) -> None:
    """Connecting, preflight and stopping services all refuse, and nothing is written."""
    before = versions(kubectl)
    target = KubernetesTarget(saved, SystemClock())
    backend = Backend(target, SystemClock(), who="a test")
    try:
        with pytest.raises(RefusedError, match=why):
            backend.connect()
        (line,) = target.preflight()
        assert (line.level, why in line.detail) == (CheckLevel.REFUSED, True)
        with pytest.raises(TraderAdminError, match=why):
            backend.pause_trading_services()
    finally:
        backend.close()
    assert versions(kubectl) == before


def versions(kubectl: Kubectl) -> set[str]:
    items = kubectl.json("get", "deployments,leases")["items"]
    return {item["metadata"]["resourceVersion"] for item in items}


def test_that_a_namespace_made_anew_is_another_one(cluster: Cluster) -> None:
    name = f"pinned-{secrets.token_hex(3)}"
    file = str(cluster.kubectl.kubeconfig)
    with small_namespace(cluster, name) as kubectl:
        saved = KubernetesBrowser(SystemClock(), file).pinned(
            SavedTarget("eu", "", kubectl.namespace, kubeconfig=file)
        )
    with small_namespace(cluster, name) as kubectl:
        assert_refused_untouched(kubectl, saved, "deleted and made anew")


def test_that_a_context_that_leads_elsewhere_is_another_cluster(
    trading: Kubectl, kubeconfig: Path, browser: KubernetesBrowser
) -> None:
    draft = SavedTarget("eu", CONTEXT, trading.namespace, kubeconfig=str(kubeconfig))
    saved = replace(browser.pinned(draft), server="https://elsewhere.example:6443")
    assert_refused_untouched(trading, saved, "was saved for https://elsewhere.example:6443")


def test_that_a_namespace_that_is_gone_is_named(cluster: Cluster) -> None:
    admin = KubernetesBrowser(SystemClock(), str(cluster.kubectl.kubeconfig))
    with pytest.raises(TraderAdminError, match="There is no namespace nowhere on https://"):
        admin.pinned(SavedTarget("eu", "", "nowhere"))
