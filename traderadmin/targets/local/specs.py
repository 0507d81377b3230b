"""Which services there are, and how each is started."""

import sys
from dataclasses import dataclass

from traderadmin.contract.names import ORCHESTRATOR, SCANNER

SPAWN_VARIABLE = "TRADERADMIN_SPAWN_ID"
"""Carried by a service and its children, so that one whose pid was never recorded is found."""


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service of the local target.

    Attributes:
        name: its name; also that of its folder and of its log.
        order: pause order; lower stops first.
        command: the program and its arguments.
        environment: variables beyond those that every service gets.
    """

    name: str
    order: int
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def python_module(module: str) -> tuple[str, ...]:
    """The command that runs a module with this interpreter, its folder kept off the path."""
    return (sys.executable, "-P", "-m", module)


DEFAULT_SPECS = (
    ServiceSpec(SCANNER, 10, python_module("traderadmin.scanner")),
    ServiceSpec(ORCHESTRATOR, 20, python_module("traderadmin.orchestrator")),
)
"""Producers stop first, so that nothing is signalled to an orchestrator that is gone."""
