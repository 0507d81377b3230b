"""Validation of whole configurations: every problem at the field it belongs to."""

import json
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from traderadmin.config.fields import Field
from traderadmin.config.paths import FieldPath
from traderadmin.config.schema import Schema, load_schema
from traderadmin.config.validation import Fix, Problem, ProblemKind, Severity, Validator
from traderadmin.config.values import UNSET, copied, with_value
from traderadmin.resources import schema_bytes

SECRET = "SECRET123"


def test_that_a_missing_key_belongs_to_that_key(shipped: Schema, values: dict[str, Any]) -> None:
    del values["risk"]["max_position"]
    del values["trading_schedule"]
    found = Validator(shipped).problems(values)
    assert {p.path: p.kind for p in found} == {
        ("trading_schedule",): ProblemKind.MISSING,
        ("risk", "max_position"): ProblemKind.MISSING,
    }
    assert Fix.RESET in found[1].fixes


def test_that_an_unknown_key_belongs_to_itself_and_suggests_what_was_meant(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["risk"]["max_ordersize"] = 5
    (problem,) = Validator(shipped).problems(values)
    assert problem == Problem(
        ("risk", "max_ordersize"),
        "Unknown key. Did you mean “max_order_size”?",
        Severity.ERROR,
        ProblemKind.UNKNOWN_KEY,
        (Fix.REMOVE,),
    )


def test_that_an_unknown_key_the_file_had_is_a_warning(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["colour"] = {"deep": 1}
    values["scanner"]["symbols"][0]["note"] = "x"
    baseline = copied(values)
    values["scanner"]["symbols"][1]["note"] = "new"
    found = {p.path: p.severity for p in Validator(shipped).problems(values, baseline=baseline)}
    assert found == {
        ("colour",): Severity.WARNING,
        ("scanner", "symbols", 0, "note"): Severity.WARNING,
        ("scanner", "symbols", 1, "note"): Severity.ERROR,
    }


def test_that_all_problems_come_at_once(shipped: Schema, values: dict[str, Any]) -> None:
    values["risk"] |= {"max_order_size": 0, "max_open_positions": "ten", "x": 1}
    values["scanner"]["symbols"][0]["symbol"] = "lower"
    values["logging"]["level"] = "loud"
    assert len(Validator(shipped).problems(values)) == 5


def test_that_fixes_fit_the_problem(shipped: Schema, values: dict[str, Any]) -> None:
    values["risk"]["max_order_size"] = 0
    values["risk"]["max_order_value"] = 0
    found = {p.path[-1]: p.fixes for p in Validator(shipped).problems(values)}
    assert found["max_order_size"] == (Fix.JUMP, Fix.RESET)
    assert found["max_order_value"] == (Fix.JUMP, Fix.REMOVE)


def test_that_a_wrong_entry_of_a_list_can_be_removed(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["trading_schedule"]["days_of_week"] = ["Mon", "Funday"]
    values["scanner"]["symbols"][0] = 1
    found = {p.path: p.fixes for p in Validator(shipped).problems(values)}
    assert found[("trading_schedule", "days_of_week", 1)] == (Fix.JUMP, Fix.REMOVE)
    assert found[("scanner", "symbols", 0)] == (Fix.JUMP, Fix.REMOVE)


def test_that_what_stands_in_a_tables_place_can_be_removed(
    shipped: Schema, values: dict[str, Any]
) -> None:
    values["risk"] = 5
    (problem,) = Validator(shipped).problems(values)
    assert problem.fixes == (Fix.JUMP, Fix.REMOVE)


def test_that_an_inline_secret_is_advised_against(shipped: Schema, values: dict[str, Any]) -> None:
    values["broker"]["api_secret"] = SECRET
    (problem,) = Validator(shipped).problems(values)
    assert (problem.severity, problem.path) == (Severity.WARNING, ("broker", "api_secret"))
    assert problem.message.startswith("Use a credentials file")


PLAIN = {
    "type": "object",
    "properties": {
        "i": {"type": "integer", "minimum": -5, "exclusiveMaximum": 50, "multipleOf": 5},
        "n": {"type": "number", "exclusiveMinimum": -1, "maximum": 2},
        "s": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-c]*$"},
        "e": {"enum": ["a", 1, True]},
        "a": {
            "type": "array",
            "items": {"type": "boolean"},
            "minItems": 1,
            "maxItems": 2,
            "uniqueItems": True,
        },
        "t": {
            "type": "object",
            "properties": {"k": {"type": "string"}, "m": {"type": "integer"}},
            "required": ["k"],
            "additionalProperties": False,
        },
    },
    "required": ["i"],
    "additionalProperties": False,
}
plain_values = st.dictionaries(
    st.sampled_from(["i", "n", "s", "e", "a", "t", "k", "m", "zz"]),
    st.recursive(
        st.one_of(
            st.booleans(),
            st.integers(-60, 60),
            # Whole floats and nan are where we are stricter on purpose.
            st.floats(-3, 3).filter(lambda number: not number.is_integer()),
            st.text("abcd", max_size=4),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["k", "m", "z"]), inner, max_size=2),
        ),
        max_leaves=4,
    ),
)


@given(plain_values)
def test_that_our_checks_agree_with_jsonschema(values: dict[str, Any]) -> None:
    ours = Validator(load_schema(json.dumps(PLAIN).encode())).problems(values)
    theirs = jsonschema.Draft202012Validator(PLAIN).is_valid(values)
    assert (not ours) == theirs


def test_that_one_field_can_be_checked_by_itself(shipped: Schema) -> None:
    validator = Validator(shipped)
    path: FieldPath = ("risk", "max_order_size")
    assert validator.field_problems(path, 5) == ()
    (problem,) = validator.field_problems(path, 900000)
    assert problem.path == path
    assert [p.kind for p in validator.field_problems(path, UNSET)] == [ProblemKind.MISSING]
    assert validator.field_problems(("no", "such"), 5) == ()
    row = ("scanner", "symbols", 4, "order_size")
    assert validator.field_problems(row, 0)[0].path == row


@given(st.data())
def test_that_incremental_checks_find_what_whole_ones_find(data: st.DataObject) -> None:
    schema = load_schema(None)
    validator = Validator(schema)
    check = validator.incremental()
    leaves = [f for f in schema.root.walk() if f.path and not f.children and "*" not in f.path]
    values: dict[str, Any] = {}
    some = st.one_of(st.integers(-5, 20000), st.text(max_size=3), st.booleans(), st.just(UNSET))
    for _ in range(data.draw(st.integers(1, 6))):
        field: Field = data.draw(st.sampled_from(leaves))
        values = with_value(values, field.path, data.draw(some))
        assert check(values, None) == validator.problems(values)


def test_that_the_shipped_schema_itself_holds_no_secret_default() -> None:
    assert b"api_secret" in schema_bytes()
    schema = load_schema(None)
    secrets = [field for field in schema.root.walk() if field.secret]
    assert [field.path for field in secrets] == [("broker", "api_secret")]
    assert all(field.default is UNSET for field in secrets)
