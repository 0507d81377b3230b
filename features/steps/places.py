"""A scenario's config directory, its services and its window; all ended with the scenario."""

from behave.runner import Context

from tests.support.scanner_that_locks_its_neighbour import unlock
from tests.support.window_driver import Operator, Place
from traderadmin.clock import SystemClock
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.targets.local import LocalPaths, LocalTarget, ServiceSpec
from traderadmin.targets.local.specs import DEFAULT_SPECS
from traderadmin.targets.port import Patience


def place_of(context: Context) -> Place:
    """The scenario's config directory, made with the first question."""
    if "place" not in context:
        context.place = Place(LocalPaths.under(context.root / "config"))
        context.add_cleanup(stop_everything, context)
        context.place.backend().connect()
    place: Place = context.place
    return place


def use_services(context: Context, *specs: ServiceSpec) -> Place:
    """Let the place run these services, and start them."""
    place = place_of(context)
    place.specs = specs
    backend = place.backend()
    backend.create_from_template()
    backend.resume_trading_services()
    return place


def operator_of(context: Context) -> Operator:
    """The scenario's operator."""
    if "operator" not in context:
        context.operator = Operator(place_of(context))
        context.add_cleanup(context.operator.end)
    operator: Operator = context.operator
    return operator


def stop_everything(context: Context) -> None:
    """End what the scenario started: a scanner that locks its neighbour first."""
    place = context.place
    folder = place.paths.service("orchestrator")
    ender = LocalTarget(place.paths, SystemClock(), place.specs or DEFAULT_SPECS, grace=2.0)
    for name in ("scanner", "orchestrator"):
        unlock(folder)
        ender.pause(name, ReplicaRecord(1, OPERATOR), Patience(20.0))
