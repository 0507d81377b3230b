"""`session halt`, with and without `--stop-orchestrator`, and `session release`."""

import pytest

from tests.cli.conftest import Line
from tests.support.faults import raising
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import DeadlinePassedError, RefusedError, TraderAdminError
from traderadmin.targets.states import HaltState

AWAY = RefusedError("No session with the config keeper", "The config keeper does not answer.")
NEXT = "`traderadmin session halt --stop-orchestrator`"


@pytest.fixture
def deaf(line: Line, monkeypatch: pytest.MonkeyPatch) -> Line:
    """An orchestrator that takes no notice of a halt."""
    monkeypatch.setattr(
        line.target, "set_halt", lambda record: setattr(line.target, "halt", record)
    )
    return line


def counts(line: Line) -> dict[str, int]:
    return {name: service.wanted for name, service in line.target.by_name.items()}


def test_that_a_halt_says_first_what_stays_open(line: Line) -> None:
    result = line("session", "halt")
    assert result.exit_code == 0
    assert result.stderr == "How many positions are open is unknown.\n"
    line.target.by_name["orchestrator"].facts = {
        "positions": {"AAPL": {"quantity": 40}},
        "working": [],
    }
    stays = "1 position stays open and unattended.\n"
    assert line("session", "halt").stderr == stays
    assert stays.strip() in line("pause").stderr


def test_that_a_halt_nobody_confirms_is_exit_code_4_with_the_next_command(deaf: Line) -> None:
    result = deaf("session", "halt")
    assert result.exit_code == 4
    assert "has not confirmed it yet" in result.stdout
    assert "Not confirmed: the orchestrator did not say within 3 s" in result.stderr
    assert f"Stop the orchestrator now: {NEXT}" in result.stderr
    assert deaf.json("session", "halt")["halt_confirmed"] is False


def test_that_the_next_command_names_the_same_target(deaf: Line) -> None:
    result = deaf("--context", "prod", "--namespace", "trading", "session", "halt")
    assert "`traderadmin --context prod --namespace trading session halt --stop-" in result.stderr


def test_that_a_halt_is_confirmed_where_no_orchestrator_runs(deaf: Line) -> None:
    deaf.target.by_name["orchestrator"].wanted = 0
    assert deaf("session", "halt").exit_code == 0


def test_that_a_target_that_cannot_be_looked_at_confirms_nothing(line: Line) -> None:
    line.target.faults["snapshot"] = raising(TraderAdminError("Away", "It does not answer."))
    result = line("session", "halt")
    assert result.exit_code == 4
    assert result.stderr.startswith("How many positions are open is unknown.\nNot confirmed: ")
    assert result.stdout == ""
    assert line.target.halt is not None


def test_that_a_halt_that_cannot_be_written_names_the_next_command(line: Line) -> None:
    line.target.faults["halt"] = raising(AWAY)
    result = line("session", "halt")
    assert result.exit_code == 1
    assert "Trading could not be halted: The config keeper does not answer." in result.stderr
    assert f"Stop the orchestrator now: {NEXT}" in result.stderr
    assert counts(line) == {"scanner": 1, "orchestrator": 1}


def test_that_the_orchestrator_alone_can_be_stopped(deaf: Line) -> None:
    result = deaf("session", "halt", "--stop-orchestrator", "--reason", "It does not listen")
    assert result.exit_code == 0
    assert "The orchestrator is stopped: no order is placed" in result.stdout
    assert counts(deaf) == {"scanner": 1, "orchestrator": 0}
    assert deaf.target.by_name["orchestrator"].record == ReplicaRecord(1, OPERATOR)
    assert deaf.target.halt is not None
    told = {entry.event.value: entry.reason for entry in deaf.target.lines}
    assert told == dict.fromkeys(("halt", "stop_orchestrator"), "It does not listen")


def test_that_it_is_stopped_where_a_halt_cannot_be_written(line: Line) -> None:
    line.target.faults["halt"] = raising(AWAY)
    line.target.faults["history"] = raising(AWAY)
    line.target.faults["snapshot"] = raising(AWAY)
    result = line("session", "halt", "--stop-orchestrator")
    assert result.exit_code == 4
    assert "The orchestrator is stopped" in result.stdout
    assert "Trading could not be halted: The config keeper does not answer." in result.stderr
    assert "This could not be recorded in history" in result.stderr
    assert "Halt before services are started again" in result.stderr
    assert counts(line) == {"scanner": 1, "orchestrator": 0}
    document = line.json("session", "halt", "--stop-orchestrator")
    assert document["orchestrator_gone"] is True
    assert document["not_halted"] == "The config keeper does not answer."


def test_that_one_that_is_still_going_is_exit_code_4(line: Line) -> None:
    late = DeadlinePassedError("", "orchestrator did not stop within 30 s.")
    line.target.faults["stopped:orchestrator"] = raising(late)
    result = line("session", "halt", "--stop-orchestrator")
    assert result.exit_code == 4
    assert "is set to 0, but is not gone yet: orchestrator did not stop" in result.stdout


def test_that_it_is_said_where_trading_can_be_neither_halted_nor_stopped(line: Line) -> None:
    away = RefusedError("The cluster does not answer", "Nobody answers at the API server.")
    line.target.faults["halt"] = raising(away)
    line.target.faults["stop:orchestrator"] = raising(away)
    result = line("session", "halt", "--stop-orchestrator")
    assert result.exit_code == 1
    assert (
        "Trading could be neither halted nor stopped: Nobody answers at the API server.\n"
        in result.stderr
    )
    assert "Stop it where it runs, or cut its line to the broker." in result.stderr


def test_that_a_halt_that_was_written_is_said_though_the_stop_failed(line: Line) -> None:
    line.target.faults["stop:orchestrator"] = raising(RefusedError("", "Not permitted."))
    result = line("session", "halt", "--stop-orchestrator")
    assert result.exit_code == 1
    assert "The orchestrator could not be stopped: The halt is written" in result.stderr
    assert line.target.halt is not None


def test_that_a_release_needs_a_yes_where_nobody_can_be_asked(line: Line) -> None:
    line("session", "halt")
    result = line("session", "release")
    assert result.exit_code == 1
    assert "Add --yes to confirm." in result.stderr
    assert line.target.halt is not None
    assert line("session", "release", "--yes").exit_code == 0
    assert line.target.halt is None


def test_that_an_apply_says_first_what_stays_open(line: Line) -> None:
    line.target.by_name["orchestrator"].facts = {"positions": {"AAPL": {"quantity": 40}}}
    change = ("apply", "--set", "risk.max_order_size=400")
    left = "1 position stays open and unattended meanwhile."
    assert left in line(*change, "--dry-run").stdout
    said = line.events(*change)
    warnings = [event["message"] for event in said if event["event"] == "warning"]
    assert any(text.startswith(left) for text in warnings)
    assert said.index({"event": "warning", "message": warnings[-1]}) < len(said) - 1


def test_that_a_latch_that_cannot_be_seen_is_null(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line.target, "halt_state", lambda: HaltState(known=False))
    assert line.json("session")["halted"] is None
