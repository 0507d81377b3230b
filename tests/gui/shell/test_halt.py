"""Halt and release, stopping and starting services."""

from tests.gui.shell.stage import Gate, Stage, words_in
from traderadmin.contract.history import Event
from traderadmin.gui.shell.latch import Latch


def test_that_one_click_halts_and_the_button_offers_release(stage: Stage) -> None:
    assert stage.space.halt.text() == "Halt"
    stage.click(stage.space.halt)
    stage.until(lambda: stage.space.halt.latch is Latch.RELEASE)
    assert stage.target.halt is not None
    assert stage.target.halt.who == "trader on desk-1"
    assert stage.space.top_bar.chip.accessibleName().startswith("Trading session: Halted by")
    assert stage.target.lines[-1].event is Event.HALT


def test_that_the_button_says_halting_until_the_orchestrator_confirms(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["snapshot"] = gate
    stage.until(gate.reached.is_set)
    stage.click(stage.space.halt)
    assert stage.space.halt.text() == "Halting…"
    assert not stage.space.halt.isEnabled()
    gate.open()
    stage.until(lambda: stage.space.halt.latch is Latch.RELEASE)


def test_that_release_asks_and_names_its_effect(stage: Stage) -> None:
    stage.click(stage.space.halt)
    stage.until(lambda: stage.space.halt.latch is Latch.RELEASE)
    stage.click(stage.space.halt)
    told = words_in(stage.dialog())
    assert "Halted by trader on desk-1" in told
    assert "trading opens now until 20:00 UTC." in told
    stage.answer("keep")
    assert stage.target.halt is not None
    stage.until(stage.no_dialog)
    stage.click(stage.space.halt)
    stage.answer("confirm_release")
    stage.until(lambda: stage.space.halt.latch is Latch.HALT)
    stage.until(lambda: stage.toast() == "Released.")  # in place of the one that said "Halted."
    assert stage.target.halt is None


def test_that_halt_works_during_an_apply(stage: Stage) -> None:
    gate = stage.apply_held("pause:scanner")
    stage.click(stage.space.halt)
    stage.until(lambda: stage.target.halt is not None)
    assert stage.space.desk.is_busy
    gate.open()
    stage.applied()


def test_that_the_chip_tells_the_session_and_its_next_edge(stage: Stage) -> None:
    chip = stage.space.top_bar.chip
    name = "Trading session: Open until 20:00 UTC, 3 h 07 min left"
    assert chip.accessibleName() == name
    stage.window.resize(800, 600)
    assert chip.accessibleName() == "Trading session: Open until 20:00 UTC"


def test_that_stopping_services_asks_what_of_open_positions(stage: Stage) -> None:
    stage.space.show_tab(1)
    page = stage.space.services.page()
    assert not page.start.isEnabled()
    stage.click(page.stop)
    told = words_in(stage.dialog())
    assert "This stops scanner, then orchestrator." in told
    assert "How many positions are open is unknown" in told
    stage.answer("confirm_stop")
    stage.applied()
    assert stage.target.by_name["orchestrator"].wanted == 0
    stage.until(page.start.isEnabled)
    stage.click(page.start)
    stage.applied()
    assert stage.target.by_name["scanner"].wanted == 1


def test_that_services_that_are_down_stay_in_a_banner_with_the_way_out(stage: Stage) -> None:
    stage.space.desk.stop_services()
    stage.applied()
    assert "orchestrator is at 0, should be 1." in words_in(stage.standing())
    stage.click(stage.standing().buttons[0])
    stage.applied()
    stage.until(lambda: not stage.space.settings.banners.standing)
    assert stage.target.by_name["orchestrator"].wanted == 1
