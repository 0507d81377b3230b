"""`pause`, `resume`, `recover` and `session` on a target in memory."""

from dataclasses import replace

import pytest

from tests.cli.conftest import Line
from tests.cli.unfinished import NEW, unfinished
from traderadmin.cli.commands.recover import effect
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.journal import Operation, Step
from traderadmin.contract.revision import revision_of
from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.resources import template_bytes
from traderadmin.workflow.recovery import Recovery


def test_that_services_are_stopped_and_started_again(line: Line) -> None:
    assert line("pause", "--reason", "Lunch").exit_code == 0
    assert [service.wanted for service in line.target.by_name.values()] == [0, 0]
    assert line.target.lines[-1].reason == "Lunch"
    result = line("resume")
    assert result.exit_code == 0
    assert "Both services started" in result.stdout
    assert [service.wanted for service in line.target.by_name.values()] == [1, 1]


def test_that_nothing_unfinished_is_exit_code_0(line: Line) -> None:
    result = line("recover")
    assert result.exit_code == 0
    assert "Nothing is unfinished." in result.stdout
    assert line.json("recover")["unfinished"] is False


def test_that_an_apply_under_way_is_nothing_to_recover(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    line.target.held = True
    result = line("recover")
    assert result.exit_code == 0
    assert "someone is at it." in result.stdout
    assert line("recover", "--undo").exit_code == 1


def test_that_what_is_unfinished_is_shown_with_what_each_way_does(line: Line) -> None:
    unfinished(line, Step.RESUME, replaced=True)
    result = line("recover")
    assert result.exit_code == 4
    assert "it stopped at step resume" in result.stdout
    assert "someone on desk-2" in result.stdout
    assert "recover --undo" in result.stdout
    assert "recover --finish" in result.stdout
    document = line.json("recover")
    assert [way["way"] for way in document["ways"]] == ["undo", "finish"]
    assert document["journal"]["apply_id"] == "0123456789ab"
    assert line.target.journal is not None


def test_that_before_the_save_only_undo_is_offered(line: Line) -> None:
    unfinished(line, Step.PAUSE, replaced=False)
    assert [way["way"] for way in line.json("recover")["ways"]] == ["undo"]
    refused = line("recover", "--finish")
    assert refused.exit_code == 1
    assert "--undo" in refused.stderr
    assert line.target.journal is not None


def test_that_undo_brings_back_file_and_services(line: Line) -> None:
    unfinished(line, Step.RESUME, replaced=True)
    result = line("recover", "--undo")
    assert result.exit_code == 0
    assert line.target.content == template_bytes()
    assert [service.wanted for service in line.target.by_name.values()] == [1, 1]
    assert line.target.journal is None


def test_that_finish_keeps_the_new_file(line: Line) -> None:
    unfinished(line, Step.VERIFY, replaced=True)
    events = line.events("recover", "--finish")
    assert events[-1]["exit_code"] == 0
    assert line.target.content == NEW
    assert line.target.journal is None


def test_that_a_failed_recovery_is_exit_code_4(line: Line) -> None:
    def refuse() -> None:
        raise RefusedError("No", "It does not start.")

    unfinished(line, Step.RESUME, replaced=True)
    line.target.faults["resume:scanner"] = refuse
    assert line("recover", "--finish").exit_code == 4
    assert line.target.journal is not None


def test_that_both_ways_at_once_are_a_usage_error(line: Line) -> None:
    assert line("recover", "--undo", "--finish").exit_code == 2


def test_that_recovering_nothing_is_refused(line: Line) -> None:
    assert line("recover", "--undo").exit_code == 1


@pytest.mark.parametrize(
    ("operation", "way", "replaced", "text"),
    [
        (Operation.APPLY, Recovery.UNDO, False, "Keeps config.toml as it is. Starts scanner"),
        (Operation.APPLY, Recovery.UNDO, True, "puts the old file"),
        (Operation.APPLY, Recovery.FINISH, True, "Keeps the new file"),
        (Operation.PAUSE, Recovery.UNDO, False, "Starts scanner and orchestrator."),
        (Operation.RESUME, Recovery.UNDO, False, "Stops scanner and orchestrator again."),
        (Operation.RESUME, Recovery.FINISH, False, "Starts scanner and orchestrator."),
    ],
)
def test_that_each_way_says_what_it_would_do(
    line: Line, operation: Operation, way: Recovery, replaced: bool, text: str
) -> None:
    journal = replace(unfinished(line, Step.PAUSE, replaced=replaced), operation=operation)
    assert text in effect(way, journal, revision_of(line.target.content))


# Session


def halt_of(line: Line) -> str:
    """Who halted the target; empty when nobody did."""
    return line.target.halt.who if line.target.halt else ""


def test_that_the_session_is_shown(line: Line) -> None:
    assert line("session").stdout.startswith("Open: until 20:00 UTC\n3 h 07 min left")
    assert line.json("session")["state"] == "open"


def test_that_halt_and_release_say_what_they_bring_about(line: Line) -> None:
    halted = line("session", "halt", "--reason", "Odd prices")
    assert halted.exit_code == 0
    assert "Halted: by trader on desk-1 at 16:52 UTC" in halted.stdout
    assert "Why: Odd prices" in halted.stdout
    assert halt_of(line)
    released = line("session", "release", "--yes")
    assert released.exit_code == 0
    assert "trading opens now until 20:00 UTC." in released.stderr
    assert released.stdout.startswith("Open")
    assert halt_of(line) == ""
    assert [entry.event.value for entry in line.target.lines] == ["halt", "release"]


def test_that_a_halt_stands_though_it_cannot_be_recorded(line: Line) -> None:
    def full() -> None:
        raise TraderAdminError("Full", "The disk is full.")

    line.target.faults["history"] = full
    assert line("session", "halt").exit_code == 0
    assert halt_of(line) == "trader on desk-1"
    assert line("session", "release", "--yes").exit_code == 0
    assert not halt_of(line)


def test_that_a_halt_that_may_not_last_stands_with_a_warning(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    halts = line.target.set_halt

    def unconfirmed(record: HaltRecord) -> None:
        halts(record)
        raise UnconfirmedError("Halt not confirmed", "It may not survive a power failure.")

    monkeypatch.setattr(line.target, "set_halt", unconfirmed)
    result = line("session", "halt")
    assert result.exit_code == 0
    assert "Halt not confirmed: It may not survive" in result.stderr


def test_that_a_halt_makes_a_target_ready_only_where_it_must(line: Line) -> None:
    def refuse() -> None:
        raise TraderAdminError("Full", "The disk is full.")

    line.target.faults["connect"] = refuse
    assert line("session", "halt").exit_code == 0
    assert halt_of(line) == "trader on desk-1"


def test_that_a_halt_works_with_a_broken_file_and_during_an_apply(line: Line) -> None:
    line.target.content = b"no toml"
    unfinished_services = line.target.by_name
    line.target.held = True
    assert line("session", "halt").exit_code == 0
    assert line.target.halt is not None
    assert unfinished_services["scanner"].wanted == 1


def test_that_releasing_what_is_not_halted_changes_nothing(line: Line) -> None:
    result = line("session", "release")
    assert result.exit_code == 0
    assert "Trading is not halted" in result.stderr
    assert line.target.lines == []
