"""Scaling a Deployment to 0 and back, with the replica record in the very same write."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from traderadmin.clock import Clock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import DeadlinePassedError, TraderAdminError, UnconfirmedError
from traderadmin.targets.kubernetes import patches, resources
from traderadmin.targets.kubernetes.api import Json
from traderadmin.targets.kubernetes.changes import Bell, Changes
from traderadmin.targets.kubernetes.cluster import Cluster, Workload
from traderadmin.targets.kubernetes.describing import describe
from traderadmin.targets.kubernetes.explaining import why_late, why_still_there
from traderadmin.targets.kubernetes.failures import (
    ApiConflictError,
    ApiUnansweredError,
    ApiUnreachableError,
    titled,
)
from traderadmin.targets.kubernetes.objects import Deployment, deployment_from
from traderadmin.targets.port import Patience
from traderadmin.targets.states import Resumed
from traderadmin.targets.watching import Watch

_Answer = TypeVar("_Answer")
_RETRY_SECONDS = 0.5
_URGENT_SECONDS = 10.0
"""How long an urgent write is tried: whoever waits for it must soon know that it cannot be done."""


@dataclass(frozen=True, slots=True)
class Scaler:
    """Stops and starts services.

    Attributes:
        changes: wakes the waits.
        confirm: asked before each write; raises LockHeldError once the apply lock is lost.
        pool: runs what can be asked at once.
    """

    cluster: Cluster
    changes: Changes
    clock: Clock
    confirm: Callable[[], None]
    pool: Executor

    def pause(self, service: str, record: ReplicaRecord, patience: Patience) -> None:
        """As `Target.pause`. At 0 already, the record that stands is kept: it is the older."""
        watch = Watch(service, self.clock, patience)
        with titled(f"Failed to pause {service}"), self.changes.listening() as bell:
            watch.check()
            deployment = self._found(service, watch, running=True)
            if deployment.replicas:
                deployment = self._write(
                    deployment, watch, partial(patches.stop_from, by=record.by)
                )
            self._wait_until_gone(deployment, watch, bell)

    def stop_now(self, service: str, patience: Patience) -> None:
        """As `Target.stop_now`: neither the lock nor the keeper is asked."""
        watch = Watch(service, self.clock, patience)
        urgent = replace(patience, seconds=min(_URGENT_SECONDS, patience.seconds))
        writing = Watch(service, self.clock, urgent)
        with titled(f"Failed to stop {service}"), self.changes.listening() as bell:
            found = self._answered(partial(self.cluster.find_all, service), writing)
            # Where two say that they are it, neither may be left running for the other's sake.
            stopped, failures = [], []
            for each in found:
                try:
                    written = self._write(each, writing, patches.stop_by_operator, confirm=_nobody)
                except TraderAdminError as error:
                    failures.append(error)
                else:
                    stopped.append(written)
            if failures:
                raise failures[0]
            left = [self._wait_until_gone(each, watch, bell) for each in stopped]
            if alike := " ".join(work.alike for work in left if work.alike):
                raise DeadlinePassedError("", alike, "End what is left, or what made it.")

    def resume(self, service: str, record: ReplicaRecord, patience: Patience) -> Resumed:
        """As `Target.resume`."""
        watch = Watch(service, self.clock, patience)
        with titled(f"Failed to start {service}"), self.changes.listening() as bell:
            watch.check()
            deployment = self._found(service, watch, running=False, by=record.by)
            count = record.count

            def start(now: Deployment) -> Json | None:
                nonlocal count
                if now.replicas or now.is_kept_down(record.by):
                    return None
                count = now.count_before(record)
                return patches.start(now, count)

            was_running = bool(deployment.replicas)
            if not was_running:
                deployment = self._write(deployment, watch, start)
            if deployment.is_kept_down(record.by):
                return Resumed.LEFT_STOPPED
            if was_running or not _is_started(deployment, count):
                self._drop_stale_record(deployment, watch)
                return Resumed.FOUND_RUNNING
            # Told before anything else is done, so that the next service need not wait longer.
            watch.tell(describe(Workload(deployment, ())))
            self._disown(deployment)
            if count:
                return self._wait_until_ready(deployment, record.by, watch, bell)
            return Resumed.RESTORED

    def _found(
        self, service: str, watch: Watch, *, running: bool, by: str = OPERATOR
    ) -> Deployment:
        """The service as it was read last, where `by` will write it; else read anew.

        The write names the version it was made for, so an old look cannot do harm.
        """
        known = self.cluster.last_seen(service)
        if known is not None and bool(known.replicas) is running and not known.is_kept_down(by):
            return known
        return self._answered(partial(self.cluster.find, service), watch)

    def _write(
        self,
        deployment: Deployment,
        watch: Watch,
        patch: Callable[[Deployment], Json | None],
        *,
        confirm: Callable[[], None] | None = None,
    ) -> Deployment:
        """Write what `patch` makes of the Deployment as it is, until that is known to be done.

        A conflict, a server that is away and a lost answer are all met in one way: read again,
        and write only if that is still needed. Each write names the version it was made for, so
        that one whose answer was lost can never be done twice.

        Raises: RefusedError, nothing was written; UnconfirmedError; LockHeldError.
        """
        unsure: UnconfirmedError | None = None
        while True:
            (confirm or self.confirm)()
            body = patch(deployment)
            if body is None:
                return deployment
            path = resources.deployment(self.cluster.namespace, deployment.name)
            try:
                data = self.cluster.api.patch(path, body)
            except ApiConflictError:
                pass
            except (UnconfirmedError, ApiUnreachableError) as error:
                unsure = error if isinstance(error, UnconfirmedError) else unsure
                if watch.is_over:
                    raise unsure or error from error
                watch.check()
                self.clock.wait(threading.Event(), _RETRY_SECONDS)
            else:
                return deployment_from(data, deployment.service, deployment.order)
            read_again = partial(self.cluster.deployment, deployment)
            deployment = self._answered(read_again, watch, unsure)

    def _answered(
        self, read: Callable[[], _Answer], watch: Watch, unsure: UnconfirmedError | None = None
    ) -> _Answer:
        """Read again until it is answered. Raises: UnconfirmedError, RefusedError at the end."""
        while True:
            try:
                return read()
            except (ApiUnansweredError, ApiUnreachableError) as error:
                if watch.is_over:
                    raise (unsure or error) from error
                watch.check()
                self.clock.wait(threading.Event(), _RETRY_SECONDS)

    def _wait_until_gone(self, deployment: Deployment, watch: Watch, bell: Bell) -> Workload:
        """Until no pod is left. Raises: DeadlinePassedError, CancelledError.

        The Deployment was read, or written, just now: at first only its pods are asked for.
        """
        work = self._look(partial(self.cluster.with_pods, deployment), watch, bell)
        while True:
            if work is not None and not work.pods and not work.deployment.replicas:
                return work
            if work is not None and work.deployment.replicas:
                message = f"Somebody else set {deployment.service} to {work.deployment.replicas} "
                raise DeadlinePassedError(
                    "", f"{message}meanwhile; it was left alone.", "Find out who, then try again."
                )
            if watch.is_over:
                why = why_still_there(self.cluster, work)
                raise DeadlinePassedError(
                    "",
                    f"{deployment.service} did not stop within {watch.seconds:g} s: {why}",
                    "Find out what it waits for, then try again.",
                )
            self._rest(watch, bell)
            work = self._look(partial(self._workload, deployment), watch, bell)

    def _wait_until_ready(
        self, deployment: Deployment, by: str, watch: Watch, bell: Bell
    ) -> Resumed:
        """Until the rollout is complete, or an operator stopped it and `by` is none.

        Raises: DeadlinePassedError, CancelledError.
        """
        while True:
            work = self._look(partial(self._workload, deployment), watch, bell)
            if work is not None and work.deployment.is_kept_down(by):
                return Resumed.LEFT_STOPPED
            if work is not None and work.is_complete:
                return Resumed.RESTORED
            if watch.is_over:
                why = why_late(self.cluster, work)
                raise DeadlinePassedError(
                    "",
                    f"{deployment.service} is not ready within {watch.seconds:g} s. {why}".strip(),
                    "Put right what it names.",
                )
            self._rest(watch, bell)

    def _workload(self, deployment: Deployment) -> Workload:
        return self.cluster.workload(deployment, self.pool)

    def _look(self, look: Callable[[], Workload], watch: Watch, bell: Bell) -> Workload | None:
        """The service as it is now; None while the cluster does not answer."""
        bell.forget()
        try:
            work = look()
        except (ApiUnansweredError, ApiUnreachableError):
            return None
        watch.tell(describe(work))
        return work

    def _rest(self, watch: Watch, bell: Bell) -> None:
        watch.check()
        bell.wait()
        watch.check()

    def _drop_stale_record(self, deployment: Deployment, watch: Watch) -> None:
        if deployment.record is not None:
            now = self._write(
                deployment,
                watch,
                lambda now: patches.drop_record(now) if now.record and now.replicas else None,
            )
            self._disown(now)

    def _disown(self, deployment: Deployment) -> None:
        """Give the fields we wrote back to nobody; that it fails changes nothing that runs."""
        path = resources.deployment(self.cluster.namespace, deployment.name)
        for _ in range(5):
            patch = patches.disown(deployment.metadata)
            if patch is None:
                return
            try:
                self.cluster.api.patch(path, patch)
            except ApiConflictError:
                deployment = self.cluster.deployment(deployment)
            except TraderAdminError:
                return
            else:
                return


def _nobody() -> None:
    """Who confirms the lock of whoever has none."""


def _is_started(deployment: Deployment, count: int) -> bool:
    """Whether it is as our own write leaves it; `kubectl scale` would have left the record."""
    return deployment.record is None and deployment.replicas == count
