"""The orchestrator in a process of its own, started just before an edge of its schedule."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from behave import given, then, when
from behave.runner import Context

from tests.support.service_process import (
    FAKETIME,
    ServicePlace,
    ServiceProcess,
    faked_time,
    orchestrator,
    orchestrator_with_test_clock,
)
from tests.support.waiting import wait_until
from traderadmin.resources import template_bytes

MONDAY = date(2026, 11, 23)
BEFORE = timedelta(seconds=4)
EDGE_SECONDS = 10.0
SESSION_CLOSED = "session_closed"


class Watched:
    """One orchestrator with its folders."""

    def __init__(self, place: ServicePlace, process: ServiceProcess) -> None:
        self.place = place
        self.process = process


def at(clock_time: str) -> datetime:
    """That time on a trading day."""
    return datetime.combine(MONDAY, time.fromisoformat(clock_time))


@contextmanager
def started(
    context: Context, instant: datetime, changes: dict[str, str], *, level_check: bool = True
) -> Iterator[Watched]:
    """An orchestrator whose clock starts at `instant`: the shipped program under libfaketime.

    Without libfaketime, or without the level check, the tests' entry point composes the same parts.
    """
    number = len(list(context.root.glob("orchestrator-*")))
    folder = context.root / f"orchestrator-{number}"
    folder.mkdir()
    place = ServicePlace(folder)
    text = template_bytes().decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    place.write_config(text)
    if level_check and FAKETIME.exists():
        process = orchestrator(place, faked_time(f"{instant:%Y-%m-%d %H:%M:%S}"))
    else:
        stamp = f"{instant:%Y-%m-%dT%H:%M:%S}Z"
        process = orchestrator_with_test_clock(place, stamp, level_check=level_check)
    with process:
        yield Watched(place, process)


def run(
    context: Context, instant: datetime, changes: dict[str, str], *, level_check: bool = True
) -> Watched:
    """The same, ended with the scenario."""
    manager = started(context, instant, changes, level_check=level_check)
    watched = manager.__enter__()
    context.add_cleanup(manager.__exit__, None, None, None)
    return watched


def wait_for_clock(watched: Watched, instant: datetime) -> None:
    """Wait until the orchestrator's own clock reads `instant` or later."""
    wait_until(
        lambda: watched.process.status().now.replace(tzinfo=None) >= instant,
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
    context.watched = run(context, context.edge - BEFORE, context.changes)
    assert context.watched.process.is_active() is (value == "true")


@when('the system time (UTC) reaches "{clock_time}"')
def time_reaches(context: Context, clock_time: str) -> None:
    edge = at(clock_time)
    assert edge == context.edge
    wait_for_clock(context.watched, edge)


@then("the Python orchestrator's scheduler sets its 'is_trading_session_active' flag to {value}")
def flag_set(context: Context, value: str) -> None:
    wanted = value == "true"
    wait_until(
        lambda: context.watched.process.is_active() is wanted, 2.0, f"the flag to be {value}"
    )


@then("new trading orders are no longer placed by the orchestrator")
def orders_refused(context: Context) -> None:
    answer = context.watched.process.signal()
    assert (answer.data["outcome"], answer.data["reason"]) == ("refused", SESSION_CLOSED)
    lines = context.watched.place.orders()
    assert [line["outcome"] for line in lines] == ["refused"], lines


@then("the orchestrator is now permitted to place new trading orders (if other conditions met)")
def orders_accepted(context: Context) -> None:
    answer = context.watched.process.signal()
    assert answer.data["outcome"] == "accepted", answer.data


@given("the Python orchestrator service is running")
def running_from_both_values(context: Context) -> None:
    """Four of them: from both initial values, just before each of the two edges."""
    context.flags = []
    for initially in (False, True):
        changes = dict(context.changes)
        changes["initially_active = false"] = f"initially_active = {str(initially).lower()}"
        for edge in ("13:30", "20:00"):
            watched = run(context, at(edge) - BEFORE, changes)
            assert watched.process.is_active() is initially
            context.flags.append((watched, edge, initially))


@when('the system time (UTC) passes "{start}" and "{stop}"')
def time_passes(context: Context, start: str, stop: str) -> None:
    assert {at(edge) for _, edge, _ in context.flags} == {at(start), at(stop)}
    for watched, edge, _ in context.flags:
        wait_for_clock(watched, at(edge) + timedelta(seconds=1))


@then(
    "the Python orchestrator's 'is_trading_session_active' flag remains unchanged (e.g., "
    "consistently false or true based on its initial state before schedule times)"
)
def flags_unchanged(context: Context) -> None:
    for watched, edge, initially in context.flags:
        assert watched.process.is_active() is initially, f"changed at {edge}"


@then("trading activity is not automatically started or stopped by the scheduler")
def orders_follow_initial_value(context: Context) -> None:
    for watched, _, initially in context.flags:
        wanted = "accepted" if initially else "refused"
        assert watched.process.signal().data["outcome"] == wanted


@given('an orchestrator without the level check, started just before "{clock_time}"')
def without_level_check(context: Context, clock_time: str) -> None:
    context.edge = at(clock_time)
    context.watched = run(context, context.edge - BEFORE, {}, level_check=False)


@given('an orchestrator started at "{clock_time}"')
def started_at(context: Context, clock_time: str) -> None:
    context.watched = run(context, at(clock_time), {})


@when('its clock passes "{clock_time}"')
def clock_passes(context: Context, clock_time: str) -> None:
    time_reaches(context, clock_time)


@then("its session is {state}")
def session_is(context: Context, state: str) -> None:
    wanted = state == "open"
    wait_until(
        lambda: context.watched.process.is_active() is wanted, 2.0, f"the session to be {state}"
    )
