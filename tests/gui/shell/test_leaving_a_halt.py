"""Leaving while a halt, a release or a stop is carried out: it ends first, and is heard of."""

from collections.abc import Callable

import pytest
from typing_extensions import override

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import Gate, Stage, words_in
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import Event
from traderadmin.errors import RefusedError
from traderadmin.gui.shell.latch import Latch
from traderadmin.gui.shell.preferences import OnClose

AWAY = RefusedError("Not signed in to the cluster", "The login plugin was given up.")
SIGN_IN_SECONDS = 0.5


class FailingGate(Gate):
    """Lets the call go on to a failure."""

    @override
    def __call__(self) -> None:
        """Wait until opened, then fail."""
        super().__call__()
        raise AWAY


def halt(stage: Stage) -> None:
    """Press Halt."""
    stage.click(stage.space.halt)


def release(stage: Stage) -> None:
    """Release somebody's halt."""
    stage.target.set_halt(HaltRecord("bob", stage.clock.now(), ""))
    stage.until(lambda: stage.space.halt.latch is Latch.RELEASE)
    stage.click(stage.space.halt)
    stage.answer("confirm_release")
    stage.until(stage.no_dialog)


def stop(stage: Stage) -> None:
    """Stop the orchestrator, as a banner's button does."""
    stage.space.latch_flow.stop_orchestrator()


def close_during(stage: Stage, press: Callable[[Stage], None], at: str, gate: Gate) -> None:
    """Press, and close the window while it is carried out; then let that end."""
    stage.preferences.keep_on_close(OnClose.LEAVE)
    stage.target.faults[at] = gate
    press(stage)
    stage.until(gate.reached.is_set)
    stage.window.close()
    assert stage.window.isVisible()
    assert stage.toast() == "TraderAdmin closes when this is done."
    gate.open()


@pytest.mark.parametrize(
    ("press", "at", "event"),
    [
        (halt, "halt", Event.HALT),
        (release, "release", Event.RELEASE),
        (stop, "stop:orchestrator", Event.STOP),
    ],
)
def test_that_closing_waits_for_what_was_pressed(
    stage: Stage, press: Callable[[Stage], None], at: str, event: Event
) -> None:
    close_during(stage, press, at, Gate())
    stage.until(lambda: not stage.window.isVisible())
    assert stage.target.lines[-1].event is event


@pytest.mark.parametrize(
    ("press", "at"), [(halt, "halt"), (release, "release"), (stop, "stop:orchestrator")]
)
def test_that_its_failure_keeps_the_window_open(
    stage: Stage, press: Callable[[Stage], None], at: str
) -> None:
    close_during(stage, press, at, FailingGate())
    stage.until(lambda: AWAY.message in words_in(stage.window))
    stage.until(lambda: not stage.space.is_busy)
    assert stage.window.isVisible()
    assert not stage.window._may_close


def test_that_the_target_is_not_changed_before_a_halt_is_written(make_stage: MakeStage) -> None:
    stage = make_stage(others=("desk-2",)).open()
    gate = stage.target.faults["halt"] = Gate()
    halt(stage)
    stage.until(gate.reached.is_set)
    other = stage.window._choices[1]
    stage.space.top_bar.target_chosen.emit(other)
    assert stage.toast() == "Wait until this is done."
    assert stage.space.desk.choice.name == "This machine"
    gate.open()
    stage.until(lambda: not stage.space.is_busy)
    stage.space.top_bar.target_chosen.emit(other)
    assert stage.space.desk.choice.name == "desk-2"


def test_that_a_window_that_goes_unasked_lets_a_halt_sign_in_first(stage: Stage) -> None:
    def sign_in() -> None:
        if stage.target.given_up.wait(SIGN_IN_SECONDS):
            raise AWAY

    stage.target.faults["halt"] = sign_in
    halt(stage)
    stage.window.shut_down()
    assert stage.target.halt is not None
    assert stage.target.given_up.is_set()
