"""Apply Configuration: one click, the steps, how it ends."""

import pytest
from PySide6.QtCore import QTimer

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import SIZE, START, STOP, Gate, Stage, words_in
from traderadmin.contract.halt import HaltRecord
from traderadmin.contract.history import Outcome
from traderadmin.contract.revision import revision_of, short
from traderadmin.gui import inhibit
from traderadmin.gui.look.buttons import Variant


def test_that_apply_waits_for_an_edit(stage: Stage) -> None:
    assert not stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.headline.text() == "No changes"
    stage.type_into(START, "14:30")
    assert stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.headline.text() == "1 change not applied"


def test_that_setting_the_old_value_back_leaves_nothing_to_apply(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.type_into(START, "13:30")
    assert not stage.space.action_bar.apply.isEnabled()


def test_that_one_click_applies_and_says_so(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.type_into(STOP, "21:00")
    stage.apply()
    stage.applied()
    revision = short(revision_of(stage.target.content))
    assert b'start_time_utc = "14:30"' in stage.target.content
    assert stage.toast() == f"2 changes applied. Both services run revision {revision}."
    assert stage.space.action_bar.headline.text() == "No changes"
    assert not stage.model.modified_paths()
    stage.until(lambda: not stage.space.settings.panel_is_open)
    assert stage.target.lines[-1].outcome is Outcome.DONE


def test_that_much_news_at_once_is_one_refresh_of_the_bars(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(stage.space.action_bar, "show_view", shown.append)
    for _ in range(5):
        stage.space.desk.changed.emit()
    assert shown == []
    stage.until(lambda: shown)
    assert len(shown) == 1


def test_that_the_line_beside_apply_says_that_trading_is_interrupted(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    line = stage.space.action_bar.line.text()
    text = "Trading is open: applying interrupts it for some seconds. Positions unknown."
    assert line == text


def test_that_the_machine_is_kept_awake_while_applying(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(inhibit, "_start", started.append)
    gate = stage.apply_held("pause:scanner")
    assert len(started) == 1
    gate.open()
    stage.applied()


def test_that_the_steps_show_as_they_happen_and_the_form_is_locked(stage: Stage) -> None:
    gate = stage.apply_held("pause:orchestrator")
    stage.until(lambda: "Step 3 of 7" in stage.space.action_bar.line.text())
    stage.until(lambda: "Stopped, was 1" in words_in(stage.space.settings.panel))
    assert stage.space.settings.panel_is_open
    assert stage.space.action_bar.apply.text() == "Applying…"
    assert not stage.space.action_bar.apply.isEnabled()
    assert "Locked while changes are applied" in words_in(stage.space.settings.page)
    gate.open()
    stage.applied()
    assert stage.space.action_bar.apply.text() == "Apply Configuration"


def test_that_the_window_lives_while_a_service_takes_its_time(stage: Stage) -> None:
    gate = Gate()
    stage.target.faults["pause:scanner"] = gate
    stage.type_into(START, "14:30")
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    timer.start(5)
    stage.apply()
    stage.until(gate.reached.is_set)
    before = len(beats)
    stage.until(lambda: len(beats) > before + 10)
    assert stage.space.desk.is_busy
    gate.open()
    stage.applied()
    timer.stop()


def test_that_a_long_name_in_the_chip_gives_way_in_a_small_window(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(production=True).open(width=800, height=600)
    who = "a trader with a rather long name on a desk with one too"
    stage.target.set_halt(HaltRecord(who, stage.clock.now(), ""))
    stage.space.desk.look()
    chip = stage.space.top_bar.chip
    stage.until(lambda: "Halted" in chip.accessibleName())
    assert chip.accessibleName().endswith("at 16:52 UTC")
    assert chip.geometry().right() < stage.space.halt.geometry().left()
    assert stage.space.halt.geometry().right() <= stage.window.width()
    assert who in chip.toolTip()


def test_that_a_problem_keeps_apply_back_and_says_why(stage: Stage) -> None:
    stage.type_into(STOP, "13:30")
    assert not stage.space.action_bar.apply.isEnabled()
    assert stage.space.action_bar.line.text().startswith("Fix 1 problem first. Then: ")


def test_that_apply_waits_while_someone_else_applies(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.target.held = True
    stage.space.desk.look()
    stage.until(lambda: not stage.space.action_bar.apply.isEnabled())
    assert stage.space.action_bar.line.text().startswith("Someone else is applying a change.")
    stage.until(lambda: stage.space.settings.banners.standing)
    stage.target.held = False
    stage.space.desk.look()
    stage.until(stage.space.action_bar.apply.isEnabled)


def test_that_a_schedule_left_open_is_confirmed_apart(stage: Stage) -> None:
    stage.model.set(("trading_schedule", "enabled"), value=False)
    stage.model.set(("trading_schedule", "initially_active"), value=True)
    stage.apply()
    assert "trading is OPEN and will not close by itself" in words_in(stage.dialog())
    stage.answer("keep")
    stage.until(stage.no_dialog)
    assert not stage.space.desk.is_busy
    stage.apply()
    stage.answer("confirm_apply")
    stage.applied()
    assert b"initially_active = true" in stage.target.content


def test_that_production_asks_once_and_names_the_target(make_stage: MakeStage) -> None:
    stage = make_stage(production=True).open()
    assert stage.space.action_bar.apply.text() == "Apply Configuration to prod-eu"
    assert stage.space.action_bar.apply.variant is Variant.PRODUCTION
    stage.type_into(SIZE, "400")
    stage.apply()
    assert stage.dialog().windowTitle() == "Apply 1 change to prod-eu?"
    stage.answer("confirm_apply")
    stage.applied()
    assert b"max_order_size = 400" in stage.target.content


def test_that_discard_asks_and_takes_the_file_again(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    assert stage.space.action_bar.discard.text() == "Discard 1 change…"
    stage.click(stage.space.action_bar.discard)
    stage.answer("keep")
    assert stage.model.modified_paths()
    stage.until(stage.no_dialog)
    stage.click(stage.space.action_bar.discard)
    stage.answer("discard")
    assert not stage.model.modified_paths()


@pytest.mark.parametrize("width", [800, 1280])
def test_that_nothing_of_the_bars_is_cut_off(make_stage: MakeStage, width: int) -> None:
    stage = make_stage().open(width=width, height=600)
    stage.type_into(START, "14:30")
    stage.qtbot.wait(50)
    bars = (stage.space.top_bar, stage.space.action_bar, stage.space.status_bar)
    assert stage.window.width() == width
    for bar in bars:
        layout = bar.layout()
        assert layout is not None
        assert layout.minimumSize().width() <= width, bar.objectName()
