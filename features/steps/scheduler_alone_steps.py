"""Orchestrators of this machine on which only the scheduler's own jobs move the session."""

from behave import given, then, when
from behave.runner import Context

from features.steps.clocked import BEFORE, at, is_active
from features.steps.schedule_steps import keep, time_reaches
from tests.support.waiting import wait_until


@given('an orchestrator without the level check, started just before "{clock_time}"')
def without_level_check(context: Context, clock_time: str) -> None:
    context.edge = at(clock_time)
    started = context.orchestrators.started(context.edge - BEFORE, {}, level_check=False)
    context.clocked = keep(context, started)


@given('an orchestrator started at "{clock_time}"')
def started_at(context: Context, clock_time: str) -> None:
    context.clocked = keep(context, context.orchestrators.started(at(clock_time), {}))


@when('its clock passes "{clock_time}"')
def clock_passes(context: Context, clock_time: str) -> None:
    time_reaches(context, clock_time)


@then("its session is {state}")
def session_is(context: Context, state: str) -> None:
    wanted = state == "open"
    wait_until(lambda: is_active(context.clocked) is wanted, 2.0, f"the session to be {state}")
