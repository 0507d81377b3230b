"""Somebody else owns the counts: refused until the operator says to go on all the same."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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


OWNERS: dict[str, Owner] = {
    "The HorizontalPodAutoscaler by-load": autoscaler({}),
    "KEDA (the ScaledObject by-queue)": scaled_object,
    "Argo CD": marked("annotate", "argocd.argoproj.io/tracking-id"),
    "Flux": marked("label", "kustomize.toolkit.fluxcd.io/name"),
    "The ConfigMap desk": controller,
}


def only_line(at: Scene) -> Check:
    (line,) = unwell(at.backend.preflight())
    assert line.title == "Count of scanner"
    return line


@pytest.mark.parametrize("owner", OWNERS)
def test_that_an_owner_of_the_count_is_refused(at: Scene, owner: str) -> None:
    with OWNERS[owner](at.kubectl):
        line = only_line(at)
        assert line.level is CheckLevel.REFUSED
        assert line.detail.startswith(f"{owner} decides how many pods of scanner there are")
        assert refusal(at).hint == line.remedy
    assert unwell(at.backend.preflight()) == []


@pytest.mark.parametrize("owner", OWNERS)
def test_that_an_owner_whom_the_operator_ignores_is_a_warning(at: Scene, owner: str) -> None:
    with (
        OWNERS[owner](at.kubectl),
        opened(at.kubectl, replace(at.saved, ignore_owners=True)) as going_on,
    ):
        line = only_line(going_on)
    assert (line.level, line.remedy) == (CheckLevel.WARNING, "")


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
