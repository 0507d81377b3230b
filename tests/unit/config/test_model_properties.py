"""The model under any edits: undo, redo, and what is derived."""

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from traderadmin.config.loader import parse
from traderadmin.config.model import UNSET, ConfigModel
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import load_schema
from traderadmin.config.validation import validator_of
from traderadmin.config.values import same
from traderadmin.errors import TraderAdminError
from traderadmin.resources import template_bytes

STOP = ("trading_schedule", "stop_time_utc")
SIZE = ("risk", "max_order_size")
SYMBOLS = ("scanner", "symbols")
QUIET_START = ("notifications", "quiet_hours", "start_time_utc")
QUIET_STOP = ("notifications", "quiet_hours", "stop_time_utc")


PATHS = st.sampled_from([STOP, SIZE, QUIET_START, QUIET_STOP, SYMBOLS, (*SYMBOLS, 0), ("new",)])
VALUES = st.sampled_from(["21:00", 5, 1.5, math.nan, True, [], ["a"], {}, {"k": 1}, UNSET])


@given(st.lists(st.tuples(PATHS, VALUES), max_size=8))
def test_that_undo_and_redo_walk_the_same_states(edits: list[tuple[FieldPath, Any]]) -> None:
    model = ConfigModel(template_bytes(), load_schema(None))
    states = [model.values]
    for path, value in edits:
        before = model.values
        try:
            if value is UNSET:
                model.unset(path)
            else:
                model.set(path, value)
        except TraderAdminError:
            assert same(model.values, before)
        model.end_step()
        if not same(model.values, states[-1]):
            states.append(model.values)
        check_model(model)
    for state in reversed(states[:-1]):
        model.undo()
        assert same(model.values, state)
        check_model(model)
    assert not model.can_undo
    for state in states[1:]:
        model.redo()
        assert same(model.values, state)
    assert not model.can_redo


def check_model(model: ConfigModel) -> None:
    """What is derived is what a fresh computation gives."""
    fresh = validator_of(model.schema).problems(model.values, baseline=model.baseline_values)
    assert model.problems() == fresh
    assert same(parse(model.render().content), model.values)
    assert bool(model.modified_paths()) == (not same(model.values, model.baseline_values))
    for path in model.modified_paths():
        assert not same(model.get(path), model.get_baseline(path))
