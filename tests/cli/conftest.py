"""A command line on a target in memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.fake_clock import FakeClock
from tests.support.fake_target import FakeTarget
from traderadmin.cli import compose
from traderadmin.cli.compose import Program
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.root import root
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import NotFoundError
from traderadmin.resources import template_bytes
from traderadmin.workflow.timeouts import Timeouts

SECRET = "hunter2-hunter2"


@dataclass
class Line:
    """The command line over one fake target; each call is a run of its own."""

    target: FakeTarget
    clock: FakeClock
    made: list[Program] = field(default_factory=list)

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

    def _compose(self, _config_dir: Path | None) -> Program:
        timeouts = Timeouts(pause=1.0, resume=1.0, verify=1.0)
        made = compose.program(self.target, self.clock, timeouts, who=lambda: "trader on desk-1")
        self.made.append(made)
        return made


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
