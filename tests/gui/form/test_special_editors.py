"""Times, secrets, dates, sections built late, and the model's undo through the form."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.form.conftest import ShowForm
from tests.gui.kit import StillClock, context, model_of, schema_of
from traderadmin.config.schema import load_schema
from traderadmin.config.validation import Severity
from traderadmin.config.values import UNSET
from traderadmin.gui.form.context import FormContext
from traderadmin.gui.form.editors.table import TableEditor
from traderadmin.gui.form.editors.timepicker import TimeEditor, TimePicker
from traderadmin.gui.form.layoutplan import lines_of, sections_of
from traderadmin.gui.form.section import SLICE, SectionForm
from traderadmin.gui.form.session import FormSession
from traderadmin.gui.look.combo import ComboBox
from traderadmin.gui.look.fields import LineEdit

START = ("trading_schedule", "start_time_utc")
SCHEDULE = '[trading_schedule]\nenabled = true\nstart_time_utc = "13:30"\nstop_time_utc = "20:00"\n'
EARLY = ("trading_schedule", "early_closes")
CLOSED = ("trading_schedule", "closed_dates")
QUIET = ("notifications", "quiet_hours")
UNTIL = 'stop_time_utc = "06:00"\n'
SECRET = ("broker", "api_secret")
BROKER = '[broker]\napi_secret = "hunter2hunter2"\n'


def line_of(widget: QWidget) -> LineEdit:
    assert isinstance(widget, LineEdit)
    return widget


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_that_a_time_shows_its_local_equivalent_while_typing(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    row = show_form(model).rows[START]
    assert "14:30 your time (CET)" in texts(row)
    line = line_of(row.focus_at(START))
    line.selectAll()
    QTest.keyClicks(line, "14:30")
    assert "15:30 your time (CET)" in texts(row)
    assert row.was_text == "Was 13:30 UTC, 14:30 CET"


def test_that_a_time_meant_without_its_zero_is_completed_on_leaving(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    row = show_form(model).rows[START]
    line = line_of(row.focus_at(START))
    line.selectAll()
    QTest.keyClicks(line, "9:30")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert model.get(START) == "09:30"


def test_that_the_picker_opens_by_keyboard_and_sets_hour_and_minute(
    show_form: ShowForm, qtbot: QtBot
) -> None:
    model = model_of(SCHEDULE)
    row = show_form(model).rows[START]
    line = row.focus_at(START)
    QTest.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert isinstance(row.editor, TimeEditor)
    picker = row.editor._picker
    assert isinstance(picker, TimePicker)
    qtbot.waitUntil(picker.isVisible)
    QTest.mouseClick(picker._hours.button(14), Qt.MouseButton.LeftButton)
    assert model.get(START) == "14:30"
    assert "15:30 your time (CET)" in texts(picker)
    QTest.mouseClick(picker._minutes.button(45), Qt.MouseButton.LeftButton)
    assert model.get(START) == "14:45"
    assert not picker.isVisible()


def test_that_arrows_and_return_pick_a_time(show_form: ShowForm, qtbot: QtBot) -> None:
    model = model_of(SCHEDULE)
    row = show_form(model).rows[START]
    row.focus_at(START)
    assert isinstance(row.editor, TimeEditor)
    row.editor.open_picker()
    picker = row.editor._picker
    assert picker is not None
    qtbot.waitUntil(picker._hours.button(13).hasFocus)
    QTest.keyClick(picker._hours.button(13), Qt.Key.Key_Down)
    QTest.keyClick(picker._hours.button(19), Qt.Key.Key_Return)
    assert model.get(START) == "19:30"


def test_that_a_stored_secret_never_enters_its_field(show_form: ShowForm) -> None:
    model = model_of(BROKER)
    form = show_form(model, 3)
    row = form.rows[SECRET]
    line = line_of(row.editor.widget)
    assert line.text() == ""
    assert "secret, set" in texts(row)
    assert line.trailing is not None
    assert not line.trailing.isEnabled()
    assert "hunter2" not in "".join(texts(form))


def test_that_only_what_was_just_typed_is_revealed(show_form: ShowForm) -> None:
    model = model_of(BROKER)
    row = show_form(model, 3).rows[SECRET]
    line = line_of(row.focus_at(SECRET))
    QTest.keyClicks(line, "correct-horse")
    assert model.get(SECRET) == "correct-horse"
    assert line.echoMode() is QLineEdit.EchoMode.Password
    assert line.trailing is not None
    QTest.mouseClick(line.trailing, Qt.MouseButton.LeftButton)
    assert line.echoMode() is QLineEdit.EchoMode.Normal
    assert row.was_text == "Was another secret"
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert model.modified_paths() == frozenset()
    assert line.echoMode() is QLineEdit.EchoMode.Password


def test_that_the_clear_button_takes_an_optional_key_out(show_form: ShowForm) -> None:
    model = model_of(BROKER)
    row = show_form(model, 3).rows[SECRET]
    row.set_active(active=True)
    assert row._clear is not None
    QTest.mouseClick(row._clear, Qt.MouseButton.LeftButton)
    assert model.get(SECRET) is UNSET
    assert "secret, not set" in texts(row)


def test_that_an_optional_list_is_taken_out_of_the_file(show_form: ShowForm) -> None:
    model = model_of(f'{SCHEDULE}closed_dates = ["2026-12-25"]\n')
    row = show_form(model).rows[CLOSED]
    row.set_active(active=True)
    assert row._clear is not None
    QTest.mouseClick(row._clear, Qt.MouseButton.LeftButton)
    assert model.get(CLOSED) is UNSET
    assert not row._clear.isVisible()
    model.undo()
    assert model.get(CLOSED) == ["2026-12-25"]


def test_that_an_optional_table_is_taken_out_of_the_file(show_form: ShowForm) -> None:
    model = model_of(f'[notifications.quiet_hours]\nstart_time_utc = "22:00"\n{UNTIL}')
    form = show_form(model, 6)
    clear = form.headings[QUIET].clear
    assert clear is not None
    form.set_locked(locked=True)
    assert clear.isHidden()
    form.set_locked(locked=False)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert model.get(QUIET) is UNSET
    assert not model.problems_at(QUIET)
    assert clear.isHidden()
    model.undo()
    assert not clear.isHidden()


def test_that_undo_in_a_field_is_the_models(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    form = show_form(model)
    line = line_of(form.rows[START].focus_at(START))
    line.selectAll()
    QTest.keyClicks(line, "15:00")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "15:00"
    model.undo()
    assert line.text() == "13:30"


DATES = {
    "d": {
        "type": "object",
        "properties": {
            "day": {"type": "string", "format": "date", "title": "Day"},
            "odd": {"title": "Odd"},
        },
    }
}


def test_that_what_no_editor_fits_is_shown_and_kept(show_form: ShowForm) -> None:
    model = model_of('[d]\nday = "2026-11-26"\nodd = { a = [1, "b"] }\n', schema_of(DATES))
    form = show_form(model)
    line = form.rows["d", "odd"].focus_at(("d", "odd"))
    assert line_of(line).text() == '{ a = [1, "b"] }'
    QTest.keyClicks(line, "x")
    assert model.modified_paths() == frozenset()


def test_that_rows_out_of_sight_are_built_only_when_wanted(qtbot: QtBot) -> None:
    fields = {f"f{i}": {"type": "integer", "title": f"Field {i}"} for i in range(200)}
    model = model_of("[t]\nf199 = 3\n", schema_of({"t": {"type": "object", "properties": fields}}))
    window = QWidget()
    qtbot.addWidget(window)
    session = FormSession(model, window)
    section = sections_of(model.schema.root)[0]
    form = SectionForm(tuple(lines_of(section.fields)), session, context(), window, window)
    QVBoxLayout(window).addWidget(form)
    assert len(form.rows) == SLICE
    row = form.row_of(("t", "f50"))
    assert row is not None
    assert 51 <= len(form.rows) < 51 + SLICE
    assert form.row_of(("elsewhere",)) is None
    assert not form.is_complete
    qtbot.waitUntil(lambda: not form._unchained)
    assert form.window() is window


def test_that_a_combo_lists_descriptions_and_takes_a_click_or_return(
    show_form: ShowForm, qtbot: QtBot
) -> None:
    model = model_of(BROKER + 'kind = "paper"\n')
    row = show_form(model, 3).rows["broker", "kind"]
    combo = row.editor.widget
    assert isinstance(combo, ComboBox)
    QTest.mouseClick(combo, Qt.MouseButton.LeftButton)
    popup = combo._popup
    assert popup is not None
    qtbot.waitUntil(popup.view.hasFocus)
    assert popup.choices[1].description == "Orders are written to the order log and never filled."
    place = popup.view.visualRect(popup.view.model().index(1, 0)).center()
    QTest.mouseClick(
        popup.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert model.get(("broker", "kind")) == "record_only"
    combo.showPopup()
    again = combo._popup
    assert again is not None
    qtbot.waitUntil(again.view.hasFocus)
    QTest.keyClick(again.view, Qt.Key.Key_Up)
    QTest.keyClick(again.view, Qt.Key.Key_Return)
    assert model.get(("broker", "kind")) == "paper"


def test_that_a_warning_does_not_mark_its_field_as_invalid(show_form: ShowForm) -> None:
    model = model_of(BROKER)
    row = show_form(model, 3).rows[SECRET]
    assert model.problems_at(SECRET)[0].severity is Severity.WARNING
    assert "credentials file" in row.problem_text
    assert not line_of(row.editor.widget).is_invalid


def room_in(line: LineEdit) -> float:
    """How wide a text may be in a field."""
    margins = line.textMargins()
    style = 4  # Qt's own, inside the margins
    return line.width() - margins.left() - margins.right() - style


def test_that_a_time_is_seen_whole_beside_the_icon_of_its_problem(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    model.set(START, "29:00")
    model.set(EARLY, [{"date": "2026-11-31", "stop_time_utc": "28:00"}])
    form = show_form(model)
    for path in (START, (*EARLY, 0, "stop_time_utc"), (*EARLY, 0, "date")):
        row = form.row_of(path)
        assert row is not None
        line = line_of(row.focus_at(path))
        assert line.is_invalid
        assert room_in(line) >= QFontMetricsF(line.font()).horizontalAdvance(line.text()), path


def test_that_a_date_that_does_not_exist_is_said_at_its_field(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    model.set(EARLY, [{"date": "2026-11-31", "stop_time_utc": "18:00"}])
    row = show_form(model).row_of(EARLY)
    assert row is not None
    assert "Must be a date that exists, written YYYY-MM-DD, is “2026-11-31”." in texts(row)


def test_that_the_operator_s_time_of_a_line_is_that_of_its_date(qtbot: QtBot) -> None:
    field = load_schema(None).field_at(EARLY)
    assert field is not None
    editor = TableEditor(field, FormContext(StillClock(), lambda _: ZoneInfo("Europe/Paris")))
    qtbot.addWidget(editor.widget)
    editor.show_value(
        [
            {"date": "2026-11-27", "stop_time_utc": "18:00"},
            {"date": "2027-07-02", "stop_time_utc": "18:00"},
        ]
    )
    shown = texts(editor.widget)
    assert "19:00 CET" in shown
    assert "20:00 CEST" in shown


def test_that_a_line_without_its_date_tells_today_s_time(show_form: ShowForm) -> None:
    model = model_of(SCHEDULE)
    model.set(EARLY, [{"stop_time_utc": "18:00"}])
    row = show_form(model).row_of(EARLY)
    assert row is not None
    assert "19:00 CET" in texts(row)
