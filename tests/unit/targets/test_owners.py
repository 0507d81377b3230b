"""By which marks and names a GitOps controller gives itself away, and by which it does not."""

from typing import Any

import pytest

from traderadmin.targets.kubernetes.owners import controllers


def written(manager: str, *fields: str, **entry: Any) -> dict[str, Any]:
    """Metadata of an object of which a manager wrote some parts."""
    parts: dict[str, Any] = {f"f:{field}": {} for field in fields}
    return {"managedFields": [{"manager": manager, "fieldsV1": parts, **entry}]}


@pytest.mark.parametrize(
    ("manager", "expected"),
    [
        ("argocd-controller", "Argo CD"),
        ("argocd-application-controller", "Argo CD"),
        ("kustomize-controller", "Flux"),
        ("helm-controller", "Flux"),
        ("configsync.gke.io", "Config Sync"),
        ("fleetagent", "Fleet"),
    ],
)
@pytest.mark.parametrize("operation", ["Apply", "Update"])
def test_that_a_controller_is_known_by_the_name_it_writes_under(
    manager: str, expected: str, operation: str
) -> None:
    assert controllers(written(manager, "metadata", "spec", operation=operation)) == [expected]


@pytest.mark.parametrize("manager", ["helm", "kubectl-client-side-apply", "traderadmin"])
def test_that_a_label_of_a_chart_is_nobody_s_mark(manager: str) -> None:
    labels = {
        "app.kubernetes.io/instance": "trading",
        "app.kubernetes.io/managed-by": "Helm",
    }
    assert controllers({"labels": labels, **written(manager, "metadata", "spec")}) == []


def test_that_a_controller_that_wrote_no_part_of_the_spec_decides_nothing() -> None:
    assert controllers(written("argocd-controller", "metadata")) == []
    assert controllers(written("kustomize-controller", "status", subresource="status")) == []


def test_that_a_controller_is_named_once() -> None:
    fleet = written("fleetagent", "spec")
    fleet["labels"] = {"objectset.rio.cattle.io/hash": "1"}
    fleet["annotations"] = {"objectset.rio.cattle.io/id": "default-desk"}
    assert controllers(fleet) == ["Fleet"]
    argo = written("argocd-controller", "spec")
    argo["annotations"] = {"argocd.argoproj.io/tracking-id": "desk"}
    assert controllers(argo) == ["Argo CD"]


def test_that_the_marks_of_rancher_s_library_are_known() -> None:
    labels = {"objectset.rio.cattle.io/hash": "1"}
    assert controllers({"labels": labels}) == ["Rancher (Fleet or K3s)"]
