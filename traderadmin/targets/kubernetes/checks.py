"""The preflight checklist of a cluster: everything that can be asked without a change."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from traderadmin.contract.journal import Operation, ReplicaRecord
from traderadmin.errors import NotFoundError, TraderAdminError
from traderadmin.targets.kubernetes import names, patches, resources
from traderadmin.targets.kubernetes.api import FROM_CACHE, Json
from traderadmin.targets.kubernetes.cluster import Cluster
from traderadmin.targets.kubernetes.deploymentchecks import FOUND, deployment_checks
from traderadmin.targets.kubernetes.failures import ApiConflictError
from traderadmin.targets.kubernetes.keeper.answers import FolderReport
from traderadmin.targets.kubernetes.keeper.client import KeeperClient
from traderadmin.targets.kubernetes.lease import LeaseStore
from traderadmin.targets.kubernetes.locks import LeaseLocks
from traderadmin.targets.kubernetes.objects import Deployment, Pod, pod_from
from traderadmin.targets.kubernetes.observing import Observer
from traderadmin.targets.kubernetes.owners import owner_checks
from traderadmin.targets.kubernetes.permissions import needed, permission_checks
from traderadmin.targets.kubernetes.pinning import PinnedApi
from traderadmin.targets.kubernetes.podchecks import pod_checks
from traderadmin.targets.kubernetes.reasons import Warnings, why_not_gone, why_pod
from traderadmin.targets.kubernetes.sharing import Shared
from traderadmin.targets.kubernetes.sources import claim_volumes
from traderadmin.targets.kubernetes.volumes import Claim, Keeper, claim_checks, mount_checks
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import Check, CheckLevel, ConfigFile

_MARGIN = 1024 * 1024
_TRIAL = ReplicaRecord(1, "preflight")


@dataclass(frozen=True, slots=True)
class Preflight:
    """Asks a target's cluster and its keeper. Thread-safe; changes nothing.

    Whoever applies reads services, Lease and file at the same time: one answer serves for both.
    """

    saved: SavedTarget
    api: PinnedApi
    cluster: Cluster
    observer: Observer
    leases: LeaseStore
    locks: LeaseLocks
    keeper: KeeperClient
    file: Shared[ConfigFile]
    keeper_pod: str
    pool: Executor

    def run(self, operation: Operation, who: str) -> tuple[Check, ...]:
        """The checklist for an operation, in the order in which a person would go through it."""
        pinned = _attempt("Cluster and namespace", self._pinned)
        if any(check.level is CheckLevel.REFUSED for check in pinned):
            return pinned  # everything else would be asked of the wrong one, or in vain
        try:
            deployments = self.cluster.recent_deployments()
        except TraderAdminError as error:
            refused = _refused(FOUND, error)
            return (*pinned, refused, *self._permissions((), operation, who))
        # What only saving needs must keep nobody from stopping services.
        groups: list[tuple[str, Callable[[], Iterable[Check]]]] = [
            ("Permissions", lambda: self._permissions(deployments, operation, who)),
            (FOUND, lambda: deployment_checks(deployments, self.saved)),
            *((_scaling_title(each), partial(self._patches, each)) for each in deployments),
            ("Apply lock", self._lease),
        ]
        if operation is Operation.APPLY:
            groups += [
                ("Counts", lambda: self._owners(deployments)),
                ("Config keeper", self._volume),
                (f"Volume {self.saved.claim}", lambda: self._mounts(deployments)),
            ]
        found = self.pool.map(lambda group: _attempt(*group), groups)
        pods = self._pods()
        return (*pinned, *(check for checks in found for check in checks), *pods)

    def _pinned(self) -> Iterable[Check]:
        self.api.require_meant()
        detail = f"{self.saved.namespace} on {self.api.server}."
        yield Check("Cluster and namespace", CheckLevel.OK, detail)

    def _permissions(
        self, deployments: tuple[Deployment, ...], operation: Operation, who: str
    ) -> tuple[Check, ...]:
        wanted = needed(
            self.saved.namespace,
            [deployment.name for deployment in deployments],
            self.keeper_pod,
            self.saved.claim,
            operation,
        )
        return permission_checks(self.api, self.saved.namespace, wanted, who)

    def _patches(self, deployment: Deployment) -> Iterable[Check]:
        """Both writes of a service, as a dry run through admission and all."""
        path = resources.deployment(self.saved.namespace, deployment.name)

        def attempt(body: Json) -> None:
            self.api.try_patch(path, patches.trial(body))

        # A thread of its own: one that waited for another of the same pool might wait for ever.
        with ThreadPoolExecutor(1, thread_name_prefix="dry-run") as beside:
            stopping = beside.submit(attempt, patches.stop(deployment, _TRIAL))
            attempt(patches.start(deployment, deployment.replicas or 1))
        stopping.result()
        title = _scaling_title(deployment)
        yield Check(title, CheckLevel.OK, "Both writes were tried as a dry run.")

    def _pods(self) -> tuple[Check, ...]:
        try:
            return tuple(pod_checks(self.observer.recent()))
        except TraderAdminError:
            return ()  # whoever looks at the services is told, and the permissions are lines above

    def _lease(self) -> Iterable[Check]:
        lease = self.leases.recent().readable()
        with suppress(ApiConflictError):  # somebody renews it just now: a line of its own
            self.leases.try_write(lease)
        yield Check("Apply lock", CheckLevel.OK, f"The Lease {names.LEASE} can be written.")

    def _owners(self, deployments: tuple[Deployment, ...]) -> Iterable[Check]:
        ignore = self.saved.ignore_owners
        return owner_checks(self.api, self.saved.namespace, deployments, ignore=ignore)

    def _volume(self) -> Iterable[Check]:
        """The keeper answers, and its folders take a file with room to spare."""
        title = "Config keeper"
        hello = self.keeper.open()
        self.locks.fence.new()  # which a claim of the lock needs
        yield Check(title, CheckLevel.OK, f"{self.keeper_pod} answers, version {hello.version}.")
        size = len(self.file.recent().content)
        for report in self.keeper.check_volume(2 * size + _MARGIN):
            yield _folder(report)

    def _mounts(self, deployments: tuple[Deployment, ...]) -> Iterable[Check]:
        namespace = self.saved.namespace
        path = resources.claim(namespace, self.saved.claim)
        claim = Claim.from_json(self.api.get(path, FROM_CACHE))
        yield from claim_checks(claim)
        keeper = None
        try:
            data = self.api.get(resources.pod(namespace, self.keeper_pod), FROM_CACHE)
        except NotFoundError:
            pass  # which is the line about the keeper
        else:
            pod = pod_from(data)
            keeper = Keeper(pod.node, data["metadata"].get("labels") or {})
            yield _keeper_mounts(data, pod, claim)
            if not pod.ready:
                yield _keeper_waits(pod, self.cluster.warnings((pod,)))
        file_name = PurePosixPath(self.saved.path).name
        for deployment in deployments:
            yield from mount_checks(deployment, claim, file_name, keeper)


def _attempt(title: str, ask: Callable[[], Iterable[Check]]) -> tuple[Check, ...]:
    """A group of checks; that it could not be asked is a line, too."""
    found: list[Check] = []
    try:
        found.extend(ask())
    except TraderAdminError as error:
        found.append(_refused(title, error))
    return tuple(found)


def _scaling_title(deployment: Deployment) -> str:
    return f"Stopping and starting {deployment.service}"


def _refused(title: str, error: TraderAdminError) -> Check:
    return Check(title, CheckLevel.REFUSED, error.message, error.hint)


def _folder(report: FolderReport) -> Check:
    title = f"Folder {report.folder} on the volume"
    if report.problem:
        return Check(title, CheckLevel.REFUSED, report.problem, report.hint)
    room = f", {report.free // 1024 // 1024:,} MiB free" if report.free is not None else ""
    return Check(title, CheckLevel.OK, f"Takes a file{room}.")


def _keeper_mounts(data: Json, pod: Pod, claim: Claim) -> Check:
    title = "Keeper beside the volume"
    if not claim_volumes(data["spec"], claim.name):
        return Check(
            title,
            CheckLevel.REFUSED,
            f"The keeper {pod.name} does not mount the claim {claim.name}.",
            "Name the claim it mounts, or let it mount this one.",
        )
    return Check(title, CheckLevel.OK, f"{pod.name} mounts {claim.name} on {pod.node}.")


def _keeper_waits(pod: Pod, warnings: Warnings) -> Check:
    """A keeper that answers all the same may go in mid-apply."""
    why = why_pod(pod, warnings.get(pod.name, ()))
    if not why:
        why = why_not_gone([pod]) if pod.deleting else pod.conditions.get("Ready", ("", ""))[1]
    return Check(
        "Keeper ready",
        CheckLevel.WARNING,
        f"The keeper {pod.name} is not ready: {why or 'no reason given.'}",
        f"See `kubectl describe pod {pod.name}`.",
    )
