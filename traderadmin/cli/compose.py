"""The composition root of the command line: clock, target, backend.

Only this module names an adapter. A further kind of target is one more line in `compose`.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from traderadmin.cli.invocation import PROGRAM
from traderadmin.cli.output import Output
from traderadmin.clock import Clock, SystemClock
from traderadmin.targets.local import LocalPaths, LocalTarget
from traderadmin.targets.port import Target
from traderadmin.workflow.backend import Backend
from traderadmin.workflow.identity import operating_system_user
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


def compose(config_dir: Path | None) -> Program:
    """The parts for the target the command line names."""
    clock = SystemClock()
    made = program(local_target(config_dir, clock), clock, LOCAL_TIMEOUTS)
    if config_dir is None:
        return made
    return replace(made, called=f"{PROGRAM} --config-dir {shlex.quote(str(config_dir))}")


def local_target(config_dir: Path | None, clock: Clock) -> Target:
    """Services as processes on this machine."""
    paths = LocalPaths.default() if config_dir is None else LocalPaths.under(config_dir)
    return LocalTarget(paths, clock)


def program(
    target: Target,
    clock: Clock,
    timeouts: Timeouts,
    who: Callable[[], str] = operating_system_user,
) -> Program:
    """Put a program together around a target."""
    news: SimpleQueue[Any] = SimpleQueue()
    backend = Backend(target, clock, who=who(), emit=news.put, timeouts=timeouts)
    return Program(target, clock, backend, news)
