"""What the window offers where a halt is not confirmed, or cannot be written."""

from dataclasses import replace

import pytest

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import START, Gate, Stage, words_in
from tests.support.faults import raising
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import Event
from traderadmin.contract.journal import OPERATOR, ReplicaRecord
from traderadmin.errors import DeadlinePassedError, RefusedError, TraderAdminError
from traderadmin.gui.look.buttons import Variant
from traderadmin.gui.shell.latch import Latch, Situation, latch_of
from traderadmin.targets.states import HaltState, Snapshot

AWAY = RefusedError("No session with the config keeper", "The config keeper does not answer.")


@pytest.fixture
def deaf(stage: Stage) -> Stage:
    """An orchestrator that takes no notice of a halt; the window soon loses its patience."""

    def write(record: HaltRecord) -> None:
        stage.target.halt = record

    stage.target.set_halt = write  # type: ignore[method-assign]  # the world, not the port
    stage.space.latch_flow.patience.setInterval(20)
    return stage


def latch_is(stage: Stage, latch: Latch) -> None:
    stage.until(lambda: stage.space.halt.latch is latch)


def orchestrator(stage: Stage) -> tuple[int, ReplicaRecord | None]:
    service = stage.target.by_name["orchestrator"]
    return service.wanted, service.record


def unconfirmed(stage: Stage) -> None:
    stage.click(stage.space.halt)
    latch_is(stage, Latch.UNCONFIRMED)


def test_that_patience_is_3_seconds(stage: Stage) -> None:
    assert stage.space.latch_flow.patience.interval() == 3000


def test_that_an_unconfirmed_halt_offers_to_stop_the_orchestrator(deaf: Stage) -> None:
    unconfirmed(deaf)
    button = deaf.space.halt
    assert (button.text(), button.variant) == ("Stop the orchestrator", Variant.DANGER)
    assert button.accessibleName() == "Not confirmed. Stop the orchestrator now"
    chip = deaf.space.top_bar.chip
    assert chip.accessibleName().startswith("Trading session: Halt not confirmed by trader")
    told = words_in(deaf.standing())
    assert "Not confirmed. Stop the orchestrator now" in told
    assert "It did not say within 3 s that it takes no more orders." in told


def test_that_there_is_room_for_it_in_a_small_window(make_stage: MakeStage) -> None:
    stage = make_stage(production=True).open(width=800, height=600)
    who = "a trader with a rather long name on a desk with one too"
    stage.space.latch_flow.patience.setInterval(20)
    stage.target.halt = HaltRecord(who, stage.clock.now(), "")
    latch_is(stage, Latch.UNCONFIRMED)
    chip, button = stage.space.top_bar.chip, stage.space.halt
    stage.until(lambda: button.width() >= button.sizeHint().width())  # as the layout catches up
    stage.until(lambda: chip.geometry().right() < button.geometry().left())
    assert button.geometry().right() <= stage.window.width()
    assert chip.accessibleName() == "Trading session: Halt not confirmed"


def test_that_one_click_stops_the_orchestrator_alone(deaf: Stage) -> None:
    unconfirmed(deaf)
    deaf.click(deaf.space.halt)
    assert deaf.no_dialog()
    deaf.until(lambda: orchestrator(deaf) == (0, ReplicaRecord(1, OPERATOR)))
    assert deaf.target.by_name["scanner"].wanted == 1
    assert "The orchestrator is stopped: no order is placed" in deaf.toast()
    latch_is(deaf, Latch.RELEASE)
    deaf.until(lambda: "orchestrator is at 0, should be 1." in words_in(deaf.standing()))
    assert [entry.event for entry in deaf.target.lines] == [Event.HALT, Event.STOP]
    deaf.click(deaf.standing().buttons[0])
    deaf.applied()
    assert orchestrator(deaf) == (1, None)


def test_that_the_banners_button_does_the_same(deaf: Stage) -> None:
    unconfirmed(deaf)
    (stop,) = deaf.standing().buttons
    assert stop.variant is Variant.DANGER
    deaf.click(stop)
    deaf.until(lambda: orchestrator(deaf)[0] == 0)


def test_that_it_says_stopping_until_a_look_shows_it(deaf: Stage) -> None:
    unconfirmed(deaf)
    gate = Gate()
    deaf.target.faults["stop:orchestrator"] = gate
    deaf.click(deaf.space.halt)
    assert deaf.space.halt.latch is Latch.STOPPING
    assert not deaf.space.halt.isEnabled()
    gate.open()
    latch_is(deaf, Latch.RELEASE)


def test_that_one_that_confirms_late_takes_the_offer_back(deaf: Stage) -> None:
    unconfirmed(deaf)
    session = deaf.target.session
    assert session is not None
    deaf.target.session = replace(session, active=False, kind=type(session.kind).HALTED)
    latch_is(deaf, Latch.RELEASE)
    deaf.until(lambda: not deaf.space.settings.banners.standing)
    assert deaf.toast().startswith("Halted. ")


def test_that_it_is_offered_while_the_halt_is_still_being_written(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["halt"] = gate
    stage.space.latch_flow.patience.setInterval(20)
    unconfirmed(stage)
    stage.click(stage.space.halt)
    stage.until(lambda: orchestrator(stage)[0] == 0)
    gate.open()
    latch_is(stage, Latch.RELEASE)


def test_that_a_halt_that_cannot_be_written_offers_it_too(stage: Stage) -> None:
    stage.target.faults["halt"] = raising(AWAY)
    unconfirmed(stage)
    told = words_in(stage.standing())
    assert "Trading could not be halted" in told
    assert "The config keeper does not answer. Trading goes on as before." in told
    stage.target.faults["history"] = raising(AWAY)
    stage.click(stage.space.halt)
    stage.until(lambda: orchestrator(stage)[0] == 0)
    toast = stage.toast()
    assert "The orchestrator is stopped" in toast
    assert "This could not be recorded in history" in toast
    assert "Trading is not halted: halt before services are started." in toast
    latch_is(stage, Latch.HALT)


def test_that_a_halt_can_be_tried_again_or_given_up(stage: Stage) -> None:
    stage.target.faults["halt"] = raising(AWAY)
    unconfirmed(stage)
    _, again, leave = stage.standing().buttons
    assert (again.text(), leave.text()) == ("Halt again", "Leave trading on")
    stage.click(leave)
    latch_is(stage, Latch.HALT)
    stage.until(lambda: not stage.space.settings.banners.standing)
    unconfirmed(stage)
    del stage.target.faults["halt"]
    stage.click(stage.standing().buttons[1])
    latch_is(stage, Latch.RELEASE)
    assert stage.target.halt is not None


def test_that_it_is_said_where_trading_can_be_neither_halted_nor_stopped(stage: Stage) -> None:
    gone = RefusedError("Unreachable", "The cluster does not answer.")
    stage.target.faults["halt"] = stage.target.faults["stop:orchestrator"] = raising(gone)
    unconfirmed(stage)
    stage.click(stage.space.halt)
    banner = stage.failure()
    assert banner.title == "Trading could be neither halted nor stopped"
    assert "Stop it where it runs, or cut its line to the broker." in words_in(banner)
    latch_is(stage, Latch.UNCONFIRMED)


def test_that_one_that_is_still_going_is_said_to_be(deaf: Stage) -> None:
    late = DeadlinePassedError("", "orchestrator did not stop within 5 s.")
    deaf.target.faults["stopped:orchestrator"] = raising(late)
    unconfirmed(deaf)
    deaf.click(deaf.space.halt)
    banner = deaf.failure()
    assert banner.title == "The orchestrator is not gone yet"


def test_that_an_apply_on_a_halted_target_raises_no_alarm(stage: Stage) -> None:
    stage.click(stage.space.halt)
    latch_is(stage, Latch.RELEASE)
    stage.space.latch_flow.patience.setInterval(20)
    gate = Gate()
    stage.target.faults["resumed:orchestrator"] = gate
    session = stage.target.session
    stage.type_into(START, "14:30")
    stage.apply()
    stage.until(gate.reached.is_set)
    stage.target.session = None
    looks: list[Snapshot] = []
    stage.space.desk.looked.connect(looks.append)
    stage.until(lambda: len(looks) > 2)
    assert stage.space.halt.latch is Latch.RELEASE
    stage.target.session = session
    gate.open()
    stage.applied()


def test_that_a_latch_that_cannot_be_seen_stays_as_it_was(stage: Stage) -> None:
    stage.click(stage.space.halt)
    latch_is(stage, Latch.RELEASE)
    unknown = HaltState(known=False)
    stage.target.halt_state = lambda: unknown  # type: ignore[method-assign]  # the keeper is away
    looks: list[Snapshot] = []
    stage.space.desk.looked.connect(looks.append)
    stage.until(lambda: [look for look in looks if look.halt is unknown])
    assert stage.space.halt.latch is Latch.RELEASE


def test_that_a_target_that_cannot_be_opened_can_still_be_stopped(make_stage: MakeStage) -> None:
    stage = make_stage()
    stage.target.faults["connect"] = raising(TraderAdminError("Away", "It does not answer."))
    stage.target.faults["halt"] = raising(AWAY)
    stage.show()
    latch_is(stage, Latch.HALT)
    unconfirmed(stage)
    stage.click(stage.space.halt)
    stage.until(lambda: orchestrator(stage)[0] == 0)
    assert "The orchestrator is stopped" in stage.toast()


def test_that_what_stays_open_is_in_sight_before_anything_is_pressed(stage: Stage) -> None:
    button, bar = stage.space.halt, stage.space.status_bar
    assert "How many positions are open is unknown." in button.toolTip()
    stage.target.by_name["orchestrator"].facts = {
        "positions": {"AAPL": {"quantity": 40}, "AMD": {"quantity": 3}},
        "working": [{"order_id": "o1", "symbol": "AMD", "side": "buy"}],
        "unknown_orders": [],
    }
    left = "2 positions and 1 working order stay open and unattended."
    stage.until(lambda: button.accessibleDescription() == left)
    assert button.toolTip() == f"Halt trading: no new orders until released\n{left}"
    assert "2 positions, 1 working order" in words_in(bar)
    stage.type_into(START, "14:30")
    assert "2 positions, 1 working order." in stage.space.action_bar.line.text()
    stage.click(button)
    assert stage.toast() == f"Halted. {left}"


@pytest.mark.parametrize(
    ("at", "latch"),
    [
        (Situation(available=False, failed=True), Latch.UNAVAILABLE),
        (Situation(available=True), Latch.HALT),
        (Situation(available=True, writing=True), Latch.HALTING),
        (Situation(available=True, writing=True, late=True), Latch.UNCONFIRMED),
        (Situation(available=True, halted=True), Latch.HALTING),
        (Situation(available=True, halted=True, late=True), Latch.UNCONFIRMED),
        (Situation(available=True, halted=True, confirmed=True, late=True), Latch.RELEASE),
        (Situation(available=True, failed=True), Latch.UNCONFIRMED),
        (Situation(available=True, failed=True, stopping=True), Latch.STOPPING),
    ],
)
def test_that_the_button_follows_from_the_situation(at: Situation, latch: Latch) -> None:
    assert latch_of(at) is latch
