"""Signing in to a real API server: as somebody else, and with a certificate from a plugin."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import OPERATOR, Cluster
from tests.cluster.kubectl import Kubectl
from traderadmin.clock import SystemClock
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.browser import KubernetesBrowser
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.failures import ApiForbiddenError
from traderadmin.targets.saved import SavedTarget


def administrator(cluster: Cluster, path: Path, **user: Any) -> Path:
    """A kubeconfig like the administrator's, with more in the entry of its user."""
    config = cluster.kubectl.json("config", "view", "--raw", "--minify", "--flatten")
    config["users"][0]["user"].update(user)
    path.touch(mode=0o600)
    path.write_text(json.dumps(config))
    return path


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
    path = administrator(cluster, tmp_path / "c", **whom, **{"as-user-extra": extra})
    told = who(path)
    assert (told["username"], told["uid"], told["extra"]) == (account, "7", extra)
    assert set(told["groups"]) == {"traders", "night shift", "system:authenticated"}
    draft = SavedTarget("eu", "", trading.namespace)
    assert "config.toml" in KubernetesBrowser(SystemClock(), str(path)).files(draft, "config")


def test_that_an_impersonated_user_has_his_own_rights_at_the_keeper_too(
    cluster: Cluster, trading: Kubectl, tmp_path: Path
) -> None:
    path = administrator(cluster, tmp_path / "c", **{"as": "ann"})
    browser = KubernetesBrowser(SystemClock(), str(path))
    with pytest.raises(ApiForbiddenError, match="ann may not list deployments"):
        browser.deployments("", trading.namespace)
    with pytest.raises(ApiForbiddenError, match="ann may not"):
        browser.files(SavedTarget("eu", "", trading.namespace), "config")
