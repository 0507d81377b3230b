"""Check boxes, segments, combos and days; what a row says of an edit, and its lock."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.form.conftest import ShowForm
from tests.gui.form.hands import type_over
from tests.gui.kit import model_of, schema_of
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.text import ShownOnly
from traderadmin.gui.look.buttons import Button
from traderadmin.gui.look.checks import CheckBox, CheckGroup, SegmentedChoice
from traderadmin.gui.look.combo import ComboBox

CHOICES = {
    "c": {
        "type": "object",
        "title": "Choices",
        "properties": {
            "on": {"type": "boolean", "title": "On", "x-traderadmin-checkbox-label": "Do it"},
            "side": {
                "type": "boolean",
                "title": "Side",
                "x-traderadmin-editor": "segmented",
                "x-traderadmin-false-label": "Closed",
                "x-traderadmin-true-label": "Open",
            },
            "level": {
                "type": "string",
                "title": "Level",
                "enum": ["low", "high"],
                "enumItemLabels": ["Low", "High"],
                "enumDescriptions": ["Little.", "Much."],
            },
            "days": {
                "type": "array",
                "title": "Days",
                "uniqueItems": True,
                "items": {"type": "string", "enum": ["Mon", "Tue", "Wed"]},
                "x-traderadmin-editor": "days-of-week",
            },
        },
        "additionalProperties": False,
    }
}
CHOSEN = '[c]\non = true\nside = false\nlevel = "low"\ndays = ["Wed", "Mon"]\n'


def test_that_a_click_on_a_check_box_sets_the_value(show_form: ShowForm) -> None:
    model = model_of(CHOSEN, schema_of(CHOICES))
    form = show_form(model)
    check = form.rows["c", "on"].editor.widget
    assert isinstance(check, CheckBox)
    QTest.mouseClick(check, Qt.MouseButton.LeftButton)
    assert model.get(("c", "on")) is False
    assert form.rows["c", "on"].was_text == "Was on"


def test_that_a_segment_is_chosen_by_click_and_by_arrow(show_form: ShowForm) -> None:
    model = model_of(CHOSEN, schema_of(CHOICES))
    form = show_form(model)
    choice = form.rows["c", "side"].editor.widget
    assert isinstance(choice, SegmentedChoice)
    QTest.mouseClick(choice.segments[1], Qt.MouseButton.LeftButton)
    assert model.get(("c", "side")) is True
    assert form.rows["c", "side"].was_text == "Was Closed"
    QTest.keyClick(choice.segments[1], Qt.Key.Key_Left)
    assert model.get(("c", "side")) is False


def test_that_a_combo_keeps_a_value_that_is_none_of_its_choices(show_form: ShowForm) -> None:
    model = model_of(CHOSEN.replace('"low"', '"medium"'), schema_of(CHOICES))
    form = show_form(model)
    combo = form.rows["c", "level"].editor.widget
    assert isinstance(combo, ComboBox)
    assert combo.currentIndex() == -1
    assert model.get(("c", "level")) == "medium"
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert model.get(("c", "level")) == "low"


def test_that_days_are_kept_as_they_stand_and_changed_one_by_one(show_form: ShowForm) -> None:
    model = model_of(CHOSEN, schema_of(CHOICES))
    form = show_form(model)
    group = form.rows["c", "days"].editor.widget
    assert isinstance(group, CheckGroup)
    assert [check.isChecked() for check in group.checks] == [True, False, True]
    assert model.modified_paths() == frozenset()
    QTest.mouseClick(group.checks[1], Qt.MouseButton.LeftButton)
    assert sorted(model.get(("c", "days"))) == ["Mon", "Tue", "Wed"]
    QTest.mouseClick(group.checks[0], Qt.MouseButton.LeftButton)
    assert sorted(model.get(("c", "days"))) == ["Tue", "Wed"]


def test_that_a_value_of_the_wrong_type_is_shown_as_text_with_reset(show_form: ShowForm) -> None:
    model = model_of(CHOSEN.replace("on = true", 'on = "yes"'), schema_of(CHOICES))
    form = show_form(model)
    row = form.rows["c", "on"]
    assert isinstance(row.editor, ShownOnly)
    assert model.modified_paths() == frozenset()
    (reset,) = row.findChildren(Button)
    QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert model.get(("c", "on")) is UNSET
    assert isinstance(row.editor.widget, CheckBox)


def test_that_undo_on_a_row_gives_the_baseline_back(show_form: ShowForm) -> None:
    model = model_of(CHOSEN, schema_of(CHOICES))
    form = show_form(model)
    row = form.rows["c", "on"]
    QTest.mouseClick(row.editor.widget, Qt.MouseButton.LeftButton)
    assert row.undo_button is not None
    assert row.undo_button.isVisible()
    QTest.mouseClick(row.undo_button, Qt.MouseButton.LeftButton)
    assert model.get(("c", "on")) is True
    assert not row.undo_button.isVisible()


def test_that_names_say_unit_modification_and_what_it_was(show_form: ShowForm) -> None:
    form = show_form(model_of('[trading_schedule]\nstart_time_utc = "13:30"\n'))
    row = form.rows["trading_schedule", "start_time_utc"]
    assert row.editor.widget.accessibleName() == "Start, UTC"
    type_over(row, "14:30")
    name = row.editor.widget.accessibleName()
    assert name.startswith("Start, UTC, modified, was 13:30")


def test_that_a_locked_form_takes_no_edit(show_form: ShowForm) -> None:
    model = model_of(CHOSEN, schema_of(CHOICES))
    form = show_form(model)
    form.set_locked(locked=True)
    QTest.mouseClick(form.rows["c", "on"].editor.widget, Qt.MouseButton.LeftButton)
    assert model.get(("c", "on")) is True
    form.set_locked(locked=False)
    QTest.mouseClick(form.rows["c", "on"].editor.widget, Qt.MouseButton.LeftButton)
    assert model.get(("c", "on")) is False
