"""Whatever a file holds, showing it changes nothing and fails nowhere."""

from datetime import date, datetime, time
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.kit import context, let_go, model_of, schema_of
from traderadmin.gui.form.layoutplan import lines_of, sections_of
from traderadmin.gui.form.section import SectionForm
from traderadmin.gui.form.session import FormSession

ENUM = {"type": "string", "enum": ["a", "b"]}
ROW = {
    "type": "object",
    "properties": {"n": {"type": "number"}, "s": {"type": "string"}, "b": {"type": "boolean"}},
}
FIELDS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer", "minimum": 0, "maximum": 9},
    "number": {"type": "number", "multipleOf": 0.1},
    "string": {"type": "string", "pattern": "^x"},
    "secret": {"type": "string", "writeOnly": True},
    "time": {"type": "string", "x-traderadmin-editor": "time-utc"},
    "check": {"type": "boolean"},
    "segmented": {"type": "boolean", "x-traderadmin-editor": "segmented"},
    "enum": ENUM,
    "enum_numbers": {"type": "integer", "enum": [1, 2]},
    "set": {"type": "array", "uniqueItems": True, "items": ENUM},
    "list": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "rows": {"type": "array", "items": ROW},
    "table": {"type": "object", "properties": {"inner": {"type": "integer"}}},
    "any": {},
}

WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=12)
SCALARS = (
    st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | WORDS
    | st.booleans()
    | st.dates(date(1, 1, 1)).filter(lambda day: day.year > 999)
    | st.times().map(lambda at: time(at.hour, at.minute, at.second))
    | st.sampled_from([datetime(2026, 11, 23, 16, 52)])  # noqa: DTZ001 - TOML has local ones
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["n", "s", "b", "inner", "odd"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(values=st.dictionaries(st.sampled_from(sorted(FIELDS)), VALUES, max_size=6))
def test_that_showing_any_value_changes_nothing(qtbot: QtBot, values: dict[str, Any]) -> None:
    _ = qtbot
    schema = schema_of({"s": {"type": "object", "properties": FIELDS}})
    model = model_of(tomlkit.dumps({"s": values}), schema)
    before = repr(model.values)
    window = QWidget()
    session = FormSession(model, window)
    section = sections_of(model.schema.root)[0]
    form = SectionForm(tuple(lines_of(section.fields)), session, context(), window, window)
    while not form.is_complete:
        form.build_slice()
    QApplication.processEvents()
    assert model.modified_paths() == frozenset()
    assert repr(model.values) == before
    assert not model.can_undo
    window.deleteLater()
    let_go()
