"""The Schedule section of the Settings tab: the coming week, and what stands out."""

from behave import then
from behave.runner import Context
from PySide6.QtWidgets import QWidget

from tests.support.window_driver import texts, wait_for
from traderadmin.gui.settings.findings import ScheduleFindings
from traderadmin.gui.settings.week import WeekTimeline


def shown(context: Context, kind: type[QWidget]) -> QWidget | None:
    """The part of the section that is in the window now."""
    found = context.operator.shown.findChildren(kind)
    return next((widget for widget in found if widget.isVisible()), None)


def week_in_words(context: Context) -> str:
    """What a screen reader is told of the coming week."""
    week = shown(context, WeekTimeline)
    return week.accessibleDescription() if week is not None else ""


@then('each session of the coming week stops at "{old}" in force and at "{new}" after applying')
def week_shows_both(context: Context, old: str, new: str) -> None:
    wait_for(lambda: "after applying" in week_in_words(context), "the edit in the week")
    said = week_in_words(context)
    assert said.count(f"in force: 13:30–{old} UTC") == said.count("in force:") > 0, said
    assert said.count(f"after applying: 13:30–{new} UTC") == said.count("after applying:"), said


@then("the coming week shows nothing but what is in force")
def week_shows_one(context: Context) -> None:
    wait_for(lambda: "after applying" not in week_in_words(context), "the edit to go")
    assert "13:30–20:00 UTC" in week_in_words(context)


@then('below the form stands "{words}"')
def stands_out(context: Context, words: str) -> None:
    wait_for(lambda: shown(context, ScheduleFindings) is not None, "something to stand out")
    found = shown(context, ScheduleFindings)
    assert found is not None
    assert words in texts(found), texts(found)


@then("nothing stands out below the form")
def nothing_stands_out(context: Context) -> None:
    wait_for(lambda: shown(context, ScheduleFindings) is None, "nothing to stand out")
