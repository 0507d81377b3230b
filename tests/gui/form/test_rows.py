"""Lists and tables: lines are added, removed, moved and edited one cell at a time."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.form.conftest import ShowForm
from tests.gui.kit import model_of, schema_of
from traderadmin.config.values import UNSET
from traderadmin.gui.form.editors.rows import PAGE, RowsEditor
from traderadmin.gui.form.row import FieldRow

PLACE = {
    "p": {
        "type": "object",
        "title": "Place",
        "properties": {
            "names": {
                "type": "array",
                "title": "Names",
                "items": {"type": "string", "title": "Name", "pattern": "^[a-z]+$"},
            },
            "rows": {
                "type": "array",
                "title": "Rows",
                "items": {
                    "type": "object",
                    "title": "Row",
                    "properties": {
                        "name": {"type": "string", "title": "Name"},
                        "size": {"type": "integer", "title": "Size", "default": 10, "minimum": 1},
                        "on": {"type": "boolean", "title": "On"},
                    },
                    "required": ["name", "size"],
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }
}
TOML = """[p]
names = ["ab", "cd"]
[[p.rows]]
name = "one"
size = 1
[[p.rows]]
name = "two"
size = 2
on = true
extra = "kept"
"""
NAMES = ("p", "names")
ROWS = ("p", "rows")


def editor_of(row: FieldRow) -> RowsEditor:
    assert isinstance(row.editor, RowsEditor)
    return row.editor


def test_that_a_cell_edit_changes_that_cell_alone(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    cell = form.rows[ROWS].focus_at((*ROWS, 1, "name"))
    QTest.keyClick(cell, Qt.Key.Key_End)
    QTest.keyClicks(cell, "x")
    assert model.get(ROWS) == [
        {"name": "one", "size": 1},
        {"name": "twox", "size": 2, "on": True, "extra": "kept"},
    ]
    assert form.rows[ROWS].was_text == "Was 2 rows"
    assert cell.hasFocus()


def test_that_a_line_is_added_with_its_defaults_and_gets_the_focus(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    editor = editor_of(form.rows[ROWS])
    QTest.mouseClick(editor._add, Qt.MouseButton.LeftButton)
    assert model.get(ROWS)[2] == {"size": 10}
    line = editor._lines[2]
    assert line.focus_at(("name",)).hasFocus()
    assert model.has_errors
    QTest.keyClicks(line.focus_at(("name",)), "three")
    assert model.get(ROWS)[2] == {"name": "three", "size": 10}
    assert not model.problems_at((*ROWS, 2))


def test_that_a_list_whose_schema_names_no_entry_asks_for_one(show_form: ShowForm) -> None:
    ports = {"type": "array", "items": {"type": "integer"}}
    schema = schema_of({"p": {"type": "object", "properties": {"ports": ports}}})
    form = show_form(model_of("[p]\nports = [1]\n", schema))
    assert editor_of(form.rows["p", "ports"])._add.text() == "Add entry"


def test_that_a_removed_line_comes_back_by_the_rows_undo(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    row = form.rows[ROWS]
    QTest.mouseClick(editor_of(row)._lines[0].cross, Qt.MouseButton.LeftButton)
    assert [each["name"] for each in model.get(ROWS)] == ["two"]
    assert row.undo_button is not None
    QTest.mouseClick(row.undo_button, Qt.MouseButton.LeftButton)
    assert [each["name"] for each in model.get(ROWS)] == ["one", "two"]
    assert model.modified_paths() == frozenset()


def test_that_a_line_moves_by_keys_on_its_grip(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    editor = editor_of(form.rows[ROWS])
    editor._lines[0].grip.setFocus()
    QTest.keyClick(editor._lines[0].grip, Qt.Key.Key_Down)
    assert [each["name"] for each in model.get(ROWS)] == ["two", "one"]
    assert editor._lines[1].grip.hasFocus()
    QTest.keyClick(editor._lines[1].grip, Qt.Key.Key_Up)
    assert model.modified_paths() == frozenset()


def test_that_a_cells_problem_stands_under_its_line(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    cell = form.rows[NAMES].focus_at((*NAMES, 1))
    QTest.keyClicks(cell, "9")
    line = editor_of(form.rows[NAMES])._lines[1]
    assert line._sentences
    assert line._sentences[0].text()
    assert form.rows[NAMES].problem_text == ""
    QTest.keyClick(cell, Qt.Key.Key_Backspace)
    assert line._sentences[0].text() == ""


def test_that_unsetting_an_optional_cell_removes_its_key(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    size = form.rows[ROWS].focus_at((*ROWS, 0, "size"))
    QTest.keyClick(size, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(size, "77")
    assert model.get((*ROWS, 0, "size")) == 77
    assert model.get((*ROWS, 0, "on")) is UNSET


def test_that_a_long_table_shows_its_first_lines_and_more_on_demand(show_form: ShowForm) -> None:
    many = "\n".join(f'[[p.rows]]\nname = "r{i}"\nsize = {i + 1}' for i in range(PAGE * 2 + 5))
    model = model_of(many, schema_of(PLACE))
    form = show_form(model)
    editor = editor_of(form.rows[ROWS])
    assert len(editor._lines) == PAGE
    QTest.mouseClick(editor._more, Qt.MouseButton.LeftButton)
    assert len(editor._lines) == 2 * PAGE
    form.rows[ROWS].focus_at((*ROWS, 2 * PAGE + 3, "name"))
    assert len(editor._lines) == 2 * PAGE + 5
    assert model.modified_paths() == frozenset()


def test_that_a_locked_table_offers_neither_add_nor_remove(show_form: ShowForm) -> None:
    model = model_of(TOML, schema_of(PLACE))
    form = show_form(model)
    form.set_locked(locked=True)
    editor = editor_of(form.rows[ROWS])
    assert not editor._add.isVisible()
    QTest.mouseClick(editor._lines[0].cross, Qt.MouseButton.LeftButton)
    assert len(model.get(ROWS)) == 2
