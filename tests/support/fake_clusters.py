"""Kubernetes targets for the window: really saved, on a browser and targets in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.fake_browser import FakeBrowser
from tests.support.fake_target import FakeTarget
from traderadmin.clock import Clock
from traderadmin.gui.choice import TargetChoice
from traderadmin.resources import template_bytes
from traderadmin.targets.saved import SavedTarget, SavedTargets
from traderadmin.targets.states import TargetInfo
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.events import ApplyEvent
from traderadmin.workflow.identity import cluster_user
from traderadmin.workflow.timeouts import Timeouts


@dataclass
class FakeClusters:
    """Remembers in a folder of the test; every cluster is the same one, each target its own."""

    folder: Path
    clock: Clock
    looking: FakeBrowser = field(default_factory=FakeBrowser)
    targets: dict[str, FakeTarget] = field(default_factory=dict)
    kubeconfigs: list[str] = field(default_factory=list)

    @property
    def saved(self) -> SavedTargets:
        """The file."""
        return SavedTargets(self.folder)

    def target(self, name: str) -> FakeTarget:
        """The target of that name."""
        return self.targets.setdefault(name, FakeTarget(template_bytes(), self.clock))

    def choice(self, target: SavedTarget) -> TargetChoice:
        """An entry of the target menu."""
        made = self.target(target.name)
        summary = f"{target.namespace} on Kubernetes"
        made._info = TargetInfo(
            target.name, "kubernetes", summary, target.config_location, target.production
        )

        def open_backend(emit: Callable[[ApplyEvent], None]) -> Backend:
            return Backend(
                made, self.clock, who=cluster_user(made), emit=emit, timeouts=Timeouts(5, 5, 5)
            )

        return TargetChoice(
            target.name, summary, "kubernetes", open_backend, production=target.production,
            saved=target,
        )  # fmt: skip

    def browser(self, kubeconfig: str) -> FakeBrowser:
        """The browser, for whichever kubeconfig."""
        self.kubeconfigs.append(kubeconfig)
        return self.looking.reading(kubeconfig)
