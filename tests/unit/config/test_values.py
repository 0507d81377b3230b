"""Plain values: strict sameness, copies, changes that share what they do not touch."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from tests.unit.config.toml_files import tables
from traderadmin.config.values import UNSET, copied, leaves, same, value_at, with_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.0, -0.0),
        ("1", 1),
        ([1], [1.0]),
        ({"a": 1}, {"a": True}),
        (
            datetime(2026, 1, 1, 12, tzinfo=UTC),
            datetime(2026, 1, 1, 13, tzinfo=timezone(timedelta(hours=1))),
        ),
        ({}, []),
        (UNSET, {}),
    ],
)
def test_that_what_toml_tells_apart_is_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)


def test_that_nan_is_the_same_as_nan() -> None:
    assert same({"a": [math.nan]}, {"a": [float("nan")]})


@given(tables)
def test_that_a_copy_is_the_same_and_shares_no_container(values: dict[str, Any]) -> None:
    copy = copied(values)
    assert same(copy, values)

    def containers(value: Any) -> list[int]:
        inside = value.values() if isinstance(value, dict) else value
        if not isinstance(value, dict | list):
            return []
        return [id(value), *(found for item in inside for found in containers(item))]

    assert not set(containers(copy)) & set(containers(values))


@given(tables)
def test_that_leaves_rebuild_the_values(values: dict[str, Any]) -> None:
    rebuilt: Any = {}
    for path, value in leaves(values):
        rebuilt = with_value(rebuilt, path, value)
    assert same(rebuilt, values)


def test_that_a_change_shares_what_it_does_not_touch() -> None:
    values = {"a": {"x": 1}, "b": {"y": [1, 2]}}
    changed = with_value(values, ("a", "x"), 2)
    assert changed == {"a": {"x": 2}, "b": {"y": [1, 2]}}
    assert changed["b"] is values["b"]
    assert values["a"] == {"x": 1}


def test_that_unset_removes_a_key_or_an_item() -> None:
    values = {"a": {"x": 1}, "rows": [{"k": 1}, {"k": 2}]}
    assert with_value(values, ("a", "x"), UNSET) == {"a": {}, "rows": [{"k": 1}, {"k": 2}]}
    assert with_value(values, ("rows", 0), UNSET)["rows"] == [{"k": 2}]
    assert with_value(values, ("no", "such"), UNSET) is values


@pytest.mark.parametrize("path", [("a", "x", "deep"), ("rows", 7, "k"), ("a", 0)])
def test_that_a_path_through_a_scalar_is_refused(path: Any) -> None:
    with pytest.raises(KeyError):
        with_value({"a": {"x": 1}, "rows": []}, path, 1)


def test_that_nothing_is_found_where_nothing_is() -> None:
    values = {"a": {"x": [1]}}
    assert value_at(values, ("a", "x", 0)) == 1
    for path in [("a", "y"), ("a", "x", 1), ("a", "x", -1), ("a", "x", "k"), ("a", 0)]:
        assert value_at(values, path) is UNSET
