"""Looking around in clusters for the connect assistant; every question only reads."""

import threading

from traderadmin.clock import Clock
from traderadmin.targets.browsing import ClaimInfo, ContextInfo, DeploymentInfo
from traderadmin.targets.kubernetes import names, resources
from traderadmin.targets.kubernetes.api import Api, Json
from traderadmin.targets.kubernetes.credentials import Credentials, Session
from traderadmin.targets.kubernetes.listing import names_in
from traderadmin.targets.kubernetes.objects import named_order, pause_order, service_name
from traderadmin.targets.kubernetes.pinning import namespace_uid
from traderadmin.targets.saved import SavedTarget


class KubernetesBrowser:
    """Implements `targets.browsing.ClusterBrowser` for the contexts of one kubeconfig."""

    def __init__(self, clock: Clock, kubeconfig: str = "") -> None:
        self._clock = clock
        self._kubeconfig = kubeconfig
        self._given_up = threading.Event()

    def give_up(self) -> None:
        """As `ClusterBrowser.give_up`."""
        self._given_up.set()

    def contexts(self) -> tuple[ContextInfo, ...]:
        """As `ClusterBrowser.contexts`."""
        credentials = Credentials(self._kubeconfig)
        found, current = credentials.contexts()
        servers = credentials.servers()
        infos = []
        for each in found:
            cluster, user, namespace = (
                str(each["context"].get(key) or "") for key in ("cluster", "user", "namespace")
            )
            infos.append(
                ContextInfo(
                    name=each["name"],
                    cluster=cluster,
                    server=servers.get(cluster, ""),
                    user=user,
                    namespace=namespace,
                    current=each["name"] == current,
                )
            )
        return tuple(sorted(infos, key=lambda info: (not info.current, info.name)))

    def namespaces(self, context: str) -> tuple[str, ...]:
        """As `ClusterBrowser.namespaces`."""
        items = self._items(context, resources.NAMESPACES)
        return tuple(sorted(item["metadata"]["name"] for item in items))

    def deployments(self, context: str, namespace: str) -> tuple[DeploymentInfo, ...]:
        """As `ClusterBrowser.deployments`."""
        infos = []
        for item in self._items(context, resources.deployments(namespace)):
            metadata, template = item["metadata"], item["spec"]["template"]["spec"]
            service = service_name(metadata)
            order = pause_order(metadata, service) if service else named_order(metadata)
            replicas = item["spec"].get("replicas")
            infos.append(
                DeploymentInfo(
                    name=metadata["name"],
                    service=service,
                    order=order,
                    replicas=1 if replicas is None else int(replicas),
                    images=tuple(each.get("image", "") for each in template["containers"]),
                    claims=_claims(template),
                )
            )
        infos.sort(key=lambda info: (not info.service, info.order or 0, info.name))
        return tuple(infos)

    def claims(self, context: str, namespace: str) -> tuple[ClaimInfo, ...]:
        """As `ClusterBrowser.claims`."""
        keepers = self._keepers(context, namespace)
        deployments = self.deployments(context, namespace)
        infos = []
        for item in self._items(context, resources.claims(namespace)):
            name, status = item["metadata"]["name"], item.get("status") or {}
            modes = status.get("accessModes") or item["spec"].get("accessModes") or ()
            infos.append(
                ClaimInfo(
                    name=name,
                    access_modes=tuple(modes),
                    phase=status.get("phase") or "",
                    keeper=keepers.get(name, ""),
                    mounted_by=tuple(each.name for each in deployments if name in each.claims),
                )
            )
        infos.sort(key=lambda info: (not info.keeper, not info.mounted_by, info.name))
        return tuple(infos)

    def files(self, draft: SavedTarget, folder: str) -> tuple[str, ...]:
        """As `ClusterBrowser.files`."""
        api = self._api(draft.context)
        try:
            return names_in(api, draft, folder)
        finally:
            api.close()

    def pinned(self, draft: SavedTarget) -> SavedTarget:
        """As `ClusterBrowser.pinned`."""
        api = self._api(draft.context)
        try:
            return draft.pinned_to(api.server, namespace_uid(api, draft.namespace))
        finally:
            api.close()

    def _keepers(self, context: str, namespace: str) -> dict[str, str]:
        """Which StatefulSet with the keeper's container mounts which claim, told by its pod.

        An apply needs to list pods, so that this asks for no further permission.
        """
        found: dict[str, str] = {}
        for item in self._items(context, resources.pods(namespace)):
            owner = _stateful_set(item["metadata"])
            containers = item["spec"]["containers"]
            if owner and any(each["name"] == names.KEEPER_CONTAINER for each in containers):
                found |= dict.fromkeys(_claims(item["spec"]), owner)
        return found

    def _items(self, context: str, path: str) -> list[Json]:
        api = self._api(context)
        try:
            return list(api.get(path).get("items") or ())
        finally:
            api.close()

    def _api(self, context: str) -> Api:
        credentials = Credentials(self._kubeconfig, context)
        return Api(Session(credentials, self._clock, self._given_up))


def _stateful_set(metadata: Json) -> str:
    owners = metadata.get("ownerReferences") or ()
    return next((str(each["name"]) for each in owners if each["kind"] == "StatefulSet"), "")


def _claims(template: Json) -> tuple[str, ...]:
    claims = [volume.get("persistentVolumeClaim") for volume in template.get("volumes") or ()]
    return tuple(claim["claimName"] for claim in claims if claim)
