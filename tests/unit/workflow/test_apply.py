"""The apply transaction, step by step, against the target in memory."""

from functools import partial

import pytest

from tests.support.faults import raising
from tests.unit.workflow.conftest import Bench, assert_all_as_before
from traderadmin.contract.history import Outcome
from traderadmin.contract.journal import Step
from traderadmin.contract.revision import revision_of, short
from traderadmin.errors import (
    DeadlinePassedError,
    RefusedError,
    RevisionConflictError,
    TraderAdminError,
    UnconfirmedError,
)
from traderadmin.resources import template_bytes
from traderadmin.workflow.events import ApplyFinished, ServiceChanged, StepFailed


def test_that_an_apply_stops_saves_starts_and_proves_in_this_order(bench: Bench) -> None:
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert bench.target.content == bench.new_content()
    assert list(bench.target.kept.values()) == [template_bytes()]
    assert bench.steps() == list(Step)
    acts = [line for line in bench.target.log if not line.startswith("journal")]
    assert acts == [
        "pause scanner",
        "pause orchestrator",
        "replace",
        "resume orchestrator",
        "resume scanner",
    ]


def test_that_the_journal_is_written_before_each_effect(bench: Bench) -> None:
    marked: dict[str, set[str]] = {}

    def note(name: str) -> None:
        journal = bench.target.journal
        services = journal.services if journal is not None else ()
        marked[name] = {service.name for service in services if service.touched}

    for name in ("scanner", "orchestrator"):
        bench.target.faults[f"pause:{name}"] = partial(note, name)
    bench.apply()
    log = bench.target.log
    assert log[log.index("pause scanner") - 1] == "journal pause"
    assert "scanner" in marked["scanner"]
    assert "orchestrator" in marked["orchestrator"]
    assert log[log.index("replace") - 1] == "journal save"
    assert "journal resume" in log
    assert bench.target.journal is None


def test_that_history_tells_who_why_what_and_how_long(bench: Bench) -> None:
    bench.apply()
    (line,) = bench.target.lines
    assert (line.who, line.reason, line.outcome) == ("trader on desk-1", "a test", Outcome.DONE)
    assert line.old_revision == revision_of(template_bytes())
    assert line.new_revision == revision_of(bench.new_content())
    (change,) = line.changes
    assert (change.path, change.before, change.after) == (
        "trading_schedule.stop_time_utc",
        "20:00",
        "21:00",
    )
    assert line.backup in bench.target.kept
    assert [name for name, _ in line.steps][:4] == ["check", "lock", "pause", "save"]


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("Not permitted", "The orchestrator's record could not be stored."),
        UnconfirmedError("No answer", "The answer was lost."),
        DeadlinePassedError("Too slow", "orchestrator did not stop within 30 s."),
        ValueError("a defect of ours"),
    ],
)
def test_that_an_apply_that_cannot_pause_puts_everything_back(
    bench: Bench, error: Exception
) -> None:
    bench.target.faults["pause:orchestrator"] = raising(error)
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert result.failed_step is Step.PAUSE
    assert result.headline.startswith("Failed to pause services: ")
    assert "replace" not in bench.target.log
    assert_all_as_before(bench, {"scanner": 2, "orchestrator": 1})


def test_that_a_lost_answer_to_a_pause_that_took_effect_is_undone_too(bench: Bench) -> None:
    bench.target.faults["paused:orchestrator"] = raising(UnconfirmedError("Lost", "No answer."))
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert_all_as_before(bench, {"scanner": 2, "orchestrator": 2})


def test_that_what_cannot_be_put_back_leaves_the_journal_and_says_so(bench: Bench) -> None:
    bench.target.faults["pause:orchestrator"] = raising(RefusedError("No", "Not permitted."))
    bench.target.faults["resume:scanner"] = raising(TraderAdminError("No", "It will not start."))
    result = bench.apply()

    assert result.outcome is Outcome.UNKNOWN
    assert result.outcome.exit_code == 4
    assert result.recoverable
    assert bench.target.journal is not None
    assert not bench.target.held
    assert bench.target.by_name["scanner"].record is not None
    assert any("It will not start." in service.note for service in result.services)
    revision = short(revision_of(template_bytes()))
    assert result.state_now[0] == f"config.toml is revision {revision}."


def test_that_a_save_that_failed_with_the_old_file_resumes_the_services(bench: Bench) -> None:
    bench.target.faults["replace"] = raising(RefusedError("No room", "The volume is full."))
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert result.headline == "Failed to save: The volume is full."
    assert_all_as_before(bench, {"scanner": 2, "orchestrator": 2})


def test_that_a_lost_answer_to_a_save_is_settled_by_reading_the_new_file(bench: Bench) -> None:
    bench.target.faults["replaced"] = raising(UnconfirmedError("Lost", "The answer was lost."))
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert bench.target.content == bench.new_content()
    assert any("answer" in warning for warning in result.warnings)
    assert result.entry.backup in bench.target.kept


def test_that_a_damaged_file_is_restored_from_what_was_read(bench: Bench) -> None:
    def damage() -> None:
        bench.target.content = b"half"
        del bench.target.faults["replaced"]
        raise UnconfirmedError("Lost", "The answer was lost.")

    bench.target.faults["replaced"] = damage
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert bench.target.content == template_bytes()
    assert bench.target.by_name["orchestrator"].wanted == 1


def test_that_services_stay_paused_when_nobody_knows_what_the_file_is(bench: Bench) -> None:
    def damage() -> None:
        bench.target.content = b"half"
        bench.target.faults["replace"] = raising(TraderAdminError("Broken", "I/O error."))
        raise UnconfirmedError("Lost", "The answer was lost.")

    bench.target.faults["replaced"] = damage
    result = bench.apply()

    assert result.outcome is Outcome.UNKNOWN
    assert bench.target.journal is not None
    assert [bench.target.by_name[name].wanted for name in ("scanner", "orchestrator")] == [0, 0]


def test_that_a_file_changed_by_someone_else_while_paused_is_kept(bench: Bench) -> None:
    foreign = template_bytes() + b"\n# theirs\n"

    def edit() -> None:
        bench.target.content = foreign

    bench.target.faults["replace"] = edit
    result = bench.apply()

    assert result.outcome is Outcome.UNCHANGED
    assert isinstance(result.error, RevisionConflictError)
    assert bench.target.content == foreign
    assert bench.target.by_name["scanner"].wanted == 1


def test_that_an_apply_stands_when_it_cannot_be_recorded(bench: Bench) -> None:
    bench.target.faults["history"] = raising(TraderAdminError("Full", "No room for history."))
    result = bench.apply()

    assert result.outcome is Outcome.DONE
    assert any("No room for history." in warning for warning in result.warnings)
    assert bench.target.journal is None


def test_that_the_last_event_carries_the_result(bench: Bench) -> None:
    bench.target.faults["pause:scanner"] = raising(RefusedError("No", "Not permitted."))
    result = bench.apply()

    assert bench.events[-1] == ApplyFinished(result)
    assert any(isinstance(e, StepFailed) and e.step is Step.PAUSE for e in bench.events)
    failed = [e for e in bench.events if isinstance(e, ServiceChanged) and e.failed]
    assert [event.name for event in failed] == ["scanner"]


def test_that_the_baseline_moves_with_every_replaced_file(bench: Bench) -> None:
    bench.backend.load()
    assert bench.apply().outcome is Outcome.DONE
    again = bench.new_content().replace(b'"21:00"', b'"22:00"')
    assert bench.apply(again).outcome is Outcome.DONE
    assert bench.target.content == again


def test_that_values_are_written_with_the_comments_kept(bench: Bench) -> None:
    model = bench.backend.load().model
    assert model is not None
    values = model.baseline_values
    values["risk"]["max_order_size"] = 321
    bench.backend.save_configuration_and_restart(values)

    assert b"max_order_size = 321" in bench.target.content
    assert bench.target.content.count(b"#") == template_bytes().count(b"#")
