"""Editors show values as they are and write only what a person edited."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.gui.form.conftest import ShowForm
from tests.gui.form.hands import shown_text, type_over
from tests.gui.kit import model_of, schema_of
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.number import NumberBox
from traderadmin.gui.form.row import FieldRow
from traderadmin.gui.form.section import SectionForm

NUMBERS = {
    "n": {
        "type": "object",
        "title": "Numbers",
        "properties": {
            "small": {"type": "integer", "title": "Small", "minimum": 1, "maximum": 99},
            "huge": {"type": "integer", "title": "Huge"},
            "rate": {"type": "number", "title": "Rate", "minimum": 0, "maximum": 1},
            "opt": {"type": "integer", "title": "Optional", "default": 7},
        },
        "required": ["small", "huge", "rate"],
        "additionalProperties": False,
    }
}
HUGE = 123456789012345678901234567890


def numbers(show_form: ShowForm, toml: str) -> tuple[SectionForm, Any]:
    model = model_of(toml, schema_of(NUMBERS))
    return show_form(model), model


def test_that_no_value_changes_by_being_shown(show_form: ShowForm) -> None:
    form, model = numbers(show_form, f"[n]\nsmall = 100000\nhuge = {HUGE}\nrate = 0.00125\n")
    assert shown_text(form.rows["n", "small"]) == "100000"
    assert shown_text(form.rows["n", "huge"]) == str(HUGE)
    assert shown_text(form.rows["n", "rate"]) == "0.00125"
    assert model.modified_paths() == frozenset()


def test_that_typing_a_number_sets_it_and_typing_the_old_one_clears_it(
    show_form: ShowForm,
) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    row = form.rows["n", "small"]
    type_over(row, "42")
    assert model.get(("n", "small")) == 42
    assert row.was_text == "Was 5"
    type_over(row, "5")
    assert model.modified_paths() == frozenset()
    assert row.was_text == ""


def test_that_a_comma_is_a_problem_and_not_a_thousand(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    row = form.rows["n", "rate"]
    type_over(row, "0,25")
    assert model.get(("n", "rate")) == "0,25"
    assert model.has_errors
    assert row.problem_text


def test_that_a_whole_number_typed_into_a_decimal_stays_a_decimal(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    type_over(form.rows["n", "rate"], "1")
    assert repr(model.get(("n", "rate"))) == "1.0"


def test_that_the_wheel_changes_nothing_without_focus(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    form.rows["n", "huge"].focus_at(("n", "huge"))
    box = form.rows["n", "small"].editor.widget
    assert not box.hasFocus()
    turn_wheel(box)
    assert model.get(("n", "small")) == 5
    box.setFocus()
    turn_wheel(box)
    assert model.get(("n", "small")) == 6


def turn_wheel(box: Any) -> None:
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        box.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)


def test_that_arrows_step_by_the_last_digit_shown_and_stop_at_the_limits(
    show_form: ShowForm,
) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 98\nhuge = 1\nrate = 0.99\n")
    rate = form.rows["n", "rate"].focus_at(("n", "rate"))
    QTest.keyClick(rate, Qt.Key.Key_Down)
    assert model.get(("n", "rate")) == 0.98
    small = form.rows["n", "small"].focus_at(("n", "small"))
    for _ in range(4):
        QTest.keyClick(small, Qt.Key.Key_Up)
    assert model.get(("n", "small")) == 99


def test_that_stepping_a_number_beyond_32_bits_is_exact(show_form: ShowForm) -> None:
    form, model = numbers(show_form, f"[n]\nsmall = 5\nhuge = {2**62}\nrate = 0.5\n")
    QTest.keyClick(form.rows["n", "huge"].focus_at(("n", "huge")), Qt.Key.Key_Up)
    assert model.get(("n", "huge")) == 2**62 + 1


def test_that_an_optional_number_is_unset_by_emptying_it(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\nopt = 3\n")
    row = form.rows["n", "opt"]
    type_over(row, "")
    assert model.get(("n", "opt")) is UNSET
    words = [label.text() for label in row.findChildren(QLabel)]
    assert "Not set, default applies" in words
    assert isinstance(row.editor.widget, NumberBox)
    assert row.editor.widget.lineEdit().placeholderText() == "7"


def test_that_an_empty_required_number_is_a_problem(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    type_over(form.rows["n", "small"], "")
    assert model.has_errors
    assert form.rows["n", "small"].problem_text


def test_that_the_form_follows_the_model(show_form: ShowForm) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    model.set(("n", "small"), 17)
    assert shown_text(form.rows["n", "small"]) == "17"
    model.undo()
    assert shown_text(form.rows["n", "small"]) == "5"


@pytest.mark.parametrize("words", ["", "abc", "1e400", "00012", "-0", "+5", "1_000"])
def test_that_what_is_typed_stays_as_typed_while_typing(show_form: ShowForm, words: str) -> None:
    form, _ = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    row = form.rows["n", "rate"]
    type_over(row, words)
    assert shown_text(row) == words


def test_that_tab_goes_from_field_to_field_in_order(show_form: ShowForm, qtbot: QtBot) -> None:
    form, _ = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    form.rows["n", "small"].focus_at(("n", "small"))
    visited = []
    for _ in range(3):
        QTest.keyClick(form.window(), Qt.Key.Key_Tab)
        qtbot.wait(1)
        focus = QApplication.focusWidget()
        while focus is not None and not isinstance(focus, FieldRow):
            focus = focus.parentWidget()
        visited.append(focus.path[-1] if isinstance(focus, FieldRow) else None)
    assert visited == ["huge", "rate", "opt"]


def test_that_a_problem_that_comes_back_keeps_its_place_beside_its_icon(
    show_form: ShowForm, qtbot: QtBot
) -> None:
    form, model = numbers(show_form, "[n]\nsmall = 5\nhuge = 1\nrate = 0.5\n")
    row = form.rows["n", "small"]
    for words in ("500", "50", "501"):
        type_over(row, words)
        qtbot.wait(1)
    assert model.has_errors
    (sentence,) = row._sentences
    image = sentence.grab().toImage()
    gap = {image.pixel(x, y) for x in range(15, 20) for y in range(image.height())}
    assert len(gap) == 1, "the sentence must not cover its icon"
    assert sentence.height() > sentence.fontMetrics().height()
    type_over(row, "50")
    qtbot.waitUntil(lambda: sentence.height() == 0)
