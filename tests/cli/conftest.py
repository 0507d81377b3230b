"""A command line on a target in memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner, Result
from typing_extensions import override

from tests.support.fake_browser import FakeBrowser
from tests.support.fake_clock import FakeClock
from tests.support.fake_target import FakeTarget
from traderadmin.cli.compose import Adapters, Composition, Program
from traderadmin.cli.invocation import Invocation, TargetOptions
from traderadmin.cli.root import root
from traderadmin.clock import Clock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import NotFoundError
from traderadmin.resources import template_bytes
from traderadmin.targets.saved import SavedTarget
from traderadmin.targets.states import TargetInfo

SECRET = "hunter2-hunter2"


@dataclass
class Line:
    """The command line over one fake target; each call is a run of its own."""

    target: FakeTarget
    clock: FakeClock
    browser: FakeBrowser = field(default_factory=FakeBrowser)
    made: list[Program] = field(default_factory=list)
    opened: list[SavedTarget] = field(default_factory=list)

    def __call__(self, *arguments: str, given: str | bytes | None = None) -> Result:
        """Run a command; `given` is its standard input."""
        invocation = Invocation(compose=self._compose)
        return CliRunner().invoke(root, list(arguments), input=given, obj=invocation)

    def json(self, *arguments: str) -> Any:
        """Run a command and read its JSON document."""
        return json.loads(self(*arguments, "--json").stdout)

    def events(self, *arguments: str, given: str | None = None) -> list[dict[str, Any]]:
        """Run a command and read its JSON lines."""
        lines = self(*arguments, "--json", given=given).stdout.splitlines()
        return [json.loads(line) for line in lines]

    def program(self) -> Program:
        """The parts of a run on this machine."""
        return self._compose(TargetOptions()).program()

    def _compose(self, options: TargetOptions) -> Composition:
        adapters = Adapters(
            local=lambda *_: self.target,
            cluster=self._open,
            browser=lambda kubeconfig, _: self.browser.reading(kubeconfig),
        )
        return Remembering(options, self.clock, adapters, lambda: "trader on desk-1", self.made)

    def _open(self, saved: SavedTarget, _: Clock) -> FakeTarget:
        self.opened.append(saved)
        self.target._info = TargetInfo(
            saved.name, "kubernetes", "trading on Kubernetes", saved.config_location,
            saved.production,
        )  # fmt: skip
        return self.target


@dataclass(frozen=True)
class Remembering(Composition):
    """Remembers the programs it made."""

    made: list[Program] = field(default_factory=list)

    @override
    def program(self) -> Program:
        """A program that the test can reach."""
        self.made.append(super().program())
        return self.made[-1]


@pytest.fixture
def clock() -> FakeClock:
    """A clock of the test's own."""
    return FakeClock()


@pytest.fixture
def target(clock: FakeClock) -> FakeTarget:
    """Both services run the template."""
    return FakeTarget(template_bytes(), clock)


@pytest.fixture
def line(target: FakeTarget, clock: FakeClock) -> Line:
    """The command line."""
    return Line(target, clock)


@pytest.fixture
def on_first_use(target: FakeTarget) -> Callable[[], None]:
    """Make the target one that has no configuration yet."""

    def empty() -> None:
        target.content = b""
        for service in target.by_name.values():
            service.wanted, service.record = 0, ReplicaRecord(1, OPERATOR)
        target.faults["read"] = missing

    def missing() -> None:
        if not target.content:
            raise NotFoundError("No configuration", "There is no config.toml yet.")

    return empty
