"""Everything by keyboard: tabs, regions, the order of Tab, names for screen readers."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.gui.shell.stage import START, Stage
from traderadmin.gui.shell.tab import Tab


def press(stage: Stage, key: Qt.Key, *, ctrl: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget() or stage.window, key, modifier)


def tabbed(stage: Stage, most: int = 120) -> Iterator[QWidget]:
    """What Tab goes through, until it comes around."""
    seen: set[int] = set()
    for _ in range(most):
        press(stage, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        assert widget is not None
        if id(widget) in seen:
            return
        seen.add(id(widget))
        yield widget


def test_that_ctrl_and_a_digit_choose_a_tab(stage: Stage) -> None:
    for key, tab in ((Qt.Key.Key_2, Tab.SERVICES), (Qt.Key.Key_3, Tab.HISTORY)):
        press(stage, key, ctrl=True)
        assert stage.space.tab is tab
        assert not stage.space.action_bar.isVisible()
    press(stage, Qt.Key.Key_1, ctrl=True)
    assert stage.space.tab is Tab.SETTINGS
    assert stage.space.action_bar.isVisible()


def test_that_tab_reaches_the_bars_and_the_form(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    stage.window.setFocus()
    names = [widget.objectName() for widget in tabbed(stage)]
    wanted = ["target", "tab_settings", "halt", "discard", "review", "apply"]
    found = [name for name in names if name in wanted]
    assert found == wanted


def test_that_f6_goes_from_region_to_region(stage: Stage) -> None:
    stage.type_into(START, "14:30")
    regions = []
    stage.window.setFocus()
    for _ in range(4):
        press(stage, Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        regions.append(focused)
    assert stage.space.top_bar.isAncestorOf(regions[0])
    assert stage.space.settings.page.isAncestorOf(regions[1])
    assert stage.space.action_bar.isAncestorOf(regions[-1])
    assert len({id(widget) for widget in regions}) == 4


def test_that_every_button_in_sight_has_a_name(stage: Stage) -> None:
    for tab in Tab:
        stage.space.show_tab(tab)
        stage.qtbot.wait(20)
        for button in stage.window.findChildren(QAbstractButton):
            if button.isVisible():
                named = button.accessibleName() or button.text()
                assert named, f"{type(button).__name__} has no name"


def test_that_the_target_button_says_where_the_services_run(stage: Stage) -> None:
    assert stage.space.top_bar.target.accessibleName() == (
        "Services run on This machine, local, target"
    )
