"""The operator's own scenarios of the schedule: orchestrators started just before an edge."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from behave import given, then, when
from behave.runner import Context

from features.steps.clocked import Clocked, at, clock_of, is_active
from features.steps.order_steps import signal_for
from tests.support.waiting import wait_until

EDGE_SECONDS = 60.0
ON_TIME = timedelta(seconds=2)
SESSION_CLOSED = "session_closed"
QUANTITY = 10


def keep(context: Context, manager: AbstractContextManager[Clocked]) -> Clocked:
    """Start an orchestrator that is ended with the scenario."""
    clocked = manager.__enter__()
    context.add_cleanup(manager.__exit__, None, None, None)
    return clocked


def start_before(context: Context, edge: datetime, changes: Mapping[str, str]) -> Clocked:
    """Start one just before an edge, in the way of this stage."""
    return keep(context, context.orchestrators.before(edge, changes))


def wait_for_clock(clocked: Clocked, instant: datetime) -> None:
    """Wait until the orchestrator's own clock reads `instant` or later."""
    wait_until(
        lambda: clock_of(clocked) >= instant,
        EDGE_SECONDS,
        f"the orchestrator's clock to reach {instant:%H:%M:%S}",
    )


@given("the 'trading_schedule.enabled' in config.toml is {value}")
def schedule_enabled(context: Context, value: str) -> None:
    context.changes = {"enabled = true": f"enabled = {value}"}


@given("'trading_schedule.stop_time_utc' is set to \"{value}\"")
def stop_time(context: Context, value: str) -> None:
    context.changes['stop_time_utc = "20:00"'] = f'stop_time_utc = "{value}"'
    context.edge = at(value)


@given("'trading_schedule.start_time_utc' is set to \"{value}\"")
def start_time(context: Context, value: str) -> None:
    context.changes['start_time_utc = "13:30"'] = f'start_time_utc = "{value}"'
    context.edge = at(value)


@given(
    "the Python orchestrator service is running and its internal "
    "'is_trading_session_active' flag is {value}"
)
def running_with_flag(context: Context, value: str) -> None:
    context.clocked = start_before(context, context.edge, context.changes)
    assert is_active(context.clocked) is (value == "true")
    answer = context.clocked.submit(signal_for(QUANTITY))
    assert answer["outcome"] == ("accepted" if value == "true" else "refused"), answer
    assert clock_of(context.clocked) < context.edge


@when('the system time (UTC) reaches "{clock_time}"')
def time_reaches(context: Context, clock_time: str) -> None:
    edge = at(clock_time)
    assert edge == context.edge
    wait_for_clock(context.clocked, edge)


@then("the Python orchestrator's scheduler sets its 'is_trading_session_active' flag to {value}")
def flag_set(context: Context, value: str) -> None:
    wanted = value == "true"
    wait_until(lambda: is_active(context.clocked) is wanted, 2.0, f"the flag to be {value}")
    since = context.clocked.status().session.since.replace(tzinfo=None)
    assert context.edge <= since < context.edge + ON_TIME, since


@then("new trading orders are no longer placed by the orchestrator")
def orders_refused(context: Context) -> None:
    signal = signal_for(QUANTITY)
    answer = context.clocked.submit(signal)
    assert (answer["outcome"], answer["reason"]) == ("refused", SESSION_CLOSED)
    assert outcomes_of(context.clocked, signal["signal_id"]) == ["refused"]


@then("the orchestrator is now permitted to place new trading orders (if other conditions met)")
def orders_accepted(context: Context) -> None:
    signal = signal_for(QUANTITY)
    answer = context.clocked.submit(signal)
    assert answer["outcome"] == "accepted", answer
    assert outcomes_of(context.clocked, signal["signal_id"])[0] == "accepted"


def outcomes_of(clocked: Clocked, signal_id: str) -> list[str]:
    """What the order log says of a signal, in order."""
    return [line["outcome"] for line in clocked.orders() if line["signal_id"] == signal_id]


@given("the Python orchestrator service is running")
def running_from_both_values(context: Context) -> None:
    """Four of them: from both initial values, just before each of the two edges."""
    context.flags = []
    for initially in (False, True):
        changes = dict(context.changes)
        changes["initially_active = false"] = f"initially_active = {str(initially).lower()}"
        for edge in ("13:30", "20:00"):
            clocked = start_before(context, at(edge), changes)
            assert is_active(clocked) is initially
            context.flags.append((clocked, edge, initially))


@when('the system time (UTC) passes "{start}" and "{stop}"')
def time_passes(context: Context, start: str, stop: str) -> None:
    assert {at(edge) for _, edge, _ in context.flags} == {at(start), at(stop)}
    for clocked, edge, _ in context.flags:
        wait_for_clock(clocked, at(edge) + timedelta(seconds=1))


@then(
    "the Python orchestrator's 'is_trading_session_active' flag remains unchanged (e.g., "
    "consistently false or true based on its initial state before schedule times)"
)
def flags_unchanged(context: Context) -> None:
    for clocked, edge, initially in context.flags:
        assert is_active(clocked) is initially, f"changed at {edge}"


@then("trading activity is not automatically started or stopped by the scheduler")
def orders_follow_initial_value(context: Context) -> None:
    for clocked, _, initially in context.flags:
        wanted = "accepted" if initially else "refused"
        assert clocked.submit(signal_for(QUANTITY))["outcome"] == wanted
