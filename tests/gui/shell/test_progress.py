"""The steps as they are shown, gathered from a transaction's events."""

from traderadmin.contract.history import Event
from traderadmin.contract.journal import Step
from traderadmin.errors import TraderAdminError
from traderadmin.gui.history.steptimes import merged
from traderadmin.gui.shell.progress import Progress, StepState, after, begin
from traderadmin.targets.states import Phase, ServiceState
from traderadmin.workflow.events import (
    ApplyEvent,
    Compensating,
    ServiceChanged,
    StepFailed,
    StepFinished,
    StepStarted,
)


def play(*events: ApplyEvent, event: Event = Event.APPLY) -> Progress:
    progress = begin(event)
    for item in events:
        progress = after(progress, item)
    return progress


def seen(phase: Phase) -> ServiceState:
    return ServiceState("scanner", "x", 10, phase, 1, 1)


def test_that_an_apply_has_seven_steps_waiting() -> None:
    progress = begin(Event.APPLY)
    assert [row.step for row in progress.rows] == list(Step)
    assert {row.state for row in progress.rows} == {StepState.WAITING}


def test_that_stopping_and_starting_have_fewer() -> None:
    assert [row.title for row in begin(Event.PAUSE).rows] == ["Check", "Lock", "Pause", "Record"]
    assert len(begin(Event.RESUME).rows) == 5


def test_that_recovery_shows_the_steps_it_takes() -> None:
    progress = play(StepStarted(Step.RESUME, can_cancel=False), event=Event.RECOVER)
    assert [row.step for row in progress.rows] == [Step.RESUME]
    assert not progress.can_cancel


def test_that_a_warning_is_kept_with_its_step() -> None:
    progress = play(StepFinished(Step.CHECK, 0.4, "Valid", ("Little room is left.",)))
    assert progress.rows[0].state is StepState.WARNING
    assert progress.rows[0].detail == "Valid Little room is left."


def test_that_the_file_counts_as_replaced_after_the_save() -> None:
    before = play(StepStarted(Step.SAVE, can_cancel=True))
    assert not before.file_replaced
    assert after(before, StepFinished(Step.SAVE, 0.1)).file_replaced


def test_that_undoing_keeps_what_failed_in_sight() -> None:
    error = TraderAdminError("Failed", "orchestrator did not stop.")
    progress = play(
        StepStarted(Step.PAUSE, can_cancel=True),
        ServiceChanged(Step.PAUSE, "scanner", seen(Phase.STOPPED), "Stopped, was 1", 1.1, True),
        ServiceChanged(Step.PAUSE, "orchestrator", None, "Did not stop", 30.0, True, True),
        StepFailed(Step.PAUSE, 32.4, error),
        Compensating("Restoring the services that were stopped"),
        ServiceChanged(Step.PAUSE, "orchestrator", seen(Phase.RUNNING), "Never stopped", 0, True),
        ServiceChanged(Step.PAUSE, "scanner", seen(Phase.RUNNING), "Ready", 4.2, True),
    )
    pause = progress.rows[2]
    assert pause.state is StepState.FAILED
    assert [(row.name, row.note, row.failed) for row in pause.services] == [
        ("scanner", "Stopped, then restored", False),
        ("orchestrator", "Did not stop", True),
    ]
    assert progress.troubled == "orchestrator"
    assert not progress.can_cancel


def test_that_a_service_that_waits_stands_below_the_one_it_waits_for() -> None:
    progress = play(
        StepStarted(Step.RESUME, can_cancel=False),
        ServiceChanged(Step.RESUME, "scanner", None, "Waits for orchestrator", 0.0),
        ServiceChanged(Step.RESUME, "orchestrator", seen(Phase.STARTING), "Starting", 0.3),
    )
    rows = progress.rows[4].services
    assert [(row.name, row.seconds) for row in rows] == [("orchestrator", 0.3), ("scanner", None)]


def test_that_a_service_keeps_its_shape_where_a_step_does_not_tell() -> None:
    progress = play(
        ServiceChanged(Step.RESUME, "scanner", seen(Phase.RUNNING), "Ready", 0.3, True),
        ServiceChanged(Step.VERIFY, "scanner", None, "Runs this revision", 0.0, True),
    )
    assert progress.rows[5].services[0].phase is Phase.RUNNING


def test_that_short_steps_share_a_place_in_the_bar_of_times() -> None:
    steps = (("check", 0.8), ("lock", 0.1), ("pause", 3.2), ("save", 0.2), ("resume", 5.9))
    assert merged(steps) == (
        ("Check", 0.8),
        ("Pause", 3.2),
        ("Resume", 5.9),
        ("Lock, save", 0.1 + 0.2),
    )
