"""The window: opening it, editing in it, applying, and what it says."""

from behave import given, then, when
from behave.runner import Context
from PySide6.QtWidgets import QAbstractButton, QWidget

from features.steps.places import operator_of
from tests.support.window_driver import texts, wait_for


@given("the window shows the configuration")
@when("the operator opens the window")
@when("the operator opens the window again")
def window_open(context: Context) -> None:
    operator_of(context).open()


@when("the operator opens the window without a file")
def window_open_without_file(context: Context) -> None:
    operator_of(context).open(loaded=False)


@then("a banner says that there is no configuration")
def banner_no_configuration(context: Context) -> None:
    banner_with(context, "There is no config.toml")


@then("the window shows the configuration by itself")
def shows_by_itself(context: Context) -> None:
    operator = context.operator
    wait_for(lambda: operator.shown.desk.model is not None, "the settings to be shown")
    wait_for(lambda: not operator.banners(), "the banner to go")
    assert operator.value_of("Stop") == "20:00"


@given('the operator set "{title}" to "{value}"')
@when('the operator sets "{title}" to "{value}"')
def set_field(context: Context, title: str, value: str) -> None:
    context.operator.set_field(title, value)


@when('the operator removes every symbol but "{symbol}"')
def remove_symbols(context: Context, symbol: str) -> None:
    operator = context.operator
    model = operator.shown.desk.model
    names = [entry["symbol"] for entry in model.get(("scanner", "symbols"))]
    for index in reversed(range(len(names))):
        if names[index] != symbol:
            operator.remove_row("Symbols", index)


@when("the operator applies the configuration")
def apply(context: Context) -> None:
    context.operator.apply()
    assert not context.operator.banners(), context.operator.banner_texts()


@when("the operator applies the configuration, confirming that trading stays open")
def apply_confirming(context: Context) -> None:
    operator = context.operator
    operator.click(operator.shown.workspace.action_bar.apply)
    operator.press("confirm_apply")
    wait_for(lambda: operator.shown.desk.is_busy or operator.events, "the apply to begin")
    operator.wait_for_apply()
    assert not operator.banners(), operator.banner_texts()


@when("the operator discards the changes")
def discard(context: Context) -> None:
    context.operator.press("discard")
    context.operator.press("Discard 2 changes")


@then('"{title}" is marked as modified, was "{value}"')
def marked(context: Context, title: str, value: str) -> None:
    row = context.operator.row(title)
    wait_for(lambda: value in row.was_text, f"{title} to be marked, was {value}")


@then("{count:d} change is not applied")
@then("{count:d} changes are not applied")
def changes_pending(context: Context, count: int) -> None:
    bar = context.operator.shown.workspace.action_bar
    wait_for(lambda: bar.headline.text().startswith(f"{count} change"), f"{count} changes")
    assert bar.headline.text().endswith("not applied")


@then("nothing is modified")
def nothing_modified(context: Context) -> None:
    model = context.operator.shown.desk.model
    wait_for(lambda: not model.modified_paths(), "nothing to be modified")


@then("Apply Configuration is {state}")
def apply_is(context: Context, state: str) -> None:
    button = context.operator.shown.workspace.action_bar.apply
    wait_for(lambda: button.isEnabled() is (state == "enabled"), f"Apply to be {state}")


@then('the problem at "{title}" says "{words}"')
def problem_says(context: Context, title: str, words: str) -> None:
    row = context.operator.row(title)
    wait_for(lambda: row.problem_text, f"a problem at {title}")
    assert words in row.problem_text, row.problem_text


@then("there is no problem")
def no_problem(context: Context) -> None:
    model = context.operator.shown.desk.model
    wait_for(lambda: not model.problems(), "no problem")


@then('"{title}" shows "{value}"')
def field_shows(context: Context, title: str, value: str) -> None:
    wait_for(lambda: context.operator.value_of(title) == value, f"{title} to show {value}")


@then("the edit is still there")
def edit_there(context: Context) -> None:
    assert len(context.operator.shown.desk.model.modified_paths()) == 1


@then("a banner says that the file changed on disk")
@then("the window says that the file changed on disk")
def banner_changed(context: Context) -> None:
    banner_with(context, "changed on disk")


@then("a banner says that an earlier change was not finished")
def banner_unfinished(context: Context) -> None:
    banner_with(context, "An earlier change was not finished")


@then("the window says that everything is as before")
def banner_as_before(context: Context) -> None:
    banner_with(context, "everything is as before")


def banner_with(context: Context, words: str) -> None:
    """Wait for a banner that says this."""
    operator = context.operator
    wait_for(lambda: words in operator.banner_texts(), f"a banner with {words!r}")


@then("it offers only to undo")
def only_undo(context: Context) -> None:
    found = texts(context.operator.banners()[0])
    assert "Undo it" in found, found
    assert "Finish it" not in found, found


@when('the operator chooses "{way}"')
def choose_way(context: Context, way: str) -> None:
    context.operator.press(f"{way} it")
    desk = context.operator.shown.desk
    wait_for(lambda: desk.is_busy or not context.operator.banners(), "recovery to begin")
    wait_for(lambda: not desk.is_busy, "recovery to end")


@when("the operator reloads")
def reload(context: Context) -> None:
    context.operator.press("Reload")


@then('the window asks to choose between "{mine}" and "{theirs}" for "{title}"')
def asks_to_choose(context: Context, mine: str, theirs: str, title: str) -> None:
    wait_for(lambda: segment(context, title, f"File: {theirs}"), "the question")
    assert segment(context, title, f"Mine: {mine}") is not None


@when("the operator chooses theirs")
def choose_theirs(context: Context) -> None:
    found = segment(context, "Stop", "File: ")
    assert found is not None
    context.operator.click(found)
    context.operator.press("Take these values")


def segment(context: Context, title: str, words: str) -> QAbstractButton | None:
    """The half of a choice between two values of a field; None while it is not asked."""
    shown: QWidget = context.operator.shown
    for button in shown.findChildren(QAbstractButton):
        name = button.accessibleName()
        if button.isVisible() and title in name and words in name:
            return button
    return None


@when("the operator applies and cancels while the orchestrator stops")
def apply_and_cancel(context: Context) -> None:
    operator = context.operator
    operator.begin_apply()
    wait_for(
        lambda: any(getattr(event, "name", "") == "orchestrator" for event in operator.events),
        "the orchestrator to be stopping",
    )
    operator.press("cancel")
    operator.wait_for_apply()


@then("the error names line {line:d}")
def error_line(context: Context, line: int) -> None:
    banner_with(context, f"Line {line}")


@then("the error says that it is not UTF-8")
def error_utf8(context: Context) -> None:
    banner_with(context, "UTF-8")


@when("the operator restores the backup")
def restore(context: Context) -> None:
    operator = context.operator
    operator.press("Restore a backup…")
    operator.press("Restore this backup")
    wait_for(lambda: operator.shown.desk.model is not None, "the settings to be shown")


@when("the operator starts from the template")
def from_template(context: Context) -> None:
    operator = context.operator
    operator.press("Start from the template…")
    operator.press("template")
    wait_for(lambda: operator.shown.desk.model is not None, "the settings to be shown")


@then("the window shows the settings of the backup")
def settings_of_backup(context: Context) -> None:
    assert context.operator.value_of("Stop") == "19:45"


@when("the operator closes the window and {choice} the services")
@when("the operator closes the window and {choice} the services running")
def close_window(context: Context, choice: str) -> None:
    operator = context.operator
    window = operator.shown
    operator.wait_for_services()
    window.close()
    operator.press("leave_running" if choice.startswith("leave") else "stop_and_close")
    wait_for(lambda: not window.isVisible(), "the window to close")
    operator.end()
