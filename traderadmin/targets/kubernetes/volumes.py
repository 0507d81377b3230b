"""Whether a service's pods can always reach the file on the volume: claim, mounts, affinity."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from traderadmin.targets.kubernetes.objects import Deployment
from traderadmin.targets.kubernetes.sources import (
    claim_volumes,
    from_the_api,
    mounts,
    mounts_claim,
)
from traderadmin.targets.states import Check, CheckLevel

Json = Mapping[str, Any]
HOSTNAME: Final = "kubernetes.io/hostname"
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_OF_ONE_POD: Final = frozenset(
    {
        "apps.kubernetes.io/pod-index",
        "controller-revision-hash",
        "statefulset.kubernetes.io/pod-name",
    }
)
"""Labels a StatefulSet gives that the next pod may not have."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The PersistentVolumeClaim that holds the configuration."""

    name: str
    phase: str
    access_modes: tuple[str, ...]

    @classmethod
    def from_json(cls, data: Json) -> "Claim":
        """Read the API's object; the modes of the bound volume win over those asked for."""
        status, spec = data.get("status") or {}, data.get("spec") or {}
        modes = status.get("accessModes") or spec.get("accessModes") or ()
        return cls(data["metadata"]["name"], str(status.get("phase") or ""), tuple(modes))

    @property
    def many_nodes(self) -> bool:
        """Whether pods on several nodes may mount it."""
        # Not ReadOnlyMany: once a node has it for writing, a volume may not be anywhere else.
        return "ReadWriteMany" in self.access_modes


@dataclass(frozen=True, slots=True)
class Keeper:
    """The keeper's pod as far as others must stand beside it."""

    node: str
    labels: Mapping[str, str]


def claim_checks(claim: Claim) -> tuple[Check, ...]:
    """Whether the claim can be shared at all."""
    title = f"Volume {claim.name}"
    if claim.access_modes == ("ReadWriteOncePod",):
        return (
            Check(
                title,
                CheckLevel.REFUSED,
                f"The claim {claim.name} is ReadWriteOncePod: the keeper and the services cannot "
                "mount it together.",
                "Use a claim that is ReadWriteOnce or ReadWriteMany.",
            ),
        )
    if claim.phase != "Bound":
        return (
            Check(
                title,
                CheckLevel.REFUSED,
                f"The claim {claim.name} is {claim.phase or 'not bound'}.",
                "See `kubectl describe pvc` for what it waits for.",
            ),
        )
    return (Check(title, CheckLevel.OK, f"Bound, {', '.join(claim.access_modes)}."),)


def mount_checks(
    deployment: Deployment, claim: Claim, file_name: str, keeper: Keeper | None
) -> tuple[Check, ...]:
    """Whether a service reads the file on the volume, and can always reach it."""
    spec: Json = deployment.template.get("spec") or {}
    found = [
        from_the_api(deployment, claim.name, file_name),
        _mounts_the_claim(deployment, spec, claim),
        _no_pinned_file(deployment, spec, claim, file_name),
    ]
    if keeper is not None and not claim.many_nodes and claim_volumes(spec, claim.name):
        found.append(_beside_the_keeper(deployment, spec, claim, keeper))
    return tuple(check for check in found if check is not None)


def affinity_patch(deployment: Deployment, keeper: Keeper) -> str:
    """The command that ties a Deployment's pods to the keeper's node; what else ties them stays."""
    labels = {key: value for key, value in keeper.labels.items() if key not in _OF_ONE_POD}
    term = {"labelSelector": {"matchLabels": labels}, "topologyKey": HOSTNAME}
    spec: Json = deployment.template.get("spec") or {}
    affinity = {"podAffinity": {_REQUIRED: [*_required_terms(spec), term]}}
    patch = json.dumps({"spec": {"template": {"spec": {"affinity": affinity}}}})
    where = f"--namespace {deployment.metadata['namespace']} {deployment.name}"
    return f"kubectl patch deployment {where} --patch '{patch}'"


def _mounts_the_claim(deployment: Deployment, spec: Json, claim: Claim) -> Check | None:
    if mounts_claim(spec, claim.name):
        return None
    return Check(
        f"Configuration of {deployment.service}",
        CheckLevel.WARNING,
        f"{deployment.service} does not mount the claim {claim.name}, so it cannot read the file "
        "from there.",
        "Mount the claim, or leave this service out.",
    )


def _no_pinned_file(
    deployment: Deployment, spec: Json, claim: Claim, file_name: str
) -> Check | None:
    """A file's subPath keeps the old file: the mount follows the inode, not the name."""
    for volume in claim_volumes(spec, claim.name):
        for _, mount in mounts(spec, volume):
            sub = str(mount.get("subPath") or mount.get("subPathExpr") or "")
            if sub and PurePosixPath(sub).name == file_name:
                return Check(
                    f"Mount of {deployment.service}",
                    CheckLevel.WARNING,
                    f"{deployment.service} mounts the file itself (subPath {sub}): it sees a new "
                    "file only after a restart, and never by reloading.",
                    "Mount the folder instead of the file.",
                )
    return None


def _beside_the_keeper(
    deployment: Deployment, spec: Json, claim: Claim, keeper: Keeper
) -> Check | None:
    if _is_bound_to(spec, keeper):
        return None
    return Check(
        f"Node of {deployment.service}",
        CheckLevel.REFUSED,
        f"The claim {claim.name} is {', '.join(claim.access_modes)}, and {deployment.service} is "
        "not bound to the keeper's node: its pods could be made where the volume is not.",
        affinity_patch(deployment, keeper),
    )


def _is_bound_to(spec: Json, keeper: Keeper) -> bool:
    selector: Json = spec.get("nodeSelector") or {}
    if keeper.node and keeper.node in {spec.get("nodeName"), selector.get(HOSTNAME)}:
        return True
    for term in _required_terms(spec):
        wanted = ((term.get("labelSelector") or {}).get("matchLabels") or {}).items()
        if term.get("topologyKey") == HOSTNAME and wanted and wanted <= keeper.labels.items():
            return True
    affinity: Json = spec.get("affinity") or {}
    nodes: Json = (affinity.get("nodeAffinity") or {}).get(_REQUIRED) or {}
    terms: list[Json] = nodes.get("nodeSelectorTerms") or []
    return bool(terms) and all(_names_node(term, keeper.node) for term in terms)


def _required_terms(spec: Json) -> list[Json]:
    """Beside which pods it has to be."""
    affinity: Json = spec.get("affinity") or {}
    return list((affinity.get("podAffinity") or {}).get(_REQUIRED) or ())


def _names_node(term: Json, node: str) -> bool:
    rules = [*(term.get("matchExpressions") or ()), *(term.get("matchFields") or ())]
    return any(
        rule.get("key") in {HOSTNAME, "metadata.name"}
        and rule.get("operator") == "In"
        and rule.get("values") == [node]
        for rule in rules
    )
