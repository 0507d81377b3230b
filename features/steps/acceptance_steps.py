"""The operator's own scenarios: a whole apply through the window, and one whose pause fails.

"Deployments", "PVC" and "replicas" mean this machine's equivalents here: processes, the config
directory, and the counts in the services' records.
"""

from behave import given, then, when
from behave.runner import Context

from features.steps.places import operator_of, place_of
from features.steps.service_steps import (
    NAMES,
    OLD,
    backups,
    processes,
    record,
    remember,
    status,
    unchanged,
)
from tests.support.scanner_that_locks_its_neighbour import can_lock, locking_scanner
from tests.support.window_driver import wait_for
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.targets.local import ServiceSpec
from traderadmin.targets.local.specs import DEFAULT_SPECS
from traderadmin.workflow.events import (
    ApplyFinished,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)


def replace_scanner(context: Context, scanner: ServiceSpec) -> None:
    """Let the scanner be another program, started anew; the orchestrator goes on."""
    place = place_of(context)
    orchestrator = next(spec for spec in DEFAULT_SPECS if spec.name == "orchestrator")
    place.backend().pause_trading_services()
    place.specs = (scanner, orchestrator)
    place.backend().resume_trading_services()
    remember(context)


def find(context: Context, kind: type, step: Step) -> int:
    """The place of an event in the stream; fails where there is none."""
    for number, event in enumerate(context.operator.events):
        if type(event) is kind and getattr(event, "step", None) is step:
            return number
    message = f"there was no {kind.__name__} of {step.value}"
    raise AssertionError(message)


@given("the user has made valid modifications to the configuration in the GUI")
def modified(context: Context) -> None:
    operator = operator_of(context)
    operator.open()
    operator.wait_for_services()
    operator.set_field("Stop", "21:00")
    assert operator.shown.workspace.action_bar.headline.text() == "1 change not applied"


@when('the user clicks the "Apply Configuration" button')
def click_apply(context: Context) -> None:
    context.operator.apply()


@then("the GUI calls the 'SaveConfigurationAndRestart' backend function")
def calls_backend(context: Context) -> None:
    assert context.operator.events[0] == StepStarted(Step.CHECK, can_cancel=True)
    assert isinstance(context.operator.events[-1], ApplyFinished)


@then("the backend function first calls 'PauseTradingServices'")
def pauses_first(context: Context) -> None:
    started = find(context, StepStarted, Step.PAUSE)
    assert started < find(context, StepStarted, Step.SAVE)


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
    "the backend function then validates and saves the new configuration to 'config.toml' "
    "on the PVC"
)
def saved(context: Context) -> None:
    assert find(context, StepFinished, Step.PAUSE) < find(context, StepFinished, Step.SAVE)
    content = place_of(context).config_file.read_bytes()
    assert content == OLD.replace(b'stop_time_utc = "20:00"', b'stop_time_utc = "21:00"')


@then("a backup of the old 'config.toml' is created")
def backed_up(context: Context) -> None:
    (backup,) = backups(context)
    assert backup.read_bytes() == OLD


@then("the backend function then calls 'ResumeTradingServices'")
def resumes(context: Context) -> None:
    assert find(context, StepFinished, Step.SAVE) < find(context, StepStarted, Step.RESUME)


@then(
    "the targeted Kubernetes deployments are scaled back to their original replica count or resumed"
)
def scaled_back(context: Context) -> None:
    assert set(processes(context)) == set(NAMES)
    for name in NAMES:
        assert (record(context, name)["wanted"], record(context, name)["record"]) == (1, None)


@then("the services (orchestrator, scanner) reload their configuration upon restart/unpause")
def reloaded(context: Context) -> None:
    revision = revision_of(place_of(context).config_file.read_bytes())
    for name in NAMES:
        answer = status(context, name)
        assert (answer.config_revision, answer.config_error) == (revision, None)


@then("the GUI displays a success message")
def success_shown(context: Context) -> None:
    operator = context.operator
    wait_for(lambda: operator.toast, "a toast")
    assert operator.toast.startswith("1 change applied. Both services run revision ")
    assert operator.shown.desk.model.modified_paths() == frozenset()
    assert operator.banners() == ()


@given('the user clicks "Apply Configuration"')
def pending_click(context: Context) -> None:
    """The edit is made; the click comes once it is settled how the pause will fail."""
    modified(context)


@when("the 'PauseTradingServices' backend function fails (e.g., Kubernetes API error)")
def pause_fails(context: Context) -> None:
    """The scanner really stops; on its way out it makes the orchestrator's record unwritable."""
    assert can_lock(context.root), "this file system knows no unwritable folders"
    replace_scanner(context, locking_scanner(place_of(context).paths))
    context.operator.wait_for_services()
    click_apply(context)


@then("the 'SaveConfigurationAndRestart' process is halted before saving the config")
def halted_before_saving(context: Context) -> None:
    find(context, StepFailed, Step.PAUSE)
    steps = [event.step for event in context.operator.events if isinstance(event, StepStarted)]
    assert Step.SAVE not in steps
    assert place_of(context).config_file.read_bytes() == OLD
    assert backups(context) == []


@then(
    "the GUI displays an error message indicating the failure point "
    '(e.g., "Failed to pause services")'
)
def error_shown(context: Context) -> None:
    operator = context.operator
    wait_for(operator.banners, "a banner")
    assert "Failed to pause services: " in operator.banner_texts()
    assert "Nothing was saved: config.toml is still revision" in operator.banner_texts()
    assert operator.toast == ""


@then("the services remain in their original running state with the old configuration")
def as_before(context: Context) -> None:
    assert unchanged(context) == ["orchestrator"]
    assert set(processes(context)) == set(NAMES)
    for name in NAMES:
        assert status(context, name).config_revision == revision_of(OLD)
        assert (record(context, name)["wanted"], record(context, name)["record"]) == (1, None)
    folder = place_of(context).paths.config
    assert not (folder / "journal.json").exists()
    assert not (folder / "apply.lock").exists()
