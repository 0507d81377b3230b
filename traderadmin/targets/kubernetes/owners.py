"""Who else decides on a Deployment's count: autoscalers and GitOps controllers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from traderadmin.errors import TraderAdminError
from traderadmin.targets.kubernetes import resources
from traderadmin.targets.kubernetes.api import Api
from traderadmin.targets.kubernetes.objects import Deployment
from traderadmin.targets.states import Check, CheckLevel

Json = Mapping[str, Any]

_RANCHER: Final = "Rancher (Fleet or K3s)"
_MARKS: Final = {
    "argocd.argoproj.io/instance": "Argo CD",
    "argocd.argoproj.io/tracking-id": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
    "helm.toolkit.fluxcd.io/name": "Flux",
    "configmanagement.gke.io/managed": "Config Sync",
    "fleet.cattle.io/bundle-id": "Fleet",
    "objectset.rio.cattle.io/id": _RANCHER,
    "objectset.rio.cattle.io/hash": _RANCHER,
}
"""Labels and annotations that controllers leave on what they keep as a repository says.

`app.kubernetes.io/instance`, by which Argo CD tracks, is not among them: Helm charts have it too.
"""
_MANAGERS: Final = {
    "argocd-controller": "Argo CD",
    "argocd-application-controller": "Argo CD",
    "kustomize-controller": "Flux",
    "helm-controller": "Flux",
    "configsync.gke.io": "Config Sync",
    "fleetagent": "Fleet",
}
"""Under which names they write, as `managedFields` keep them."""


def owner_checks(
    api: Api, namespace: str, deployments: Sequence[Deployment], *, ignore: bool
) -> tuple[Check, ...]:
    """A line for each Deployment whose count belongs to somebody else.

    Args:
        api: the API server.
        namespace: the target's.
        deployments: the services'.
        ignore: the operator said to go on all the same.
    """
    scaled = _autoscaled(api, namespace)
    found = []
    for deployment in deployments:
        for owner, remedy in _owners(deployment, scaled):
            found.append(
                Check(
                    f"Count of {deployment.service}",
                    CheckLevel.WARNING if ignore else CheckLevel.REFUSED,
                    f"{owner} decides how many pods of {deployment.service} there are, and may "
                    "start it while the file is replaced.",
                    "" if ignore else f"{remedy} Or save the target with --ignore-owners.",
                )
            )
    return tuple(found)


def _owners(deployment: Deployment, scaled: Mapping[str, str]) -> list[tuple[str, str]]:
    metadata = deployment.metadata
    found = []
    if deployment.name in scaled:
        found.append((scaled[deployment.name], "Suspend it while you apply."))
    found += [
        (name, "Let it ignore spec.replicas of that Deployment.") for name in controllers(metadata)
    ]
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("controller"):
            owner = f"The {reference['kind']} {reference['name']}"
            found.append((owner, "Change the count there, or leave this service out."))
    return found


def controllers(metadata: Json) -> list[str]:
    """The GitOps controllers that left their marks on an object, or wrote its spec."""
    marks = {**(metadata.get("labels") or {}), **(metadata.get("annotations") or {})}
    writers = {
        str(entry.get("manager"))
        for entry in metadata.get("managedFields") or ()
        if "f:spec" in (entry.get("fieldsV1") or {})
    }
    named = [name for mark, name in _MARKS.items() if mark in marks]
    named += [name for manager, name in _MANAGERS.items() if manager in writers]
    if "Fleet" in named:  # what it installs has the marks of the library, too
        named = [name for name in named if name != _RANCHER]
    return list(dict.fromkeys(named))


def _autoscaled(api: Api, namespace: str) -> dict[str, str]:
    """The autoscaler of each Deployment that has one; none where they may not be listed."""
    try:
        items = api.get(resources.autoscalers(namespace)).get("items") or ()
    except TraderAdminError:
        return {}  # the missing permission is a line of its own
    found = {}
    for item in items:
        aim: Json = (item.get("spec") or {}).get("scaleTargetRef") or {}
        if aim.get("kind") == "Deployment":
            found[str(aim.get("name"))] = _autoscaler_name(item["metadata"])
    return found


def _autoscaler_name(metadata: Json) -> str:
    for reference in metadata.get("ownerReferences") or ():
        if reference.get("kind") == "ScaledObject":
            return f"KEDA (the ScaledObject {reference['name']})"
    return f"The HorizontalPodAutoscaler {metadata['name']}"
