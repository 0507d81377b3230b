"""The file changed under the edits, or cannot be read at all; and starting slowly."""

from tests.gui.shell.conftest import MakeStage
from tests.gui.shell.stage import SIZE, START, Gate, Stage, words_in
from tests.support.faults import raising
from traderadmin.errors import TraderAdminError
from traderadmin.gui.look.checks import Segment
from traderadmin.gui.settings.unreadable import Excerpt, UnreadableAction, UnreadablePage
from traderadmin.resources import template_bytes

BROKEN = b"[risk\nmax_order_size = 1\n"


def change_on_disk(stage: Stage, old: bytes, new: bytes) -> None:
    assert old in stage.target.content
    stage.target.content = stage.target.content.replace(old, new)
    stage.space.desk.look()
    stage.standing()


def test_that_a_change_on_disk_is_told_and_reload_keeps_edits(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    change_on_disk(stage, b"max_order_size = 500", b"max_order_size = 250")
    banner = stage.standing()
    assert banner.title == "config.toml changed on disk since it was loaded"
    stage.click(banner.buttons[0])
    stage.until(lambda: stage.model.get(SIZE) == 250)
    assert stage.model.get(START) == "14:30"
    assert stage.model.modified_paths() == {START}
    stage.until(lambda: not stage.space.settings.banners.standing)
    stage.apply()
    stage.applied()
    assert b"max_order_size = 250" in stage.target.content
    assert b'start_time_utc = "14:30"' in stage.target.content


def test_that_a_field_changed_in_both_places_is_asked_about(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    change_on_disk(stage, b'start_time_utc = "13:30"', b'start_time_utc = "12:00"')
    stage.click(stage.standing().buttons[0])
    stage.until(lambda: "1 field changed here and in the file" in words_in(stage.window))
    assert not stage.space.action_bar.apply.isEnabled()
    assert "Choose a value for 1 field first." in stage.space.action_bar.line.text()
    segments = stage.window.findChildren(Segment)
    mine = next(s for s in segments if s.text().startswith("Mine: 14:30"))
    theirs = next(s for s in segments if s.text().startswith("File: 12:00"))
    assert theirs.isVisible()
    stage.click(mine)
    stage.click(
        next(
            button
            for button in stage.window.findChildren(type(stage.space.action_bar.review))
            if button.text() == "Take these values"
        )
    )
    stage.until(stage.space.action_bar.apply.isEnabled)
    assert stage.model.get_baseline(START) == "12:00"
    assert stage.model.get(START) == "14:30"


def test_that_edits_outlast_a_file_that_cannot_be_read_for_a_while(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    good = stage.target.content
    change_on_disk(stage, good, BROKEN)
    stage.click(stage.standing().buttons[0])
    assert stage.failure().title == "The configuration cannot be read"
    assert stage.model.get(START) == "14:30"
    stage.target.content = good.replace(b"max_order_size = 500", b"max_order_size = 250")
    stage.click(stage.standing().buttons[0])
    stage.until(lambda: stage.model.get(SIZE) == 250)
    assert stage.model.modified_paths() == {START}


def test_that_applying_over_a_change_on_disk_is_refused_and_offers_reload(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    changed = stage.target.content.replace(b"max_order_size = 500", b"max_order_size = 250")
    stage.target.content = changed
    stage.apply()
    banner = stage.failure()
    assert banner.title.startswith("The file changed on disk")
    assert banner.buttons[0].text() == "Reload"
    assert stage.target.content == changed


def test_that_an_unreadable_file_opens_with_its_line_and_ways_out(make_stage: MakeStage) -> None:
    stage = make_stage(content=BROKEN).open()
    told = words_in(stage.space.settings.page)
    assert "Line 1" in told
    assert stage.space.action_bar.headline.text() == "config.toml cannot be read"
    assert not stage.space.action_bar.apply.isEnabled()
    assert stage.target.content == BROKEN


def test_that_the_lines_around_a_fault_show_no_secret(make_stage: MakeStage) -> None:
    secret = "hunter2-hunter2"
    content = f'[broker]\napi_secret = "{secret}"\nkind = = 1\n'
    stage = make_stage(content=content.encode()).open()
    excerpt = stage.space.settings.page.findChild(Excerpt)
    assert excerpt is not None
    assert excerpt.lines[1] == (2, 'api_secret = "••••••"')
    assert secret not in excerpt.accessibleName()


def test_that_a_backup_can_take_the_place_of_an_unreadable_file(make_stage: MakeStage) -> None:
    stage = make_stage(content=BROKEN)
    stage.target.kept["config.toml.bak.20261119_093104"] = template_bytes()
    stage.open()
    page = stage.space.settings.page.findChild(UnreadablePage)
    assert page is not None
    stage.click(page.buttons[UnreadableAction.RESTORE])
    assert "config.toml.bak.20261119_093104" in stage.dialog().list.item(0).text()  # type: ignore[attr-defined]
    stage.answer("restore_backup")
    stage.applied()
    assert stage.target.content == template_bytes()
    stage.until(lambda: stage.space.desk.model is not None)
    assert BROKEN in stage.target.kept.values()


def test_that_starting_from_the_template_asks_and_keeps_the_file(make_stage: MakeStage) -> None:
    stage = make_stage(content=BROKEN).open()
    page = stage.space.settings.page.findChild(UnreadablePage)
    assert page is not None
    stage.click(page.buttons[UnreadableAction.TEMPLATE])
    stage.answer("template")
    stage.applied()
    assert stage.target.content == template_bytes()
    assert BROKEN in stage.target.kept.values()
    stage.until(lambda: stage.space.desk.model is not None)


def test_that_a_slow_target_shows_as_connecting_in_a_window_that_lives(
    make_stage: MakeStage,
) -> None:
    stage = make_stage()
    gate = Gate()
    stage.target.faults["connect"] = gate
    stage.show()
    stage.until(gate.reached.is_set)
    assert stage.space.top_bar.chip.accessibleName() == "Trading session: Connecting not known yet"
    assert stage.space.action_bar.headline.text() == "Connecting"
    assert not stage.space.halt.isEnabled()
    stage.space.show_tab(1)
    assert "Connecting" in words_in(stage.space.services.page())
    gate.open()
    stage.until(lambda: stage.space.desk.model is not None)
    stage.until(stage.space.halt.isEnabled)


def test_that_a_target_that_does_not_open_can_be_tried_again(make_stage: MakeStage) -> None:
    stage = make_stage()
    stage.target.faults["connect"] = raising(
        TraderAdminError("Cannot reach the target", "It does not answer.")
    )
    stage.show()
    banner = stage.failure()
    assert banner.title == "Cannot reach the target"
    stage.target.faults.clear()
    stage.click(banner.buttons[0])
    stage.until(lambda: stage.space.desk.model is not None)
    assert stage.space.settings.banners.failure is None


def test_that_a_file_repaired_by_hand_opens_by_itself(make_stage: MakeStage) -> None:
    stage = make_stage(content=BROKEN).open()
    assert stage.space.desk.model is None
    stage.target.content = template_bytes()
    stage.space.desk.look()
    stage.until(lambda: stage.space.desk.model is not None)
    assert "Trading schedule" in words_in(stage.space.settings.page)


def test_that_a_target_that_stops_answering_leaves_nothing_claimed(stage: Stage) -> None:
    stage.target.faults["snapshot"] = raising(
        TraderAdminError("Cannot look", "The target does not answer.")
    )
    for _ in range(2):
        stage.space.desk.look()
    stage.until(lambda: stage.space.desk.snapshot is None)
    assert stage.space.top_bar.chip.accessibleName().startswith("Trading session: Connecting")
    assert "The target does not answer" in words_in(stage.space.status_bar)
    stage.target.faults.clear()
    stage.space.desk.look()
    stage.until(lambda: stage.space.top_bar.chip.accessibleName().endswith("min left"))
    assert "The target does not answer" not in words_in(stage.space.status_bar)
