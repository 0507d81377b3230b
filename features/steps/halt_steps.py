"""Halting, and stopping an orchestrator that does not obey; with the window and without it."""

import signal
import subprocess
import sys

from behave import given, then, when
from behave.runner import Context

from features.steps.apply_steps import NAMES
from features.steps.places import local_services, place_of
from features.steps.service_steps import ROOT, processes, unchanged
from tests.support.window_driver import texts, wait_for
from traderadmin.gui.dialogs.ask import Question
from traderadmin.gui.look.toast import Toast


def question(context: Context) -> Question | None:
    """The question that is asked; None while none is."""
    found = context.operator.shown.findChildren(Question)
    return next((each for each in found if each.isVisible()), None)


@given("the orchestrator stands still")
def stands_still(context: Context) -> None:
    processes(context)["orchestrator"].send_signal(signal.SIGSTOP)


@when("the operator clicks Halt")
def click_halt(context: Context) -> None:
    context.operator.click(context.operator.shown.workspace.halt)


@when("the operator presses it")
def press_it(context: Context) -> None:
    button = context.operator.shown.workspace.halt
    assert button.isEnabled()
    context.operator.click(button)


@when("the operator wants to release the halt")
def want_release(context: Context) -> None:
    context.operator.press("Release the halt")


@when("the operator wants to stop the services")
def want_stop(context: Context) -> None:
    context.operator.press("Services")
    context.operator.press("Stop services…")


@when('the operator presses "{words}"')
def press(context: Context, words: str) -> None:
    context.operator.press(words)


@when("the operator begins to apply, confirming that trading stays open")
def begin_apply(context: Context) -> None:
    operator = context.operator
    operator.click(operator.shown.workspace.action_bar.apply)
    operator.press("confirm_apply")
    wait_for(lambda: operator.shown.desk.is_busy, "the apply to begin")


@when("the apply has ended")
def apply_ended(context: Context) -> None:
    context.operator.wait_for_apply()


@when('"{command}" is run')
def run(context: Context, command: str) -> None:
    folder = str(place_of(context).paths.config)
    program = [sys.executable, "-m", "traderadmin", "--config-dir", folder, *command.split()]
    context.done = subprocess.run(
        program, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120
    )


@then('it ends with exit code {code:d} and says "{words}"')
def ends_with(context: Context, code: int, words: str) -> None:
    said = context.done.stdout + context.done.stderr
    assert context.done.returncode == code, said
    assert words in said, said


@then('Halt becomes "{words}"')
def halt_becomes(context: Context, words: str) -> None:
    button = context.operator.shown.workspace.halt
    wait_for(lambda: button.text() == words and button.isEnabled(), f"{words!r}")


@then('a banner says "{words}"')
def banner_says(context: Context, words: str) -> None:
    wait_for(lambda: words in context.operator.banner_texts(), f"a banner with {words!r}")


@then('the question says "{words}"')
def question_says(context: Context, words: str) -> None:
    wait_for(lambda: question(context), "a question")
    found = question(context)
    assert found is not None
    assert words in " ".join(texts(found)), texts(found)


@then('the window says that "{words}" is open')
def says_open(context: Context, words: str) -> None:
    bar = context.operator.shown.workspace.status_bar
    wait_for(lambda: words in texts(bar), f"{words!r} in the status bar")


@then('the window affirms "{words}"')
def affirms(context: Context, words: str) -> None:
    def said() -> str:
        toasts = context.operator.shown.findChildren(Toast)
        return " ".join(toast.accessibleName() for toast in toasts)

    wait_for(lambda: words in said(), f"a toast with {words!r}")


@then("the orchestrator is gone, at 0 on the operator's word")
def orchestrator_gone(context: Context) -> None:
    wait_for(lambda: "orchestrator" not in processes(context), "the orchestrator to be gone")
    found = local_services(context).record("orchestrator")
    assert (found["wanted"], found["record"]) == (0, {"count": 1, "by": "operator"}), found


@then("the scanner still runs in the same process")
def scanner_same(context: Context) -> None:
    assert unchanged(context) == ["scanner"]


@then("both services run")
def both_run(context: Context) -> None:
    context.operator.wait_for_services()
    assert set(processes(context)) == set(NAMES)
