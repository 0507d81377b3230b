"""What stops an apply before the file is replaced: conflicts, preflight, cancel, a lost lock."""

from tests.support.faults import raising
from tests.unit.workflow.conftest import Bench, assert_all_as_before
from traderadmin.contract.history import Outcome
from traderadmin.errors import (
    LockHeldError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
)
from traderadmin.resources import template_bytes
from traderadmin.targets.states import Check, CheckLevel


def test_that_nothing_is_saved_when_a_service_came_back_while_paused(bench: Bench) -> None:
    def back() -> None:
        bench.target.by_name["scanner"].wanted = 1

    bench.target.faults["paused:orchestrator"] = back
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert "came back" in result.headline
    assert "replace" not in bench.target.log
    assert bench.target.content == template_bytes()


def test_that_an_edit_of_an_outdated_file_is_refused_untouched(bench: Bench) -> None:
    bench.backend.load()
    bench.target.content += b"\n# someone else\n"
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert isinstance(result.error, RevisionConflictError)
    assert bench.target.log == []


def test_that_an_invalid_configuration_is_refused_with_every_problem(bench: Bench) -> None:
    bad = bench.new_content().replace(b'start_time_utc = "13:30"', b'start_time_utc = "25:00"')
    result = bench.apply(bad + b"\n[nonsense]\nkey = 1\n")

    assert result.outcome is Outcome.UNCHANGED
    assert bench.target.log == []
    assert "start_time_utc" in result.headline
    assert "nonsense" in result.headline


def test_that_a_refusing_preflight_stops_it_with_the_remedy(bench: Bench) -> None:
    full = Check("Room", CheckLevel.REFUSED, "The volume is full.", "Free 2 MiB.")
    bench.target.checks = (full,)
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert "The volume is full." in result.headline
    assert result.next_action == "Free 2 MiB."
    assert bench.target.log == []


def test_that_an_unfinished_journal_is_never_taken_over_by_an_apply(bench: Bench) -> None:
    bench.target.faults["pause:orchestrator"] = raising(RefusedError("No", "Not permitted."))
    bench.target.faults["resume:scanner"] = raising(TraderAdminError("No", "It will not start."))
    bench.apply()
    journal = bench.target.journal
    bench.target.faults.clear()

    result = bench.apply()

    assert isinstance(result.error, LockHeldError)
    assert bench.target.journal is journal


def test_that_a_cancel_before_the_file_is_replaced_undoes_everything(bench: Bench) -> None:
    honoured: list[bool] = []
    bench.target.faults["paused:scanner"] = lambda: honoured.append(bench.backend.cancel())
    result = bench.apply()

    assert honoured == [True]
    assert result.outcome is Outcome.UNCHANGED
    assert result.headline == "Cancelled: everything is as before"
    assert_all_as_before(bench, {"scanner": 2, "orchestrator": 1})


def test_that_a_cancel_after_the_file_was_replaced_is_refused(bench: Bench) -> None:
    honoured: list[bool] = []
    bench.target.faults["replaced"] = lambda: honoured.append(bench.backend.cancel())
    result = bench.apply()

    assert honoured == [False]
    assert result.outcome is Outcome.DONE


def test_that_a_lost_lock_ends_every_effect(bench: Bench) -> None:
    def lose() -> None:
        bench.target.held = False

    bench.target.faults["paused:scanner"] = lose
    result = bench.apply()

    assert result.outcome is Outcome.UNKNOWN
    assert bench.target.log[-1] == "pause scanner"
    assert bench.target.journal is not None
