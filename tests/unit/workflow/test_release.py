"""What releasing the halt will do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.workflow.test_tradingfacts import NOW, instance_of, snapshot_of
from traderadmin.schedule import Schedule
from traderadmin.workflow.release import release_text

NORMAL = Schedule.from_values({})


def told(values: dict[str, Any], now: datetime = NOW, **facts: Any) -> str:
    """By an orchestrator that follows the schedule of `values`, which the file has, too."""
    schedule = Schedule.from_values(values)
    look = snapshot_of(instance_of(schedule=schedule.to_json(), **facts))
    return release_text(schedule, look, now)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "Trading opens now until 20:00 UTC."),
        ({"start_time_utc": "18:00"}, "Trading stays closed and opens 18:00 UTC."),
        (
            {"enabled": False},
            "The schedule is off: trading takes up the state it had before the halt.",
        ),
        ({"closed_dates": ["2026-11-23"]}, "Trading stays closed and opens Tue 13:30 UTC."),
    ],
)
def test_that_it_follows_from_the_schedule(values: dict[str, Any], text: str) -> None:
    assert told(values) == text


def test_that_an_opening_waits_for_the_broker() -> None:
    assert told({}, unknown_orders=["o1"]) == (
        "Trading opens now until 20:00 UTC, once the broker has told what became of 1 order."
    )


def test_that_what_counts_is_in_force_and_that_another_file_is_named() -> None:
    file = replace(NORMAL, stop=datetime(2026, 1, 1, 21).time())  # noqa: DTZ001 - a wall time
    look = snapshot_of(instance_of(schedule=NORMAL.to_json()))
    assert release_text(file, look, NOW) == (
        "Trading opens now until 20:00 UTC. The file has another schedule, which is not in force."
    )
    assert release_text(None, look, NOW).endswith("that of the file cannot be read.")


def test_that_the_reason_is_given_where_the_orchestrator_refuses_the_file() -> None:
    instance = instance_of(schedule=NORMAL.to_json())
    assert instance.status is not None
    refusing = replace(instance, status=replace(instance.status, config_error="Line 3 is no TOML."))
    file = replace(NORMAL, enabled=False)
    assert release_text(file, snapshot_of(refusing), NOW).endswith(
        "which is not in force. The orchestrator refuses it: Line 3 is no TOML."
    )


def test_that_it_opens_by_the_orchestrators_own_clock() -> None:
    schedule = NORMAL.to_json()
    late = instance_of(now=NOW + timedelta(hours=6), schedule=schedule)
    assert release_text(NORMAL, snapshot_of(late), NOW).startswith("Trading stays closed and opens")


def test_that_what_is_not_known_is_said_to_be_so() -> None:
    look = snapshot_of(instance_of(schedule=None))
    assert "until the orchestrator has loaded a good configuration" in release_text(
        NORMAL, look, NOW
    )
    silent = snapshot_of(replace(instance_of(), status=None))
    assert "does not answer" in release_text(NORMAL, silent, NOW)
    assert "does not run" in release_text(NORMAL, snapshot_of(), NOW)
    assert "does not run" in release_text(NORMAL, None, NOW)


def test_that_one_that_does_not_tell_its_schedule_is_judged_by_the_file() -> None:
    look = snapshot_of(instance_of())
    assert release_text(NORMAL, look, NOW) == (
        "The orchestrator does not tell its schedule. "
        "By the file: trading opens now until 20:00 UTC."
    )
    assert release_text(None, look, NOW).endswith("that cannot be read either.")


def test_that_a_schedule_without_sessions_stays_closed() -> None:
    far = NORMAL.to_json() | {"closed_dates": [], "days_of_week": ["Sun"]}
    sunday = datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert told(far, sunday) == "Trading stays closed and opens Sun 13:30 UTC."
