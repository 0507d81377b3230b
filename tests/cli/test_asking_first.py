"""`apply --dry-run`, and what is asked before an apply."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Line
from traderadmin.resources import template_bytes
from traderadmin.targets.states import Check, CheckLevel, TargetInfo

STOP = "trading_schedule.stop_time_utc"


def test_that_a_dry_run_shows_everything_and_changes_nothing(line: Line) -> None:
    result = line("apply", "--set", f"{STOP}=21:00", "--dry-run")
    assert result.exit_code == 0
    assert '- stop_time_utc = "20:00"' in result.stdout
    assert '+ stop_time_utc = "21:00"' in result.stdout
    assert "trading is open until 21:00 UTC" in result.stdout
    assert "ok       Reachable" in result.stdout
    assert "Nothing was changed. This could be applied." in result.stdout
    assert line.target.log == []
    assert line.target.lines == []


def test_that_a_dry_run_of_what_would_be_refused_is_exit_code_1(line: Line) -> None:
    line.target.checks = (Check("Room", CheckLevel.REFUSED, "The disk is full.", "Make room."),)
    result = line("apply", "--set", f"{STOP}=21:00", "--dry-run")
    assert result.exit_code == 1
    assert "refused  Room: The disk is full." in result.stdout
    assert "Make room." in result.stdout
    plan, last = line.events("apply", "--set", "risk.max_order_size=0", "--dry-run")
    assert plan["event"] == "plan"
    assert plan["problems"][0]["path"] == "risk.max_order_size"
    assert plan["preflight"][0]["level"] == "refused"
    assert last == {"event": "result", "exit_code": 1, "outcome": "dry_run"}


def test_that_a_dry_run_does_not_create_a_configuration(
    line: Line, on_first_use: Callable[[], None]
) -> None:
    on_first_use()
    assert line("apply", "--set", f"{STOP}=21:00", "--dry-run").exit_code == 1
    assert line.target.content == b""


def test_that_a_first_apply_makes_the_file_from_the_template_and_says_so(
    line: Line, on_first_use: Callable[[], None]
) -> None:
    on_first_use()
    result = line("apply", "--set", f"{STOP}=21:00")
    assert result.exit_code == 0
    assert "was made from the template" in result.stderr
    assert b'stop_time_utc = "21:00"' in line.target.content


OPEN_FOR_GOOD = (
    "--set", "trading_schedule.enabled=false",
    "--set", "trading_schedule.initially_active=true",
)  # fmt: skip


def test_that_opening_for_good_needs_yes_where_nobody_can_be_asked(line: Line) -> None:
    refused = line("apply", *OPEN_FOR_GOOD)
    assert refused.exit_code == 1
    assert "will not close by itself" in refused.stderr
    assert "--yes" in refused.stderr
    assert line.target.content == template_bytes()
    assert line.events("apply", *OPEN_FOR_GOOD)[-1]["exit_code"] == 1
    assert line("apply", *OPEN_FOR_GOOD, "--yes").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [("apply", "--set", f"{STOP}=21:00"), ("pause",), ("resume",)]
)
def test_that_a_production_target_needs_yes(line: Line, arguments: tuple[str, ...]) -> None:
    line.target._info = TargetInfo("Desk 1", "local", "local", "memory", production=True)
    refused = line(*arguments)
    assert refused.exit_code == 1
    assert "Desk 1 is marked production" in refused.stderr
    assert line.target.log == []
    assert line(*arguments, "--yes").exit_code == 0
