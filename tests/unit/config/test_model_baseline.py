"""The model over a moving baseline: after a save, a reload, a file that changed."""

import pytest

from tests.unit.config.conftest import MakeSchema
from traderadmin.config.model import Choice, ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.errors import TraderAdminError, UnreadableConfigError

STOP = ("trading_schedule", "stop_time_utc")
START = ("trading_schedule", "start_time_utc")
SIZE = ("risk", "max_order_size")


def test_that_a_save_leaves_no_edits_and_keeps_undo(model: ConfigModel) -> None:
    model.set(STOP, "21:00")
    content = model.render().content
    model.rebase(content)
    assert model.baseline_content == content
    assert model.modified_paths() == frozenset()
    assert model.can_undo
    model.undo()
    assert model.modified_paths() == {STOP}
    assert model.get(STOP) == "20:00"


def test_that_edits_made_during_a_save_stay(model: ConfigModel) -> None:
    model.set(STOP, "21:00")
    content = model.render().content
    model.set(SIZE, 7)
    model.rebase(content)
    assert model.modified_paths() == {SIZE}
    assert model.render().content == content.replace(b"size = 500", b"size = 7", 1)


def test_that_a_rebase_onto_an_unreadable_file_changes_nothing(model: ConfigModel) -> None:
    model.set(SIZE, 7)
    before = model.baseline_content
    with pytest.raises(UnreadableConfigError):
        model.rebase(b"a = ")
    assert model.baseline_content == before
    assert model.modified_paths() == {SIZE}


def test_that_observers_hear_what_a_rebase_changes(model: ConfigModel, template: bytes) -> None:
    model.set(STOP, "21:00")
    heard: list[frozenset[FieldPath]] = []
    model.subscribe(heard.append)
    model.rebase(template.replace(b'level = "info"', b'level = "debug"'))
    assert heard == [{STOP, ("logging", "level")}]
    assert model.modified_paths() == {STOP}
    assert not model.can_undo


def test_that_a_changed_file_merges_with_edits_of_other_fields(
    model: ConfigModel, template: bytes
) -> None:
    model.set(STOP, "21:00")
    model.unset(("scanner", "seed"))
    other = template.replace(b"max_order_size = 500", b"max_order_size = 400")
    merged = model.merge(other)
    assert merged.clean == (STOP, ("scanner", "seed"))
    assert merged.conflicts == ()
    assert model.baseline_content == template
    model.resolve(merged)
    assert model.baseline_content == other
    assert model.get(SIZE) == 400
    assert model.modified_paths() == {STOP, ("scanner", "seed")}


@pytest.mark.parametrize(
    ("choice", "value", "modified"),
    [(Choice.MINE, "21:00", {STOP}), (Choice.THEIRS, "19:00", set())],
)
def test_that_a_conflict_needs_and_takes_a_choice(
    choice: Choice, value: str, modified: set[FieldPath], model: ConfigModel, template: bytes
) -> None:
    model.set(STOP, "21:00")
    model.set(START, "14:00")
    other = template.replace(b'"20:00"', b'"19:00"').replace(b'"13:30"', b'"14:00"')
    merged = model.merge(other)
    assert merged.clean == (START,)
    (conflict,) = merged.conflicts
    assert (conflict.path, conflict.mine, conflict.theirs, conflict.base) == (
        STOP,
        "21:00",
        "19:00",
        "20:00",
    )
    with pytest.raises(TraderAdminError):
        model.resolve(merged)
    assert model.baseline_content == template
    model.resolve(merged, {STOP: choice})
    assert model.get(STOP) == value
    assert model.modified_paths() == modified


def test_that_a_merge_survives_tables_that_became_values(make_schema: MakeSchema) -> None:
    schema = make_schema({"t": {"type": "object", "properties": {"k": {"type": "integer"}}}})
    model = ConfigModel(b"[t]\nk = 1\n", schema)
    model.set(("t", "k"), 2)
    merged = model.merge(b"t = 5\n")
    assert [c.path for c in merged.conflicts] == [("t", "k")]
    model.resolve(merged, {("t", "k"): Choice.MINE})
    assert model.values == {"t": {"k": 2}}
    model.rebase(b"t = 7\n")
    assert model.values == {"t": {"k": 2}}
