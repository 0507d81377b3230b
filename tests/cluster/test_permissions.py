"""The operator's Role less one verb: preflight names it, and an apply refuses untouched."""

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import ROOT, SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.operators import kubeconfig, operator_target
from tests.cluster.scene import Scene, opened
from tests.cluster.untouched import refusal, unwell, with_other_limit
from tests.support.waiting import wait_until
from traderadmin.clock import SystemClock
from traderadmin.contract.history import Outcome
from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes.target import KubernetesTarget
from traderadmin.targets.states import Check, CheckLevel

Json = dict[str, Any]

OPTIONAL = {
    "watch deployments",
    "watch pods",
    "list events",
    "get pods/log",
    "list horizontalpodautoscalers",
}
"""Without these an apply works, but is slower to notice or says less."""
ASSISTANT = {"list persistentvolumeclaims"}
"""Only the assistant asks for these."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One verb of one rule of the Role, over all the names of that rule."""

    verb: str
    group: str
    resource: str
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """As the tests name it ("patch deployments")."""
        return f"{self.verb} {self.resource}"

    @property
    def account(self) -> str:
        """The ServiceAccount that has all the others."""
        return f"no-{self.text}".replace(" ", "-").replace("/", "-")

    def rule(self) -> Json:
        """As a rule of its own."""
        names = {"resourceNames": list(self.names)} if self.names else {}
        return {
            "apiGroups": [self.group],
            "resources": [self.resource],
            "verbs": [self.verb],
            **names,
        }


def _grants() -> list[Grant]:
    """Every verb that the Role of k8s/base grants."""
    documents = yaml.safe_load_all((ROOT / "k8s/base/operator.yaml").read_text("utf-8"))
    (role,) = (document for document in documents if document["kind"] == "Role")
    return [
        Grant(verb, group, resource, tuple(rule.get("resourceNames", ())))
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    ]


GRANTS = _grants()
NEEDED = [grant for grant in GRANTS if grant.text not in OPTIONAL | ASSISTANT]
LEAST = "least"
"""The ServiceAccount that lacks everything optional."""


def _account(name: str, namespace: str, grants: list[Grant]) -> list[Json]:
    metadata = {"name": name}
    authority = "rbac.authorization.k8s.io"
    role = {"apiGroup": authority, "kind": "Role", "name": name}
    subject = {"kind": "ServiceAccount", "name": name, "namespace": namespace}
    rules = [grant.rule() for grant in grants]
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
        {"apiVersion": f"{authority}/v1", "kind": "Role", "metadata": metadata, "rules": rules},
        {
            "apiVersion": f"{authority}/v1",
            "kind": "RoleBinding",
            "metadata": metadata,
            "roleRef": role,
            "subjects": [subject],
        },
    ]


@pytest.fixture(scope="module")
def accounts(trading: Kubectl) -> Kubectl:
    """A ServiceAccount for each verb taken away, and one with the least that works."""
    items = _account(LEAST, trading.namespace, NEEDED)
    for grant in GRANTS:
        others = [other for other in GRANTS if other != grant]
        items += _account(grant.account, trading.namespace, others)
    trading.apply(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    return trading


@pytest.fixture
def at(cluster: Cluster, accounts: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    """The operator with the whole Role, to see what was changed."""
    with opened(accounts, operator_target(cluster, accounts.namespace, tmp_path / "all")) as made:
        yield made


def acting_as(cluster: Cluster, at: Scene, account: str, folder: Path) -> Scene:
    """The same target as another account sees it; not connected, which may be forbidden."""
    wait_until(lambda: role_counts(at, account), 30, f"the Role of {account} to count", poll=0.2)
    file = kubeconfig(cluster, at.saved.namespace, folder / account, account=account)
    saved = replace(at.saved, kubeconfig=str(file))
    return Scene(at.kubectl, saved, KubernetesTarget(saved, SystemClock()))


def role_counts(at: Scene, account: str) -> bool:
    """Whether the API server has heard of an account's Role and binding."""
    grant = ("list", "pods") if account != "no-list-pods" else ("list", "deployments.apps")
    user = f"--as={user_of(at, account)}"
    asked = at.kubectl.command("auth", "can-i", *grant, user)
    return subprocess.run(asked, check=False, capture_output=True).stdout.strip() == b"yes"


def user_of(at: Scene, account: str) -> str:
    return f"system:serviceaccount:{at.saved.namespace}:{account}"


def lines_about(checks: tuple[Check, ...], grant: Grant) -> list[Check]:
    """The lines that are not well and name verb and resource."""
    wanted = re.compile(rf"\b{grant.verb} {grant.resource}\b")
    return [check for check in unwell(checks) if wanted.search(f"{check.title} {check.detail}")]


@pytest.mark.parametrize("grant", NEEDED, ids=lambda grant: grant.text)
def test_that_each_needed_verb_is_missed_before_anything_is_touched(
    cluster: Cluster, at: Scene, tmp_path: Path, grant: Grant
) -> None:
    operator = acting_as(cluster, at, grant.account, tmp_path)
    try:
        with contextlib.suppress(TraderAdminError):
            operator.backend.connect()
        lines = lines_about(operator.backend.preflight(), grant)
        assert CheckLevel.REFUSED in {line.level for line in lines}, lines
        assert any(user_of(at, grant.account) in line.detail for line in lines), lines
        error = refusal(operator)
    finally:
        operator.backend.close()
    assert f"{grant.verb} {grant.resource}" in error.message


@pytest.mark.parametrize(
    "grant", [grant for grant in GRANTS if grant.text in OPTIONAL], ids=lambda grant: grant.text
)
def test_that_a_verb_that_only_explains_is_a_warning(
    cluster: Cluster, at: Scene, tmp_path: Path, grant: Grant
) -> None:
    operator = acting_as(cluster, at, grant.account, tmp_path)
    try:
        operator.backend.connect()
        checks = operator.backend.preflight()
    finally:
        operator.backend.close()
    assert CheckLevel.REFUSED not in {check.level for check in checks}, checks
    (line,) = lines_about(checks, grant)
    assert line.level is CheckLevel.WARNING
    assert line.detail.startswith(f"{user_of(at, grant.account)} may not {grant.text}")


def test_that_a_checklist_made_before_signing_in_says_who_lacks_what(
    cluster: Cluster, at: Scene, tmp_path: Path
) -> None:
    operator = acting_as(cluster, at, LEAST, tmp_path)
    try:
        lines = unwell(operator.backend.preflight())
    finally:
        operator.backend.close()
    assert len(lines) == len(OPTIONAL), lines
    for line in lines:
        assert line.detail.startswith(f"{user_of(at, LEAST)} may not"), line


def test_that_an_apply_goes_through_with_none_of_the_optional_verbs(
    cluster: Cluster, at: Scene, tmp_path: Path
) -> None:
    operator = acting_as(cluster, at, LEAST, tmp_path)
    new = with_other_limit(at.config())
    try:
        operator.backend.connect()
        result = operator.apply(new)
    finally:
        operator.backend.close()
    assert result.outcome is Outcome.DONE
    assert len(result.warnings) == len(OPTIONAL), result.warnings
    assert at.config() == new
    assert at.counts() == dict.fromkeys(SERVICES, 1)
    at.assert_nothing_left_over()
