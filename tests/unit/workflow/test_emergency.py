"""Stopping the orchestrator at once, alone and while somebody applies."""

from collections.abc import Callable

import pytest

from tests.support.faults import raising
from tests.unit.workflow.conftest import Bench
from traderadmin.contract.history import Event, Outcome
from traderadmin.contract.journal import OPERATOR, Journal, Operation, ReplicaRecord, Step
from traderadmin.errors import (
    DeadlinePassedError,
    RefusedError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.targets.port import Patience
from traderadmin.workflow.emergency import neither
from traderadmin.workflow.events import ApplyFailedError
from traderadmin.workflow.recovery import Recovery

BY_OPERATOR = ReplicaRecord(1, OPERATOR)
NOBODY = Patience(1.0)
STAYS = "orchestrator was stopped by an operator meanwhile and stays stopped."


def stopping(bench: Bench) -> Callable[[], None]:
    """A fault in which somebody else stops the orchestrator at once."""

    def stop() -> None:
        bench.target.stop_now("orchestrator", NOBODY)

    return stop


def pressed(bench: Bench) -> Callable[[], None]:
    """A fault in which the operator at this very program does."""

    def stop() -> None:
        bench.backend.stop_orchestrator("not confirmed")

    return stop


def orchestrator(bench: Bench) -> tuple[int, ReplicaRecord | None]:
    service = bench.target.by_name["orchestrator"]
    return service.wanted, service.record


def test_that_only_the_orchestrator_is_stopped_and_that_it_is_recorded(bench: Bench) -> None:
    done = bench.backend.stop_orchestrator("halt not confirmed")
    assert done.gone
    assert done.text.startswith("The orchestrator is stopped: no order is placed")
    assert done.warnings == ()
    assert orchestrator(bench) == (0, BY_OPERATOR)
    assert bench.target.by_name["scanner"].wanted == 1
    (entry,) = bench.target.lines
    assert (entry.event, entry.outcome) == (Event.STOP, Outcome.DONE)
    assert (entry.who, entry.reason) == ("trader on desk-1", "halt not confirmed")
    assert bench.target.journal is None


def test_that_it_comes_back_with_its_count_by_starting_services(bench: Bench) -> None:
    bench.target.by_name["orchestrator"].wanted = 2
    bench.backend.stop_orchestrator("halt not confirmed")
    bench.backend.resume_trading_services()
    assert orchestrator(bench) == (2, None)


def test_that_a_failure_to_record_is_reported_and_undoes_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.target.faults["history"] = raising(TraderAdminError("Full", "No room for history."))
    done = bench.backend.stop_orchestrator("halt not confirmed")
    assert done.gone
    assert done.warnings == ("This could not be recorded in history: No room for history.",)
    (logged,) = caplog.messages
    assert logged == "stopping the orchestrator could not be recorded: No room for history."
    assert orchestrator(bench) == (0, BY_OPERATOR)


@pytest.mark.parametrize(
    "moment", ["pause:scanner", "paused:orchestrator", "replaced", "resume:orchestrator"]
)
@pytest.mark.parametrize("press", [stopping, pressed])
def test_that_no_apply_starts_it_again(
    bench: Bench, moment: str, press: Callable[[Bench], Callable[[], None]]
) -> None:
    bench.target.faults[moment] = press(bench)
    result = bench.apply()
    assert result.outcome is Outcome.DONE
    assert result.warnings == (STAYS,)
    assert orchestrator(bench) == (0, BY_OPERATOR)
    assert bench.target.by_name["scanner"].wanted == 1
    assert bench.target.content == bench.new_content()
    assert bench.target.journal is None


def test_that_one_stopped_while_it_is_proven_is_no_failure(bench: Bench) -> None:
    bench.target.faults["resumed:scanner"] = stopping(bench)
    result = bench.apply()
    assert (result.outcome, result.warnings) == (Outcome.DONE, (STAYS,))
    assert orchestrator(bench) == (0, BY_OPERATOR)


def test_that_undoing_an_apply_leaves_it_stopped_and_says_so(bench: Bench) -> None:
    def fail() -> None:
        bench.target.stop_now("orchestrator", NOBODY)
        raise RefusedError("Failed to save", "The disk is full.")

    bench.target.faults["replace"] = fail
    result = bench.apply()
    assert result.outcome is Outcome.UNCHANGED
    assert STAYS in result.warnings
    assert "The services now:" in result.state_now
    assert orchestrator(bench) == (0, BY_OPERATOR)
    assert bench.target.by_name["scanner"].wanted == 1


def test_that_a_stop_that_fails_does_not_start_what_was_stopped_at_once(bench: Bench) -> None:
    def fail() -> None:
        bench.backend.stop_orchestrator("not confirmed")
        raise DeadlinePassedError("Failed to pause orchestrator", "Something of it is left.")

    bench.target.faults["paused:orchestrator"] = fail
    with pytest.raises(ApplyFailedError):
        bench.backend.pause_trading_services()
    assert orchestrator(bench) == (0, BY_OPERATOR)
    assert bench.target.by_name["scanner"].wanted == 1


def test_that_a_start_under_way_does_not_bring_it_back(bench: Bench) -> None:
    bench.backend.pause_trading_services()
    bench.target.faults["lock"] = pressed(bench)
    result = bench.backend.resume_trading_services()
    assert result.warnings == (STAYS,)
    assert orchestrator(bench) == (0, BY_OPERATOR)


def test_that_recovery_leaves_it_stopped_too(bench: Bench) -> None:
    bench.target.faults["resume:orchestrator"] = raising(KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        bench.apply()
    bench.target.faults.clear()
    bench.target.held = False
    journal = bench.target.journal
    assert isinstance(journal, Journal)
    assert (journal.operation, journal.step) == (Operation.APPLY, Step.RESUME)
    bench.backend.stop_orchestrator("not confirmed")
    assert bench.target.journal == journal
    assert STAYS in bench.backend.recover(Recovery.FINISH).warnings
    assert orchestrator(bench) == (0, BY_OPERATOR)


def test_that_one_that_is_not_gone_in_time_is_said_to_be_on_its_way(bench: Bench) -> None:
    late = DeadlinePassedError("", "The pod alike has its labels.", "End it.")
    bench.target.faults["stopped:orchestrator"] = raising(late)
    done = bench.backend.stop_orchestrator("not confirmed")
    assert not done.gone
    assert done.text == (
        "The orchestrator is set to 0, but is not gone yet: the pod alike has its labels. End it."
    )
    assert bench.target.lines[-1].outcome is Outcome.UNKNOWN


def test_that_one_that_somebody_started_meanwhile_is_not_called_stopped(bench: Bench) -> None:
    def start() -> None:
        bench.target.by_name["orchestrator"].wanted = 1
        raise DeadlinePassedError("", "Somebody else set orchestrator to 1 meanwhile.")

    bench.target.faults["stopped:orchestrator"] = start
    with pytest.raises(TraderAdminError, match="The orchestrator was started again"):
        bench.backend.stop_orchestrator("not confirmed")


@pytest.mark.parametrize(
    ("error", "title", "outcome"),
    [
        (RefusedError("", "Not permitted."), "The orchestrator could not be stopped", "unchanged"),
        (UnconfirmedError("", "No answer."), "Not known whether the orchestrator stops", "unknown"),
    ],
)
def test_that_a_stop_that_fails_is_told_and_recorded(
    bench: Bench, error: TraderAdminError, title: str, outcome: str
) -> None:
    bench.target.faults["stop:orchestrator"] = raising(error)
    with pytest.raises(TraderAdminError) as told:
        bench.backend.stop_orchestrator("not confirmed")
    assert (told.value.title, told.value.message) == (title, error.message)
    assert told.value.hint == "Stop it where it runs, or cut its line to the broker."
    assert told.value.__cause__ is error
    (entry,) = bench.target.lines
    assert entry.outcome.value == outcome
    assert entry.message == f"{title}: {error.message}"
    assert orchestrator(bench) == (1, None)


def test_that_a_halt_that_cannot_be_written_names_the_way_out(bench: Bench) -> None:
    refused = RefusedError("No session with the config keeper", "It does not answer.")
    bench.target.faults["halt"] = raising(refused)
    with pytest.raises(TraderAdminError) as told:
        bench.backend.halt("feed gap")
    assert told.value.title == "Trading could not be halted"
    assert told.value.message == "It does not answer."
    assert "`traderadmin session halt --stop-orchestrator`" in told.value.hint
    assert bench.target.lines == []
    bench.target.faults["halt"] = raising(UnconfirmedError("", "The answer was lost."))
    with pytest.raises(UnconfirmedError, match="Halt not confirmed: The answer was lost"):
        bench.backend.halt("feed gap")


def test_that_two_failures_of_one_reason_name_it_once() -> None:
    same = neither(RefusedError("a", "No answer."), RefusedError("b", "No answer.", "Wait."))
    assert (same.message, same.hint) == ("No answer.", "Wait.")
    both = neither(RefusedError("a", "No keeper."), RefusedError("b", "Not permitted."))
    assert both.message == "No keeper. Not permitted."
    assert both.title == "Trading could be neither halted nor stopped"
