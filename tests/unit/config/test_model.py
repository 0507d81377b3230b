"""The model: edits, what is modified, undo, observers, problems, the baseline."""

from typing import Any

import pytest

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.loader import parse
from traderadmin.config.model import UNSET, ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema
from traderadmin.config.validation import Fix, Severity
from traderadmin.contract.revision import revision_of
from traderadmin.errors import TraderAdminError, UnreadableConfigError

STOP = ("trading_schedule", "stop_time_utc")
START = ("trading_schedule", "start_time_utc")
SIZE = ("risk", "max_order_size")
SYMBOLS = ("scanner", "symbols")
QUIET_START = ("notifications", "quiet_hours", "start_time_utc")
QUIET_STOP = ("notifications", "quiet_hours", "stop_time_utc")


def test_that_a_fresh_model_has_no_edits(model: ConfigModel, template: bytes) -> None:
    assert model.baseline_content == template
    assert model.baseline_revision == revision_of(template)
    assert model.values == model.baseline_values == parse(template)
    assert model.modified_paths() == frozenset()
    assert model.problems() == ()
    assert model.render().content == template
    assert not any((model.can_undo, model.can_redo, model.has_errors))


def test_that_an_unreadable_file_makes_no_model(shipped: Schema) -> None:
    with pytest.raises(UnreadableConfigError):
        ConfigModel(b"a = ", shipped)


def test_that_an_edit_is_modified_until_the_old_value_is_back(model: ConfigModel) -> None:
    model.set(STOP, "21:00")
    assert model.modified_paths() == {STOP}
    assert model.is_modified(STOP)
    assert model.modified_in(("trading_schedule",)) == 1
    assert (model.get(STOP), model.get_baseline(STOP)) == ("21:00", "20:00")
    model.set(STOP, "20:00")
    assert model.modified_paths() == frozenset()
    assert not model.is_modified(("trading_schedule",))


def test_that_one_and_one_point_zero_differ(model: ConfigModel) -> None:
    model.set(SIZE, 500.0)
    assert model.modified_paths() == {SIZE}
    model.set(SIZE, True)
    assert model.modified_paths() == {SIZE}


def test_that_a_list_counts_as_one_field(model: ConfigModel) -> None:
    model.set((*SYMBOLS, 1, "order_size"), 7)
    model.set((*SYMBOLS, 2, "enabled"), True)
    model.set(("trading_schedule", "days_of_week"), ["Mon"])
    assert model.modified_paths() == {SYMBOLS, ("trading_schedule", "days_of_week")}
    assert model.is_modified((*SYMBOLS, 1))
    assert not model.is_modified((*SYMBOLS, 0))


def test_that_absent_keys_are_unset_and_have_effective_defaults(model: ConfigModel) -> None:
    assert model.get(("broker", "credentials_file")) is UNSET
    assert model.effective(("broker", "credentials_file")) is UNSET
    model.unset(("logging", "level"))
    assert model.get(("logging", "level")) is UNSET
    assert model.effective(("logging", "level")) == "info"
    assert model.modified_paths() == {("logging", "level")}
    assert model.effective(("no", "such")) is UNSET


def test_that_an_optional_table_comes_and_goes_with_its_keys(model: ConfigModel) -> None:
    model.set(QUIET_START, "22:00")
    assert model.modified_paths() == {QUIET_START}
    assert [p.path for p in model.problems()] == [QUIET_STOP]
    model.set(QUIET_STOP, "06:00")
    assert model.problems() == ()
    assert b"[notifications.quiet_hours]" in model.render().content
    model.unset(QUIET_START)
    model.unset(QUIET_STOP)
    assert model.modified_paths() == frozenset()
    assert model.get(QUIET_START[:-1]) is UNSET


def test_that_a_table_can_be_unset_and_reverted_as_a_whole(model: ConfigModel) -> None:
    model.unset(("broker", "paper"))
    assert model.modified_in(("broker",)) == 4
    model.revert(("broker",))
    assert model.modified_paths() == frozenset()


def test_that_a_revert_touches_one_field_only(model: ConfigModel) -> None:
    model.set(STOP, "21:00")
    model.set(SIZE, 7)
    model.set(QUIET_START, "22:00")
    model.revert(STOP)
    model.revert(QUIET_START)
    assert model.modified_paths() == {SIZE}
    assert model.get(QUIET_START[:-1]) is UNSET


def test_that_revert_all_can_be_undone(model: ConfigModel) -> None:
    model.set(STOP, "21:00")
    model.set(SIZE, 7)
    model.revert_all()
    assert model.modified_paths() == frozenset()
    model.undo()
    assert model.modified_paths() == {STOP, SIZE}


def test_that_key_presses_in_one_field_are_one_step(model: ConfigModel) -> None:
    for text in ("2", "21", "21:", "21:0", "21:00"):
        model.set(STOP, text)
    model.set(START, "14:30")
    model.undo()
    assert (model.get(STOP), model.get(START)) == ("21:00", "13:30")
    model.undo()
    assert model.get(STOP) == "20:00"
    assert not model.can_undo
    model.redo()
    model.redo()
    assert (model.get(STOP), model.get(START)) == ("21:00", "14:30")
    assert not model.can_redo


def test_that_end_step_parts_edits_of_the_same_field(model: ConfigModel) -> None:
    model.set(SIZE, 1)
    model.end_step()
    model.set(SIZE, 2)
    model.undo()
    assert model.get(SIZE) == 1
    model.set(SIZE, 3)
    assert not model.can_redo
    model.undo()
    assert model.get(SIZE) == 1


def test_that_list_edits_are_steps_of_their_own(model: ConfigModel) -> None:
    days = ("trading_schedule", "days_of_week")
    model.set(days, ["Mon"])
    model.set(days, ["Mon", "Tue"])
    model.undo()
    assert model.get(days) == ["Mon"]


def test_that_an_edit_to_the_same_value_is_no_step(model: ConfigModel) -> None:
    model.set(STOP, "20:00")
    model.unset(("broker", "api_secret"))
    model.revert(STOP)
    model.revert_all()
    model.undo()
    model.redo()
    assert not model.can_undo


def test_that_observers_hear_of_the_touched_paths_until_they_leave(model: ConfigModel) -> None:
    heard: list[frozenset[FieldPath]] = []
    leave = model.subscribe(heard.append)
    model.set(STOP, "21:00")
    model.set((*SYMBOLS, 0, "order_size"), 5)
    model.undo()
    model.revert_all()
    leave()
    leave()
    model.set(SIZE, 7)
    assert heard == [{STOP}, {(*SYMBOLS, 0, "order_size"), SYMBOLS}, {SYMBOLS}, {STOP}]


def test_that_nothing_handed_out_leads_inside(model: ConfigModel) -> None:
    rows = model.get(SYMBOLS)
    rows[0]["symbol"] = "X"
    model.values["risk"].clear()
    model.baseline_values.clear()
    mine = [{"symbol": "A", "threshold_percent": 1.0, "order_size": 1}]
    model.set(SYMBOLS, mine)
    mine.clear()
    assert len(model.get(SYMBOLS)) == 1
    model.revert_all()
    assert model.modified_paths() == frozenset()
    assert model.get((*SYMBOLS, 0, "symbol")) == "AAPL"


@pytest.mark.parametrize(
    ("path", "value"),
    [(SIZE, None), ((*SIZE, "deeper"), 1), ((*SYMBOLS, 9, "symbol"), "A"), (STOP, "\ud800")],
)
def test_that_an_impossible_edit_changes_nothing(
    path: FieldPath, value: Any, model: ConfigModel
) -> None:
    with pytest.raises(TraderAdminError):
        model.set(path, value)
    assert model.modified_paths() == frozenset()
    assert not model.can_undo


def test_that_problems_follow_the_edits(model: ConfigModel) -> None:
    model.set(SIZE, 900000)
    model.set(STOP, "13:30")
    assert model.has_errors
    assert [p.path for p in model.problems_at(("risk",))] == [SIZE]
    assert [p.path for p in model.problems_at(STOP)] == [STOP]
    model.undo()
    model.undo()
    assert model.problems() == ()


def test_that_unknown_keys_of_the_file_are_warnings_that_can_be_removed(
    template: bytes, shipped: Schema
) -> None:
    model = ConfigModel(template + b'\n[extra]\ncolour = "red"\n', shipped)
    (problem,) = model.problems()
    assert (problem.path, problem.severity) == (("extra",), Severity.WARNING)
    assert problem.fixes == (Fix.REMOVE,)
    assert not model.has_errors
    model.unset(("extra",))
    assert model.modified_paths() == {("extra", "colour")}
    assert model.problems() == ()
    assert model.render().content.rstrip() == template.rstrip()
    model.set(("risk", "colour"), 1)
    assert model.has_errors


def test_that_changes_name_before_and_after_in_schema_order(model: ConfigModel) -> None:
    model.set(SIZE, 7)
    model.set(("broker", "credentials_file"), "/x")
    model.set(START, "14:00")
    model.unset(("scanner", "seed"))
    assert [(c.path, c.before, c.after) for c in model.changes()] == [
        (START, "13:30", "14:00"),
        (SIZE, 500, 7),
        (("broker", "credentials_file"), UNSET, "/x"),
        (("scanner", "seed"), 42, UNSET),
    ]
    assert all(c.field is not None and c.field.title for c in model.changes())


def test_that_values_of_no_kind_count_as_one_field(make_schema: MakeSchema) -> None:
    schema = make_schema({"any": {"type": "object", "additionalProperties": True}})
    model = ConfigModel(b"[any]\na = 1\n[any.b]\nc = 2\n[free]\nx = 1\n", schema)
    model.set(("any", "b", "c"), 3)
    model.set(("free", "x"), 2)
    assert model.modified_paths() == {("any",), ("free", "x")}


@pytest.mark.parametrize(
    ("extra", "other"),
    [
        (b'[notifications.quiet_hours]\nstart_time_utc = "22:00"\nstop_time_utc = "06:00"\n', b""),
        (b"[extra.deep]\na = 1\n", b""),
        (b"", b"[extra.deep]\n"),
    ],
)
def test_that_another_files_values_are_taken_whole_in_one_step(
    extra: bytes, other: bytes, template: bytes, shipped: Schema
) -> None:
    model = ConfigModel(template + extra, shipped)
    model.set(SIZE, 400)
    model.end_step()
    before = model.values
    wanted = parse(template + other)
    model.replace_all(wanted)
    assert model.values == wanted
    assert model.has_errors is bool(other)
    assert parse(model.render().content) == wanted
    model.undo()
    assert model.values == before
