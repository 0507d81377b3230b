"""Where a service's configuration comes from: the claim, or a ConfigMap, a Secret or a vault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from traderadmin.contract.names import CONFIG_DIR_VARIABLE
from traderadmin.targets.kubernetes.objects import Deployment
from traderadmin.targets.states import Check, CheckLevel

Json = Mapping[str, Any]
_INIT: Final = "initContainers"
_FROM_API: Final = {"configMap": "ConfigMap", "secret": "Secret"}
_SECRETS_STORE: Final = "secrets-store"
"""How the drivers' names begin that mount secrets of a vault."""
_CSI: Final = "CSI secret"
_OF_THE_CLUSTER: Final = frozenset({"kube-root-ca.crt", "openshift-service-ca.crt"})
"""ConfigMaps that are in every namespace."""
_NO_CONFIG: Final = tuple(
    PurePosixPath(folder)
    for folder in (
        "/etc/pki",
        "/etc/ssl",
        "/run/secrets",
        "/usr/local/share/ca-certificates",
        "/usr/share/ca-certificates",
        "/var/run/secrets",
    )
)
"""Where tokens and certificates are."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A volume that is not the claim, what fills it, and that in words."""

    volume: str
    kind: str
    called: str


def from_the_api(deployment: Deployment, claim: str, file_name: str) -> Check | None:
    """Refuses a service that reads what the API server has, or can read nothing else.

    Args:
        deployment: the service's.
        claim: name of the claim that holds the configuration.
        file_name: the configuration's.
    """
    spec: Json = deployment.template.get("spec") or {}
    why = _read_from(spec, claim, file_name)
    if not why:
        return None
    return Check(
        f"Configuration of {deployment.service}",
        CheckLevel.REFUSED,
        f"{deployment.service} {why}, not from the file that is edited here.",
        "Mount the claim there instead; docs/kubernetes.md shows how.",
    )


def _read_from(spec: Json, claim: str, file_name: str) -> str:
    """What a service reads instead of the claim's file, in words; empty where nothing says so."""
    sources = list(_sources(spec, claim))
    for source in sources:
        # An init container that has the claim as well may put the first file there.
        preparing = _preparing(spec, source.volume, claim)
        for container, mount in (*mounts(spec, source.volume), *preparing):
            if _is_config(container, mount, file_name):
                return f"reads its configuration from {source.called}"
    if mounts_claim(spec, claim):
        return ""
    for source in sources:
        if source.kind == _CSI:  # passwords, as a rule
            continue
        for container, mount in mounts(spec, source.volume):
            if _may_be_config(container, mount):
                at = mount["mountPath"]
                return f"mounts no claim {claim}, and reads what is at {at} from {source.called}"
    return ""


def claim_volumes(spec: Json, claim: str) -> list[str]:
    """Names of a pod's volumes that are the claim."""
    return [
        volume["name"]
        for volume in spec.get("volumes") or ()
        if (volume.get("persistentVolumeClaim") or {}).get("claimName") == claim
    ]


def mounts_claim(spec: Json, claim: str) -> bool:
    """Whether any container of a pod mounts the claim."""
    return any(
        mounts(spec, volume, of=group)
        for volume in claim_volumes(spec, claim)
        for group in ("containers", _INIT)
    )


def mounts(spec: Json, volume: str, *, of: str = "containers") -> list[tuple[Json, Json]]:
    """Containers that mount a volume, each with its mount."""
    return [
        (container, mount)
        for container in spec.get(of) or ()
        for mount in container.get("volumeMounts") or ()
        if mount["name"] == volume
    ]


def _preparing(spec: Json, volume: str, claim: str) -> list[tuple[Json, Json]]:
    """As `mounts`, of the init containers without the claim."""
    claimed = set(claim_volumes(spec, claim))
    found = mounts(spec, volume, of=_INIT)
    return [(container, mount) for container, mount in found if not claimed & _mounted(container)]


def _copied(spec: Json, claim: str) -> set[str]:
    """Volumes into which an init container may copy what is on the claim."""
    found = [mounts(spec, volume, of=_INIT) for volume in claim_volumes(spec, claim)]
    return {name for each in found for container, _ in each for name in _mounted(container)}


def _mounted(container: Json) -> set[str]:
    return {mount["name"] for mount in container.get("volumeMounts") or ()}


def _sources(spec: Json, claim: str) -> Iterator[_Source]:
    """Volumes with what the API server or a vault has, or an init container makes of that."""
    kinds = {each["name"]: kind for each in spec.get("volumes") or () if (kind := _kind(each))}
    for name, kind in kinds.items():
        yield _Source(name, kind, f"the {kind} volume {name}")
    others = kinds.keys() | _copied(spec, claim)
    for name, kind in kinds.items():
        for container, _ in _preparing(spec, name, claim):
            for filled in sorted(_mounted(container) - others):
                by = f"through the init container {container['name']}"
                yield _Source(filled, kind, f"the {kind} volume {name} {by}")


def _kind(volume: Json) -> str:
    """ConfigMap or Secret, for one that projects them, too; empty for every other volume."""
    if str((volume.get("csi") or {}).get("driver")).startswith(_SECRETS_STORE):
        return _CSI
    for part in (volume, *((volume.get("projected") or {}).get("sources") or ())):
        for key, kind in _FROM_API.items():
            if key in part and (part[key] or {}).get("name") not in _OF_THE_CLUSTER:
                return kind
    return ""


def _is_config(container: Json, mount: Json, file_name: str) -> bool:
    """Whether a mount is where the container looks for its configuration."""
    at = PurePosixPath(mount["mountPath"])
    if at.name == file_name or str(mount.get("subPath") or "") == file_name:
        return True
    folder = _config_folder(container)
    if folder is None or not folder.is_relative_to(at):
        return False
    every = (PurePosixPath(each["mountPath"]) for each in container.get("volumeMounts") or ())
    nearest = max((each for each in every if folder.is_relative_to(each)), key=_depth)
    return nearest == at


def _depth(path: PurePosixPath) -> int:
    return len(path.parts)


def _may_be_config(container: Json, mount: Json) -> bool:
    """Whether a container that has no claim may look there, for all that its manifest says."""
    at = PurePosixPath(mount["mountPath"])
    if _config_folder(container) is not None:
        return False
    return not any(at.is_relative_to(folder) for folder in _NO_CONFIG)


def _config_folder(container: Json) -> PurePosixPath | None:
    """The folder that the container is told to read; None where the manifest does not say."""
    for variable in container.get("env") or ():
        value = str(variable.get("value") or "")
        if variable.get("name") == CONFIG_DIR_VARIABLE and value and "$(" not in value:
            return PurePosixPath(value)
    return None
