"""The small widgets: what they say, what they do, and that they paint what they mean."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tests.gui.look import gallery
from traderadmin.gui.look.bars import SessionChip, SidebarItem, TabButton
from traderadmin.gui.look.buttons import Button, IconButton, Variant
from traderadmin.gui.look.checks import CheckBox, SegmentedChoice
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import LineEdit, SearchField
from traderadmin.gui.look.labels import Tone
from traderadmin.gui.look.notices import Action, Banner, ServiceLine
from traderadmin.gui.look.status import (
    Dot,
    ProgressLine,
    Spinner,
    StatusDot,
    Step,
    StepMarker,
)
from traderadmin.gui.look.theme import Theme
from traderadmin.gui.look.toast import Toast
from traderadmin.gui.look.tokens import LIGHT


@pytest.fixture
def host(theme: Theme, qtbot: QtBot) -> QWidget:
    _ = theme
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    return widget


def has_colour(widget: QWidget, name: str) -> bool:
    image: QImage = widget.grab().toImage()
    wanted = getattr(LIGHT, name)
    return any(
        image.pixelColor(x, y) == wanted
        for y in range(image.height())
        for x in range(image.width())
    )


@pytest.mark.parametrize(
    ("variant", "colour"),
    [
        (Variant.PRIMARY, "accent_fill"),
        (Variant.PRODUCTION, "prod_fill"),
        (Variant.HALT, "danger_soft"),
        (Variant.DANGER, "danger_fill"),
        (Variant.NORMAL, "edge"),
    ],
)
def test_that_a_button_wears_what_it_does(host: QWidget, variant: Variant, colour: str) -> None:
    button = Button("Words", variant, parent=host)
    button.resize(button.sizeHint())
    assert has_colour(button, colour)
    button.setEnabled(False)
    assert has_colour(button, "sunken")
    assert not has_colour(button, colour) or variant is Variant.NORMAL


def test_that_a_busy_button_cannot_be_clicked_and_its_spinner_stops_with_it(
    host: QWidget, qtbot: QtBot
) -> None:
    button = Button("Apply", Variant.PRIMARY, parent=host)
    button.show()
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    plain = button.sizeHint().width()
    button.set_busy(busy=True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert clicks == []
    assert button.sizeHint().width() > plain
    turn = button._turn
    assert turn is not None
    qtbot.waitUntil(lambda: turn.angle > 0)
    button.set_busy(busy=False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1


def test_that_under_reduced_motion_a_spinner_stands_still(
    theme: Theme, host: QWidget, qtbot: QtBot
) -> None:
    theme.set_reduced_motion(reduced=True)
    spinner = Spinner(parent=host)
    spinner.show()
    qtbot.wait(30)
    assert spinner._turn.angle == 0
    theme.set_reduced_motion(reduced=False)


@pytest.mark.parametrize(
    ("widget", "role"),
    [
        (lambda: Button("x"), QAccessible.Role.Button),
        (lambda: IconButton("x", "Close"), QAccessible.Role.Button),
        (lambda: LineEdit("x"), QAccessible.Role.EditableText),
        (lambda: CheckBox("x"), QAccessible.Role.CheckBox),
        (ComboBox, QAccessible.Role.ComboBox),
        (lambda: StatusDot(Dot.RUNNING), QAccessible.Role.StaticText),
        (SessionChip, QAccessible.Role.Button),
    ],
)
def test_that_each_widget_has_the_role_of_its_control(
    host: QWidget, widget: type[QWidget], role: QAccessible.Role
) -> None:
    made = widget()
    made.setParent(host)
    interface = QAccessible.queryAccessibleInterface(made)
    assert interface.role() is role


def test_that_names_tell_the_state(host: QWidget) -> None:
    chip = SessionChip(parent=host)
    chip.show_state(Tone.OK, "wave", "Open", "until 20:00 UTC")
    assert chip.accessibleName() == "Trading session: Open until 20:00 UTC"
    marker = StepMarker(3, Step.FAILED, parent=host)
    assert marker.accessibleName() == "Step 3: failed"
    item = SidebarItem("Risk", "shield", parent=host)
    item.show_counts(2, problem=True)
    assert item.accessibleName() == "Risk, 2 changes, has a problem"


def test_that_a_search_can_be_cleared_by_its_button(host: QWidget) -> None:
    search = SearchField("Search", parent=host)
    search.resize(200, 32)
    search.show()
    assert search.trailing is not None
    assert not search.trailing.isVisible()
    QTest.keyClicks(search, "abc")
    assert search.trailing.isVisible()
    QTest.mouseClick(search.trailing, Qt.MouseButton.LeftButton)
    assert search.text() == ""


def test_that_an_invalid_field_shows_it_and_nothing_moves(host: QWidget) -> None:
    line = LineEdit("900000", parent=host)
    line.resize(120, 32)
    line.show()
    assert not has_colour(line, "danger")
    size = line.sizeHint()
    line.set_invalid(invalid=True)
    assert has_colour(line, "danger")
    assert line.sizeHint() == size


def test_that_a_choice_shown_is_not_a_choice_made(host: QWidget) -> None:
    choice = SegmentedChoice(("Closed", "Open"), parent=host)
    chosen: list[int] = []
    choice.chosen.connect(chosen.append)
    choice.choose(1)
    choice.choose(None)
    assert choice.choice is None
    choice.choose(0)
    assert chosen == []
    QTest.mouseClick(choice.segments[1], Qt.MouseButton.LeftButton)
    assert chosen == [1]


def test_that_a_banner_says_all_and_runs_its_actions(host: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    banner = Banner(
        Tone.DANGER,
        "Failed to pause services",
        ("Nothing was saved.",),
        (ServiceLine(Dot.RUNNING, "orchestrator", "Running 1/1"),),
        (Action("Try again", lambda: done.append("again"), "refresh"),),
        parent=host,
    )
    banner.resize(500, banner.sizeHint().height())
    banner.show()
    words = [label.text() for label in banner.findChildren(QLabel)]
    assert {"Failed to pause services", "Nothing was saved.", "Running 1/1"} <= set(words)
    QTest.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert done == ["again"]
    (close,) = banner.findChildren(IconButton)
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


class Paints(QObject):
    """Counts what is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_that_a_line_fills_with_the_next_paint_not_at_once(host: QWidget, qtbot: QtBot) -> None:
    line = ProgressLine(parent=host)
    line.resize(100, 4)
    line.show()
    assert not has_colour(line, "accent")
    qtbot.wait_until(lambda: not host.isHidden())
    paints = Paints(line)
    line.show_share(0.5)
    assert paints.count == 0
    qtbot.wait_until(lambda: paints.count == 1)
    assert line.value() == line.maximum() // 2
    assert has_colour(line, "accent")


def test_that_a_toast_goes_by_itself_but_not_under_the_focus(host: QWidget, qtbot: QtBot) -> None:
    toast = Toast(host, "3 changes applied.", action="Show", on_action=lambda: None)
    toast._timer.setInterval(20)
    toast.pop_up()
    assert toast.geometry().bottom() <= host.height() + 12
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    toast.close_button.setFocus()
    qtbot.wait(80)
    assert toast.isVisible()
    with qtbot.waitSignal(toast.closed):
        toast.close_button.clearFocus()


def test_that_a_toast_action_runs_and_takes_it_away(host: QWidget, qtbot: QtBot) -> None:
    done: list[bool] = []
    toast = Toast(host, "Saved.", action="Show", on_action=lambda: done.append(True))
    toast.pop_up()
    assert toast.action is not None
    with qtbot.waitSignal(toast.closed):
        QTest.mouseClick(toast.action, Qt.MouseButton.LeftButton)
    assert done == [True]


def test_that_tabs_are_exclusive_and_no_text_is_cut(host: QWidget) -> None:
    tabs = [TabButton(words, "layers", parent=host) for words in ("Settings", "Services")]
    tabs[0].setChecked(True)
    tabs[1].click()
    assert [tab.isChecked() for tab in tabs] == [False, True]
    for tab in tabs:
        room = tab.sizeHint().width() - tab.fontMetrics().horizontalAdvance(tab.text())
        assert room >= 20


def test_that_the_gallery_shows_every_state_light_and_dark(theme: Theme, tmp_path: Path) -> None:
    _ = theme
    gallery.render(tmp_path / "states.png")
    image = QImage(str(tmp_path / "states.png"))
    assert (image.width(), image.height()) == (1280, 800)
    colours = {image.pixelColor(x, y).name() for y in range(0, 800, 3) for x in range(0, 1280, 3)}
    assert {LIGHT.accent_fill.name(), LIGHT.prod_fill.name(), LIGHT.danger_fill.name()} <= colours
