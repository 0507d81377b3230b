"""The operator's own apply scenarios, as window, events and file tell them on every target."""

from behave import given, then, when
from behave.runner import Context

from features.steps.places import operator_of, services_of
from tests.support.window_driver import wait_for
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of
from traderadmin.resources import template_bytes
from traderadmin.workflow.events import ApplyFinished, StepFailed, StepFinished, StepStarted

NAMES = ("orchestrator", "scanner")
OLD = template_bytes()
NEW = OLD.replace(b'stop_time_utc = "20:00"', b'stop_time_utc = "21:00"')


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
    "the backend function then validates and saves the new configuration to 'config.toml' "
    "on the PVC"
)
def saved(context: Context) -> None:
    assert find(context, StepFinished, Step.PAUSE) < find(context, StepFinished, Step.SAVE)
    assert services_of(context).content() == NEW


@then("a backup of the old 'config.toml' is created")
def backed_up(context: Context) -> None:
    assert services_of(context).backup_contents() == [OLD]


@then("the backend function then calls 'ResumeTradingServices'")
def resumes(context: Context) -> None:
    assert find(context, StepFinished, Step.SAVE) < find(context, StepStarted, Step.RESUME)


@then("the services (orchestrator, scanner) reload their configuration upon restart/unpause")
def reloaded(context: Context) -> None:
    for name in NAMES:
        answer = services_of(context).status(name)
        assert (answer.config_revision, answer.config_error) == (revision_of(NEW), None)


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


@then("the 'SaveConfigurationAndRestart' process is halted before saving the config")
def halted_before_saving(context: Context) -> None:
    find(context, StepFailed, Step.PAUSE)
    steps = [event.step for event in context.operator.events if isinstance(event, StepStarted)]
    assert Step.SAVE not in steps
    assert services_of(context).content() == OLD
    assert services_of(context).backup_contents() == []


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
