"""The operator's own scenarios where the services are processes of this machine.

"Deployments", "PVC" and "replicas" mean this machine's equivalents here: processes, the config
directory, and the counts in the services' records.
"""

from behave import then, when
from behave.runner import Context

from features.steps.apply_steps import NAMES, OLD, click_apply, find
from features.steps.places import local_services, place_of
from features.steps.service_steps import processes, remember, unchanged
from tests.support.scanner_that_locks_its_neighbour import can_lock, locking_scanner
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.targets.local import ServiceSpec
from traderadmin.targets.local.specs import DEFAULT_SPECS
from traderadmin.workflow.events import ServiceChanged, StepStarted


def replace_scanner(context: Context, scanner: ServiceSpec) -> None:
    """Let the scanner be another program, started anew; the orchestrator goes on."""
    place = place_of(context)
    orchestrator = next(spec for spec in DEFAULT_SPECS if spec.name == "orchestrator")
    place.backend().pause_trading_services()
    place.specs = (scanner, orchestrator)
    place.backend().resume_trading_services()
    remember(context)


@then(
    "the targeted Kubernetes deployments (orchestrator, scanner) are scaled to 0 replicas or paused"
)
def scaled_to_zero(context: Context) -> None:
    saved = find(context, StepStarted, Step.SAVE)
    last = {
        event.name: event
        for event in context.operator.events[:saved]
        if isinstance(event, ServiceChanged)
    }
    assert set(last) == set(NAMES)
    for event in last.values():
        assert event.settled
        assert event.state is not None
        assert (event.state.wanted, event.state.instances) == (0, ())
    assert unchanged(context) == []


@then(
    "the targeted Kubernetes deployments are scaled back to their original replica count or resumed"
)
def scaled_back(context: Context) -> None:
    assert set(processes(context)) == set(NAMES)
    assert_wanted_once(context)


@when("the 'PauseTradingServices' backend function fails (e.g., Kubernetes API error)")
def pause_fails(context: Context) -> None:
    """The scanner really stops; on its way out it makes the orchestrator's record unwritable."""
    assert can_lock(context.root), "this file system knows no unwritable folders"
    replace_scanner(context, locking_scanner(place_of(context).paths))
    context.operator.wait_for_services()
    click_apply(context)


@then("the services remain in their original running state with the old configuration")
def as_before(context: Context) -> None:
    assert unchanged(context) == ["orchestrator"]
    assert set(processes(context)) == set(NAMES)
    assert_wanted_once(context)
    for name in NAMES:
        assert local_services(context).status(name).config_revision == revision_of(OLD)
    folder = place_of(context).paths.config
    assert not (folder / "journal.json").exists()
    assert not (folder / "apply.lock").exists()


def assert_wanted_once(context: Context) -> None:
    """Each service is to run once, and no apply has left a count to come back to."""
    for name in NAMES:
        found = local_services(context).record(name)
        assert (found["wanted"], found["record"]) == (1, None)
