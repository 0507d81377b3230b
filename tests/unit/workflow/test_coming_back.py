"""What comes back after a replaced file, and what is said of what does not."""

import threading

import pytest

from tests.support.faults import raising
from tests.unit.workflow.conftest import Bench
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import OPERATOR, ReplicaRecord, Step
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import DeadlinePassedError, RefusedError
from traderadmin.resources import template_bytes
from traderadmin.workflow.events import ServiceChanged, StepFinished

SECONDS = 20.0


@pytest.mark.parametrize("hint", ["See its log.", "See its log. Then start services."])
def test_that_a_service_that_does_not_come_back_is_reported_with_the_saved_file(
    bench: Bench, hint: str
) -> None:
    late = DeadlinePassedError("Not ready", "scanner was not ready within 60 s.", hint)
    bench.target.faults["resume:scanner"] = raising(late)
    result = bench.apply()

    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert result.outcome.exit_code == 3
    assert result.headline == (
        "Failed to resume services: scanner: scanner was not ready within 60 s."
    )
    assert any("configuration was saved" in line for line in result.state_now)
    assert result.next_action == "See its log. Then start services."
    assert bench.target.journal is None


def test_that_the_scanner_is_started_while_the_orchestrator_gets_ready(bench: Bench) -> None:
    scanner_started = threading.Event()

    def still_getting_ready() -> None:
        assert scanner_started.wait(SECONDS), "the scanner waited for the orchestrator"

    bench.target.faults["resumed:orchestrator"] = still_getting_ready
    bench.target.faults["resume:scanner"] = scanner_started.set
    assert bench.apply().outcome is Outcome.DONE
    assert bench.target.log[-2:] == ["resume orchestrator", "resume scanner"]


def test_that_the_scanner_is_not_started_before_the_orchestrator(bench: Bench) -> None:
    def late() -> None:
        assert bench.target.by_name["orchestrator"].wanted == 1

    bench.target.faults["resume:scanner"] = late
    assert bench.apply().outcome is Outcome.DONE


def test_that_a_service_that_keeps_the_old_file_fails_the_proof(bench: Bench) -> None:
    def stale() -> None:
        bench.target.by_name["scanner"].revision = revision_of(template_bytes())
        bench.target.by_name["scanner"].wanted = 1

    bench.target.faults["resume:scanner"] = stale
    result = bench.apply()

    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert result.failed_step is Step.VERIFY


def test_that_a_service_that_is_lost_is_said_to_be_lost(bench: Bench) -> None:
    def lose() -> None:
        bench.target.by_name["scanner"].lost = "Its Deployment does not exist."

    bench.target.faults["resumed:scanner"] = lose
    result = bench.apply()
    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert "scanner: Its Deployment does not exist." in result.headline


def test_that_a_service_that_answered_before_must_answer_after(bench: Bench) -> None:
    def mute() -> None:
        bench.target.by_name["orchestrator"].answers = False

    bench.target.faults["resume:orchestrator"] = mute
    result = bench.apply()

    assert result.outcome is Outcome.SAVED_NOT_BACK
    assert "no longer answers on /status" in result.headline


def test_that_a_service_without_status_is_proven_by_its_new_start(bench: Bench) -> None:
    bench.target.by_name["scanner"].answers = False
    result = bench.apply()
    revision = short(revision_of(bench.new_content()))
    assert result.headline == (
        f"1 change applied. orchestrator runs revision {revision}, scanner restarted with it."
    )
    assert verified(bench) == (f"scanner restarted, all others report revision {revision}")


def test_that_no_revision_is_claimed_for_services_that_name_none(bench: Bench) -> None:
    for service in bench.target.by_name.values():
        service.answers = False
    result = bench.apply()
    revision = short(revision_of(bench.new_content()))
    assert result.headline == f"1 change applied. Both services restarted with revision {revision}."
    assert verified(bench) == "Each service was restarted"


def verified(bench: Bench) -> str:
    """What the verify step says of itself."""
    (told,) = (
        event.detail
        for event in bench.events
        if isinstance(event, StepFinished) and event.step is Step.VERIFY
    )
    return told


def test_that_a_service_stopped_before_stays_stopped_and_is_reported(bench: Bench) -> None:
    scanner = bench.target.by_name["scanner"]
    scanner.wanted, scanner.record = 0, ReplicaRecord(1, OPERATOR)
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert (scanner.wanted, scanner.record) == (0, ReplicaRecord(1, OPERATOR))
    assert any("scanner was stopped before" in warning for warning in result.warnings)


def test_that_a_service_someone_started_meanwhile_is_kept_and_reported(bench: Bench) -> None:
    def started_by_another() -> None:
        scanner = bench.target.by_name["scanner"]
        scanner.wanted, scanner.revision = 2, revision_of(bench.new_content())

    bench.target.faults["resume:scanner"] = started_by_another
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert bench.target.by_name["scanner"].wanted == 2
    assert any("started by someone else" in warning for warning in result.warnings)


def test_that_starting_services_blames_nobody_for_one_that_ran_and_was_not_ready(
    bench: Bench,
) -> None:
    scanner = bench.target.by_name["scanner"]
    scanner.ready = False
    bench.target.faults["resume:scanner"] = lambda: setattr(scanner, "ready", True)
    result = bench.backend.resume_trading_services()

    assert result.outcome is Outcome.DONE
    assert result.warnings == ()
    notes = [e.note for e in bench.events if isinstance(e, ServiceChanged) and e.settled]
    assert notes[0] == "Was running already, kept"


def test_that_a_count_changed_just_before_the_pause_comes_back_and_is_reported(
    bench: Bench,
) -> None:
    scanner = bench.target.by_name["scanner"]
    bench.target.faults["pause:scanner"] = lambda: setattr(scanner, "wanted", 3)
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert (scanner.wanted, scanner.record) == (3, None)
    (warning,) = result.warnings
    assert warning.startswith("scanner was set to 3 by someone else just before it was stopped.")


def test_that_it_comes_back_too_when_the_apply_fails(bench: Bench) -> None:
    scanner = bench.target.by_name["scanner"]
    bench.target.faults["pause:scanner"] = lambda: setattr(scanner, "wanted", 3)
    bench.target.faults["pause:orchestrator"] = raising(RefusedError("Not permitted", "No."))
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert (scanner.wanted, scanner.record) == (3, None)
    assert bench.target.journal is None


def test_that_the_journal_of_the_save_knows_that_count(bench: Bench) -> None:
    scanner = bench.target.by_name["scanner"]
    bench.target.faults["pause:scanner"] = lambda: setattr(scanner, "wanted", 3)
    seen: list[int] = []

    def look() -> None:
        assert bench.target.journal is not None
        seen.extend(each.count for each in bench.target.journal.services)

    bench.target.faults["replace"] = look
    bench.apply()
    assert seen == [3, 1]


def test_that_a_service_started_meanwhile_that_did_not_run_stops_the_save(bench: Bench) -> None:
    scanner = bench.target.by_name["scanner"]
    scanner.wanted, scanner.record = 0, ReplicaRecord(1, OPERATOR)
    bench.target.faults["paused:orchestrator"] = lambda: setattr(scanner, "wanted", 1)
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert "scanner came back while" in result.headline
    assert bench.target.content == template_bytes()
    assert (bench.target.by_name["orchestrator"].wanted, scanner.wanted) == (1, 1)


@pytest.mark.parametrize("is_listed", [True, False])
def test_that_a_service_that_is_lost_while_it_is_paused_stops_the_save(
    bench: Bench, *, is_listed: bool
) -> None:
    services = bench.target.by_name
    why = "Its Deployment does not exist."

    def lose() -> None:
        if is_listed:
            services["scanner"].lost = why
        else:
            del services["scanner"]

    bench.target.faults["paused:orchestrator"] = lose
    result = bench.apply()

    assert result.outcome is Outcome.UNKNOWN  # nor can it be told to be back
    said = f"What scanner does cannot be told: {why}" if is_listed else "scanner cannot be found"
    assert result.headline.startswith(f"Failed to save: {said}")
    assert bench.target.content == template_bytes()
    assert services["orchestrator"].wanted == 1
