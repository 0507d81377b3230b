"""Somebody else owns the counts: refused until the operator says to go on all the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.clusters import Cluster
from tests.cluster.deploying import SERVICES
from tests.cluster.kubectl import Kubectl
from tests.cluster.scene import SCANNER, Scene, opened, scene
from tests.cluster.untouched import refusal, unwell
from traderadmin.contract.history import Outcome
from traderadmin.targets.states import Check, CheckLevel

Json = dict[str, Any]
Owner = Callable[[Kubectl], AbstractContextManager[None]]
INSTANCE = "app.kubernetes.io/instance"
"""The label by which Argo CD tracks as a rule, and which charts of Helm have, too."""


@pytest.fixture
def at(cluster: Cluster, trading: Kubectl, tmp_path: Path) -> Iterator[Scene]:
    with scene(cluster, trading, tmp_path) as made:
        yield made


def autoscaler(metadata: Json) -> Owner:
    """A HorizontalPodAutoscaler of the scanner; without metrics it changes nothing by itself."""

    @contextmanager
    def owning(kubectl: Kubectl) -> Iterator[None]:
        aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": SCANNER}
        manifest = {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "by-load", **metadata},
            "spec": {"scaleTargetRef": aim, "minReplicas": 1, "maxReplicas": 3},
        }
        kubectl.apply(json.dumps(manifest))
        try:
            yield
        finally:
            kubectl.run("delete", "horizontalpodautoscaler", "by-load")

    return owning


@contextmanager
def scaled_object(kubectl: Kubectl) -> Iterator[None]:
    """An autoscaler that KEDA made; its owner is of a kind that this cluster does not know."""
    owner = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "name": "by-queue"}
    metadata = {"ownerReferences": [{**owner, "uid": "11111111-2222-3333-4444-555555555555"}]}
    with autoscaler(metadata)(kubectl):
        yield


def marked(how: str, mark: str) -> Owner:
    """A label or an annotation as a GitOps controller leaves it."""

    @contextmanager
    def owning(kubectl: Kubectl) -> Iterator[None]:
        kubectl.run(how, "deployment", SCANNER, f"{mark}=trading")
        try:
            yield
        finally:
            kubectl.run(how, "deployment", SCANNER, f"{mark}-")

    return owning


def written_by(manager: str, *options: str) -> Owner:
    """The count applied under a controller's name, which marks nothing, and a label of Argo CD's.

    Args:
        manager: the name.
        options: of `kubectl apply`.
    """

    @contextmanager
    def owning(kubectl: Kubectl) -> Iterator[None]:
        manifest = kubectl.get("deployment", SCANNER)
        metadata = {"name": SCANNER, "labels": {INSTANCE: "trading"}}
        kept = {key: manifest[key] for key in ("apiVersion", "kind")}
        deadline = manifest["spec"]["progressDeadlineSeconds"] + 1  # only a change is anybody's
        spec = {"replicas": 1, "progressDeadlineSeconds": deadline}
        changed = json.dumps({**kept, "metadata": metadata, "spec": spec})
        if options:
            kubectl.apply(changed, f"--field-manager={manager}", *options)
        else:
            name = f"--field-manager={manager}"
            kubectl.run("patch", "deployment", SCANNER, name, f"--patch={changed}")
        try:
            yield
        finally:
            _forget(kubectl, manager)

    return owning


def _forget(kubectl: Kubectl, manager: str) -> None:
    """Take a manager's name off the Deployment, and the label away."""
    entries = kubectl.json("get", "deployment", SCANNER, "--show-managed-fields")["metadata"]
    kept = [entry for entry in entries["managedFields"] if entry["manager"] != manager]
    labels = {INSTANCE: None}
    patch = json.dumps({"metadata": {"managedFields": kept, "labels": labels}})
    kubectl.run("patch", "deployment", SCANNER, "--type=merge", f"--patch={patch}")


@contextmanager
def controller(kubectl: Kubectl) -> Iterator[None]:
    """Another object that controls the Deployment."""
    kubectl.run("create", "configmap", "desk")
    uid = kubectl.get("configmap", "desk")["metadata"]["uid"]
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": "desk", "uid": uid}
    _set_owners(kubectl, [{**owner, "controller": True}])
    try:
        yield
    finally:
        _set_owners(kubectl, None)  # first: what an owner leaves behind is deleted with it
        kubectl.run("delete", "configmap", "desk")


def _set_owners(kubectl: Kubectl, owners: list[Json] | None) -> None:
    patch = json.dumps({"metadata": {"ownerReferences": owners}})
    kubectl.run("patch", "deployment", SCANNER, "--type=merge", f"--patch={patch}")


OWNERS: dict[str, tuple[str, Owner]] = {
    "autoscaler": ("The HorizontalPodAutoscaler by-load", autoscaler({})),
    "keda": ("KEDA (the ScaledObject by-queue)", scaled_object),
    "argo-mark": ("Argo CD", marked("annotate", "argocd.argoproj.io/tracking-id")),
    "argo-by-label": ("Argo CD", written_by("argocd-controller")),
    "argo-server-side": ("Argo CD", written_by("argocd-controller", "--server-side")),
    "flux": ("Flux", marked("label", "kustomize.toolkit.fluxcd.io/name")),
    "rancher": ("Rancher (Fleet or K3s)", marked("annotate", "objectset.rio.cattle.io/id")),
    "reference": ("The ConfigMap desk", controller),
}


def only_line(at: Scene) -> Check:
    (line,) = unwell(at.backend.preflight())
    assert line.title == "Count of scanner"
    return line


@pytest.mark.parametrize(("owner", "owning"), OWNERS.values(), ids=OWNERS)
def test_that_an_owner_of_the_count_is_refused(at: Scene, owner: str, owning: Owner) -> None:
    with owning(at.kubectl):
        line = only_line(at)
        assert line.level is CheckLevel.REFUSED
        assert line.detail.startswith(f"{owner} decides how many pods of scanner there are")
        assert refusal(at).hint == line.remedy
    assert unwell(at.backend.preflight()) == []


@pytest.mark.parametrize("owning", [each for _, each in OWNERS.values()], ids=OWNERS)
def test_that_an_owner_whom_the_operator_ignores_is_a_warning(at: Scene, owning: Owner) -> None:
    with (
        owning(at.kubectl),
        opened(at.kubectl, replace(at.saved, ignore_owners=True)) as going_on,
    ):
        line = only_line(going_on)
    assert (line.level, line.remedy) == (CheckLevel.WARNING, "")


def test_that_what_helm_installed_belongs_to_nobody(at: Scene) -> None:
    mark = {"annotate": "meta.helm.sh/release-name", "label": "app.kubernetes.io/managed-by"}
    with ExitStack() as installed:
        for how, what in mark.items():
            installed.enter_context(marked(how, what)(at.kubectl))
        installed.enter_context(written_by("helm")(at.kubectl))
        deployment = at.kubectl.get("deployment", SCANNER)
        assert deployment["metadata"]["labels"][INSTANCE] == "trading"
        assert unwell(at.backend.preflight()) == []


def test_that_an_apply_goes_through_beside_an_autoscaler_that_is_ignored(at: Scene) -> None:
    with (
        autoscaler({})(at.kubectl),
        opened(at.kubectl, replace(at.saved, ignore_owners=True)) as going_on,
    ):
        result = going_on.apply()
    assert result.outcome is Outcome.DONE
    (warning,) = result.warnings
    assert warning.startswith("Count of scanner: The HorizontalPodAutoscaler by-load decides")
    assert at.counts() == dict.fromkeys(SERVICES, 1)
    at.assert_nothing_left_over()
