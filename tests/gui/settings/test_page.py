"""The settings page: sections, search, problems, undo, sizes."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.kit import model_of
from tests.gui.settings.conftest import TOML, ShowPage
from traderadmin.config.validation import Fix
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.rows import RowsEditor
from traderadmin.gui.form.row import FieldRow
from traderadmin.gui.settings.problems import ProblemsList

START = ("trading_schedule", "start_time_utc")
SIZE = ("risk", "max_order_size")
CONTROL = Qt.KeyboardModifier.ControlModifier


def focused_path() -> tuple[str | int, ...] | None:
    widget: QWidget | None = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, FieldRow):
        widget = widget.parentWidget()
    return widget.path if isinstance(widget, FieldRow) else None


def test_that_a_click_in_the_sidebar_shows_a_section_and_builds_only_it(
    show_page: ShowPage,
) -> None:
    desk = show_page()
    deck = desk.page.deck
    assert deck is not None
    assert list(deck._forms) == [0]
    QTest.mouseClick(desk.page.sidebar.items[2], Qt.MouseButton.LeftButton)
    assert desk.page.area.title.text() == "Risk limits"
    assert sorted(deck._forms) == [0, 2]
    assert desk.page.sidebar.items[2].isChecked()


def test_that_an_edit_is_counted_at_its_section_and_uncounted_again(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(SIZE, 400)
    assert desk.page.sidebar.items[2].accessibleName() == "Risk limits, 1 change"
    desk.model.set(SIZE, 500)
    assert desk.page.sidebar.items[2].accessibleName() == "Risk limits"


def test_that_edited_and_the_number_of_problems_are_signalled(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page()
    with qtbot.waitSignals([desk.page.edited, desk.page.problem_count_changed]) as blocker:
        desk.model.set(SIZE, 900_000)
    assert blocker.signal_triggered
    assert desk.page.sidebar.problems.isVisible()
    assert desk.page.sidebar.problems.title == "1 problem"
    with qtbot.waitSignal(desk.page.problem_count_changed, check_params_cb=lambda n: n == 0):
        desk.model.undo()
    assert not desk.page.sidebar.problems.isVisible()


def test_that_search_shows_matching_fields_of_all_sections(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page()
    QTest.keyClick(desk.page, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(desk.page.sidebar.search.hasFocus)
    QTest.keyClicks(desk.page.sidebar.search, "largest order")
    qtbot.waitUntil(lambda: desk.page.area.title.text().endswith("found"))
    assert desk.page.deck is not None
    form = desk.page.deck.form
    assert form is not None
    assert list(form.rows) == [SIZE, ("risk", "max_order_value")]
    visible = [item.text() for item in desk.page.sidebar.items if item.isVisible()]
    assert visible == ["Risk limits"]
    QTest.keyClick(desk.page.sidebar.search, Qt.Key.Key_Return)
    assert focused_path() == SIZE
    desk.page.sidebar.search.clear()
    qtbot.waitUntil(lambda: desk.page.area.title.text() == "Trading schedule")
    assert all(item.isVisible() for item in desk.page.sidebar.items)


def test_that_search_finds_the_words_of_choices_and_of_keys(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page()
    for words, path in (("swiss franc", ("risk", "currency")), ("drain_sec", None)):
        desk.page.sidebar.search.setText(words)
        qtbot.waitUntil(lambda: words in desk.page.area.help.text())  # noqa: B023 - waited for
        assert desk.page.deck is not None
        form = desk.page.deck.form
        assert form is not None
        assert list(form.rows) == [path or ("orchestrator", "drain_seconds")]


def test_that_the_problems_box_lists_them_with_remove_reset_and_jump(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page(TOML.replace("max_position = 2000", 'max_position = "many"\ntypo_key = 1'))
    QTest.mouseClick(desk.page.sidebar.problems, Qt.MouseButton.LeftButton)
    listed = desk.page.area.findChild(ProblemsList)
    assert listed is not None
    by_key = {item.problem.path: item for item in listed.items}
    unknown = by_key["risk", "typo_key"]
    wrong = by_key["risk", "max_position"]
    assert desk.model.modified_paths() == frozenset()
    QTest.mouseClick(unknown.buttons[Fix.REMOVE], Qt.MouseButton.LeftButton)
    assert desk.model.get(("risk", "typo_key")) is UNSET
    wrong = {item.problem.path: item for item in listed.items}["risk", "max_position"]
    QTest.mouseClick(wrong.buttons[Fix.JUMP], Qt.MouseButton.LeftButton)
    assert desk.page.area.title.text() == "Risk limits"
    qtbot.waitUntil(lambda: focused_path() == ("risk", "max_position"))
    desk.page.show_problems()
    QTest.mouseClick(listed.items[0].buttons[Fix.RESET], Qt.MouseButton.LeftButton)
    assert desk.model.get(("risk", "max_position")) == 2000
    assert listed.items == ()


def test_that_no_problem_is_mended_while_the_page_is_locked(show_page: ShowPage) -> None:
    desk = show_page(TOML.replace("max_position = 2000", 'max_position = "many"'))
    for shown_before in (False, True):
        desk.page.set_locked(True)
        desk.page.show_problems()
        listed = desk.page.area.findChild(ProblemsList)
        assert listed is not None
        (item,) = listed.items
        assert not item.buttons[Fix.RESET].isEnabled(), shown_before
        assert item.buttons[Fix.JUMP].isEnabled()
        desk.page.set_locked(False)
        assert item.buttons[Fix.RESET].isEnabled()


def test_that_jump_goes_into_a_table_cell_and_scrolls_to_it(
    show_page: ShowPage, qtbot: QtBot
) -> None:
    desk = show_page(height=420)
    desk.page.jump_to(("scanner", "symbols", 0, "order_size"))
    qtbot.waitUntil(lambda: focused_path() == ("scanner", "symbols"))
    cell = QApplication.focusWidget()
    assert cell is not None
    qtbot.waitUntil(lambda: not cell.visibleRegion().isEmpty())
    assert cell.accessibleName() == "Order size, shares, symbol 1"


def test_that_ctrl_z_and_ctrl_shift_z_undo_and_redo_across_sections(show_page: ShowPage) -> None:
    desk = show_page()
    desk.model.set(SIZE, 400)
    form = desk.page.deck.form if desk.page.deck is not None else None
    assert form is not None
    line = form.rows[START].focus_at(START)
    QTest.keyClick(line, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(line, "15:00")
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert desk.model.get(START) == "13:30"
    assert desk.model.get(SIZE) == 400
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert desk.model.get(SIZE) == 500
    QTest.keyClick(line, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.model.get(SIZE) == 400


def test_that_a_locked_page_still_scrolls_and_says_why(show_page: ShowPage, qtbot: QtBot) -> None:
    desk = show_page(height=300)
    desk.page.set_locked(True)
    assert desk.page.area.lock.isVisible()
    bar = desk.page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert desk.page.area.isEnabled()
    form = desk.page.deck.form if desk.page.deck is not None else None
    assert form is not None
    for row in form.rows.values():
        editor = row.editor  # a list stays readable, and offers nothing
        offered = editor._add.isVisible() if isinstance(editor, RowsEditor) else None
        assert not (editor.widget.isEnabled() if offered is None else offered)
    QTest.mouseClick(desk.page.sidebar.items[2], Qt.MouseButton.LeftButton)
    risk = desk.page.deck.form if desk.page.deck is not None else None
    assert risk is not None
    assert not risk.rows[SIZE].editor.widget.isEnabled()


def test_that_a_narrow_window_has_a_bar_instead_of_the_sidebar(show_page: ShowPage) -> None:
    desk = show_page(width=800, height=600)
    assert desk.page.narrow.isVisible()
    assert not desk.page.sidebar.isVisible()
    desk.model.set(SIZE, 900_000)
    assert desk.page.narrow.problems.text() == "1 problem"
    desk.page.resize(1280, 800)
    assert desk.page.sidebar.isVisible()
    assert not desk.page.narrow.isVisible()


def test_that_the_side_panel_replaces_the_preview_or_lies_over_a_small_form(
    show_page: ShowPage,
) -> None:
    desk = show_page()
    preview = desk.page.area._preview
    assert preview is not None
    assert preview.isVisible()
    panel = QLabel("Applying")
    desk.page.set_side_panel(panel)
    assert panel.isVisible()
    assert not preview.isVisible()
    QApplication.processEvents()
    wide = desk.page.area.width()
    desk.page.resize(1100, 700)
    QApplication.processEvents()
    assert desk.page.panel.geometry().right() == desk.page.width() - 1
    assert desk.page.area.geometry().width() > wide - 200
    desk.page.set_side_panel(None)
    assert not desk.page.panel.isVisible()
    assert preview.isVisible()


def test_that_another_model_takes_the_place_of_the_first(show_page: ShowPage) -> None:
    desk = show_page()
    QTest.mouseClick(desk.page.sidebar.items[2], Qt.MouseButton.LeftButton)
    other = model_of(TOML.replace("500", "250"))
    desk.page.set_model(other)
    assert desk.page.area.title.text() == "Risk limits"
    desk.model.set(SIZE, 1)
    assert desk.page.sidebar.items[2].accessibleName() == "Risk limits"
    other.set(SIZE, 1)
    assert desk.page.sidebar.items[2].accessibleName() == "Risk limits, 1 change"


def test_that_without_a_model_the_page_is_empty_but_lives(show_page: ShowPage) -> None:
    desk = show_page()
    desk.page.set_model(None)
    assert desk.page.deck is None
    assert desk.page.sidebar.items == ()
    desk.page.jump_to(SIZE)
    desk.page.show_problems()
    desk.page.set_locked(True)
    assert desk.page.isVisible()
