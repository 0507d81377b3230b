"""A file that was lost, a lock that was lost, and what a transaction does then."""

from tests.support.faults import raising
from tests.unit.workflow.conftest import Bench
from traderadmin.contract.history import Outcome
from traderadmin.errors import DeadlinePassedError, NotFoundError, RefusedError
from traderadmin.targets.states import Check, CheckLevel


def test_that_a_holder_that_lost_the_lock_undoes_nothing(bench: Bench) -> None:
    def taken_over() -> None:
        bench.target.held = False
        raise DeadlinePassedError("Failed to pause orchestrator", "It still runs.")

    bench.target.faults["pause:orchestrator"] = taken_over
    result = bench.apply()
    assert result.outcome is Outcome.UNKNOWN
    assert not [line for line in bench.target.log if line.startswith("resume")]


def test_that_a_lost_file_is_not_made_from_the_template(bench: Bench) -> None:
    bench.target.content = b""
    bench.target.faults["read"] = raising(NotFoundError("No configuration", "There is none."))
    assert not bench.backend.create_from_template()
    assert bench.target.content == b""


def test_that_a_missing_file_keeps_nobody_from_stopping_services(bench: Bench) -> None:
    bench.target.faults["read"] = raising(NotFoundError("No configuration", "There is none."))
    result = bench.backend.pause_trading_services()
    assert result.outcome is Outcome.DONE
    assert result.warnings == ("There is none.",)
    assert [service.wanted for service in bench.target.by_name.values()] == [0, 0]


def test_that_the_target_is_asked_what_stopping_needs_not_what_a_save_needs(bench: Bench) -> None:
    full = raising(RefusedError("Refused", "The volume is full."))
    bench.target.faults["preflight:apply"] = full
    assert bench.backend.pause_trading_services().outcome is Outcome.DONE
    assert bench.backend.resume_trading_services().outcome is Outcome.DONE
    assert bench.apply().outcome is Outcome.UNCHANGED


def test_that_nothing_is_said_of_before_while_somebody_else_applies(bench: Bench) -> None:
    bench.target.held = True
    assert bench.apply().state_now[-1] == "The services now:"


def test_that_a_refusal_says_each_thing_once(bench: Bench) -> None:
    bench.target.checks = (
        Check("Folder is writable", CheckLevel.REFUSED, "The volume is full.", "Free some space."),
        Check("Volume has room", CheckLevel.REFUSED, "The volume is full.", "Free some space."),
    )
    result = bench.apply()
    assert result.headline == "Preflight refused: The volume is full."
    assert result.next_action == "Free some space."
