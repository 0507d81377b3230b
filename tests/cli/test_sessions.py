"""`sessions`: what a schedule means from now on, and what stands out in it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Line
from traderadmin.resources import template_bytes

HOLIDAYS = """closed_dates = ["2026-11-26"]
exchange_timezone = "America/New_York"

[[trading_schedule.early_closes]]
date = "2026-11-27"
stop_time_utc = "18:00"

[orchestrator]
"""
NEW_YORK = "America/New_York"
CHANGES_NOTHING = "Changes nothing: 2026-11-27 is a closed date."


@pytest.fixture(autouse=True)
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on the other side of midnight."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def with_holidays() -> bytes:
    """The template with Thanksgiving and the half day after it."""
    return template_bytes().replace(b"[orchestrator]\n", HOLIDAYS.encode())


def test_that_sessions_are_told_in_utc_and_local_time(line: Line) -> None:
    result = line("sessions", "--next", "2")
    assert result.exit_code == 0
    assert [text.split() for text in result.stdout.splitlines()] == [
        ["Open", "until", "20:00", "UTC"],
        ["STARTS", "UTC", "LOCAL"],
        ["Mon", "2026-11-23", "13:30–20:00", "22:30–05:00", "JST", "open", "now"],
        ["Tue", "2026-11-24", "13:30–20:00", "22:30–05:00", "JST"],
    ]


def test_that_a_local_day_that_is_another_one_is_named(line: Line) -> None:
    line.target.content = template_bytes().replace(b'"13:30"', b'"19:00"')
    (row,) = line("sessions", "--next", "1").stdout.splitlines()[2:]
    assert row.split() == ["Mon", "2026-11-23", "19:00–20:00", "Tue", "04:00–05:00", "JST"]


def test_that_holidays_and_the_exchange_are_in_the_list(line: Line, with_holidays: bytes) -> None:
    line.target.content = with_holidays
    rows = line("sessions", "--next", "5").stdout.splitlines()[1:]
    assert rows[0].split() == ["STARTS", "UTC", "LOCAL", "AMERICA/NEW_YORK"]
    assert [row.split()[1] for row in rows[1:6]] == [
        "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27", "2026-11-30",
    ]  # fmt: skip
    assert rows[6:] == ["Closed dates until then: Thu 2026-11-26."]
    assert "13:30–18:00  22:30–03:00 JST  08:30–13:00" in rows[4]
    assert rows[4].endswith("closes early")


def test_that_a_file_given_is_listed_and_the_targets_left_alone(
    line: Line, with_holidays: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "new.toml"
    file.write_bytes(with_holidays)
    line.clock.at = datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert line("sessions", str(file)).stdout.startswith("Closed: 2026-11-26\n")
    assert line("sessions", "-", given=with_holidays).stdout.startswith("Closed: 2026-11-26\n")
    assert line("sessions").stdout.startswith("Open until 20:00 UTC\n")
    assert line.target.content == template_bytes()


def test_that_a_schedule_that_is_off_is_said_to_be_off(line: Line) -> None:
    line.target.content = template_bytes().replace(b"enabled = true", b"enabled = false", 1)
    first, second, *_ = line("sessions").stdout.splitlines()
    assert first.startswith("Schedule off: nothing opens or closes by itself.")
    assert second == "Open until 20:00 UTC"
    assert line.json("sessions")["enabled"] is False


def test_that_programs_get_the_same_as_json(line: Line, with_holidays: bytes) -> None:
    line.target.content = with_holidays
    line.clock.at = datetime(2026, 11, 26, 15, tzinfo=UTC)
    document = line.json("sessions", "--next", "1")
    revision = document.pop("revision")
    assert len(revision) == 64
    assert document == {
        "file": None,
        "now": "2026-11-26T15:00:00.000Z",
        "enabled": True,
        "active": False,
        "why": "closed_date",
        "text": "closed: 2026-11-26",
        "next_edge": {"at": "2026-11-27T13:30:00.000Z", "opens": True},
        "sessions": [
            {
                "start": "2026-11-27T13:30:00.000Z",
                "stop": "2026-11-27T18:00:00.000Z",
                "closes_early": True,
                "local_start": "2026-11-27T22:30:00+09:00",
                "local_stop": "2026-11-28T03:00:00+09:00",
                "exchange_start": "2026-11-27T08:30:00-05:00",
                "exchange_stop": "2026-11-27T13:00:00-05:00",
            }
        ],
        "closed": ["2026-11-26"],
    }


def test_that_lint_says_what_stands_out_and_still_ends_with_0(
    line: Line, with_holidays: bytes
) -> None:
    line.target.content = with_holidays.replace(b'["2026-11-26"]', b'["2026-11-27"]')
    result = line("sessions", "--lint")
    assert result.exit_code == 0
    zone = "info: trading_schedule.exchange_timezone: From"
    summer, winter = "09:30–16:00", "08:30–15:00"
    assert result.stdout.split("\n\n")[1].splitlines() == [
        f"warning: trading_schedule.early_closes[0].date: {CHANGES_NOTHING}",
        f"{zone} 2027-03-14 the same UTC times are {summer} in {NEW_YORK}, until then {winter}.",
        f"{zone} 2027-11-07 the same UTC times are {winter} in {NEW_YORK}, until then {summer}.",
    ]
    found = line.json("sessions", "--lint")["lint"]
    assert [(each["level"], each["kind"], each["date"]) for each in found] == [
        ("warning", "validation", None),
        ("info", "zone_change", "2027-03-14"),
        ("info", "zone_change", "2027-11-07"),
    ]


def test_that_lint_of_a_plain_schedule_finds_nothing(line: Line) -> None:
    assert line("sessions", "--lint").stdout.endswith("\n\nNothing stands out.\n")
    assert line.json("sessions", "--lint")["lint"] == []


def test_that_a_schedule_that_is_not_valid_is_exit_code_1(line: Line) -> None:
    line.target.content = template_bytes().replace(b'"20:00"', b'"13:30"')
    result = line("sessions", "--lint")
    assert result.exit_code == 1
    assert not result.stdout
    assert "trading_schedule.stop_time_utc: Must differ from the start" in result.stderr


def test_that_what_is_wrong_elsewhere_does_not_hide_the_sessions(line: Line) -> None:
    line.target.content = template_bytes().replace(b"max_order_size = 500", b"max_order_size = 0")
    assert line("sessions").exit_code == 0


@pytest.mark.parametrize("count", ["0", "1001", "ten"])
def test_that_a_senseless_number_of_sessions_is_a_usage_error(count: str, line: Line) -> None:
    assert line("sessions", "--next", count).exit_code == 2


def test_that_nothing_is_created_on_a_first_use(
    line: Line, on_first_use: Callable[[], None]
) -> None:
    on_first_use()
    result = line("sessions")
    assert result.exit_code == 1
    assert "There is no config.toml yet." in result.stderr
    assert line.target.content == b""
