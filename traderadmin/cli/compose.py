"""The composition root of the command line: clock, target, backend.

Only this module names an adapter; a cluster's is imported when it is asked for.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from traderadmin.cli.invocation import PROGRAM, TargetOptions
from traderadmin.cli.output import Output
from traderadmin.clock import Clock, SystemClock
from traderadmin.errors import RefusedError
from traderadmin.targets.browsing import ClusterBrowser
from traderadmin.targets.identity import operating_system_user
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.port import Target
from traderadmin.targets.saved import SavedTarget, SavedTargets
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.identity import KnowsWho, cluster_user
from traderadmin.workflow.timeouts import Timeouts

LOCAL_TIMEOUTS = Timeouts(pause=30.0, resume=60.0, verify=15.0)


@dataclass(frozen=True)
class Program:
    """The parts of one run of the command line.

    Attributes:
        news: where the backend's events arrive, in their order, for whoever prints them.
        called: how the program was called, for the commands it names.
    """

    target: Target
    clock: Clock
    backend: Backend
    news: "SimpleQueue[Any]" = field(default_factory=SimpleQueue)
    called: str = PROGRAM

    def ensure_config(self, output: Output) -> None:
        """On a first use, make the configuration from the template, and say so."""
        self.backend.connect()
        if self.backend.create_from_template():
            where = self.backend.info.config_location
            output.note(f"There was no configuration yet: {where} was made from the template.")


class ClusterTarget(Target, KnowsWho, Protocol):
    """A target whose cluster knows who asks."""


def local_target(config_dir: Path | None, clock: Clock) -> Target:
    """Services as processes on this machine."""
    return LocalTarget(_paths(config_dir), clock)


def cluster_target(saved: SavedTarget, clock: Clock) -> ClusterTarget:
    """Services as Deployments of a cluster."""
    from traderadmin.targets.kubernetes.target import KubernetesTarget  # noqa: PLC0415 - slow

    return KubernetesTarget(saved, clock)


def cluster_browser(kubeconfig: str, clock: Clock) -> ClusterBrowser:
    """What looks around in clusters."""
    from traderadmin.targets.kubernetes.browser import KubernetesBrowser  # noqa: PLC0415 - slow

    return KubernetesBrowser(clock, kubeconfig)


@dataclass(frozen=True, slots=True)
class Adapters:
    """The kinds of targets there are; tests hand in their own."""

    local: Callable[[Path | None, Clock], Target] = local_target
    cluster: Callable[[SavedTarget, Clock], ClusterTarget] = cluster_target
    browser: Callable[[str, Clock], ClusterBrowser] = cluster_browser


@dataclass(frozen=True)
class Composition:
    """Makes the parts for the target that the options name."""

    options: TargetOptions
    clock: Clock = field(default_factory=SystemClock)
    adapters: Adapters = Adapters()
    who: Callable[[], str] = operating_system_user

    def program(self) -> Program:
        """The parts of this run. Raises: TraderAdminError for a target that is not known."""
        options = self.options
        if options.name:
            return self.program_on(self.saved().get(options.name), _called(options))
        if options.is_ad_hoc:
            return self.program_on(self._ad_hoc(), _called(options))
        target = self.adapters.local(options.config_dir, self.clock)
        return self._program(target, self.who, LOCAL_TIMEOUTS, _called(options))

    def program_on(self, saved: SavedTarget, called: str = PROGRAM) -> Program:
        """The parts for a Kubernetes target."""
        target = self.adapters.cluster(saved, self.clock)
        timeouts = Timeouts.on_cluster(saved.pause_seconds, saved.resume_seconds)
        return self._program(target, cluster_user(target), timeouts, called)

    def saved(self) -> SavedTargets:
        """The targets saved here."""
        return SavedTargets(_paths(self.options.config_dir).config)

    def browser(self, kubeconfig: str) -> ClusterBrowser:
        """Looks around in the clusters of a kubeconfig."""
        return self.adapters.browser(kubeconfig, self.clock)

    def _program(
        self, target: Target, who: Callable[[], str], timeouts: Timeouts, called: str
    ) -> Program:
        news: SimpleQueue[Any] = SimpleQueue()
        backend = Backend(target, self.clock, who=who, emit=news.put, timeouts=timeouts)
        return Program(target, self.clock, backend, news, called)

    def _ad_hoc(self) -> SavedTarget:
        """The target of --context and --namespace; what is not given is as kubectl has it."""
        context, namespace = self.options.context, self.options.namespace
        if not context or not namespace:
            known = self.browser(self.options.kubeconfig).contexts()
            found = next(
                (c for c in known if c.name == context or (not context and c.current)), None
            )
            if context and found is None:
                names = ", ".join(each.name for each in known) or "none at all"
                raise RefusedError(
                    "No such context",
                    f"The kubeconfig has no context {context}.",
                    f"It has {names}.",
                )
            context = context or (found.name if found else "")
            namespace = namespace or (found.namespace if found else "")
        if not context:
            raise RefusedError(
                "No cluster named", "The kubeconfig has no current context.", "Give --context."
            )
        if not namespace:
            raise RefusedError(
                "No namespace named", f"The context {context} names none.", "Give --namespace."
            )
        name = f"{context}/{namespace}"
        return SavedTarget(name, context, namespace, kubeconfig=self.options.kubeconfig)


def _paths(config_dir: Path | None) -> LocalPaths:
    return LocalPaths.default() if config_dir is None else LocalPaths.under(config_dir)


def _called(options: TargetOptions) -> str:
    """How the program was called, for the commands that it names."""
    given = {
        "--config-dir": options.config_dir,
        "--target": options.name,
        "--context": options.context,
        "--namespace": options.namespace,
        "--kubeconfig": options.kubeconfig,
    }
    parts = [f"{name} {shlex.quote(str(value))}" for name, value in given.items() if value]
    return " ".join((PROGRAM, *parts))
