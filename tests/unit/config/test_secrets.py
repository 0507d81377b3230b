"""No message quotes a secret."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from traderadmin.config.loader import parse
from traderadmin.config.schema import load_schema
from traderadmin.config.validation import Validator
from traderadmin.resources import template_bytes

SECRET = "SECRET123"

any_value = st.recursive(
    st.one_of(
        st.just(SECRET),
        st.text(max_size=4).map(lambda text: text + SECRET),
        st.integers(),
        st.booleans(),
        st.floats(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=3)
    ),
    max_leaves=4,
)
SECRET_SCHEMA = load_schema(
    json.dumps(
        {
            "type": "object",
            "properties": {
                "s": {"type": "string", "writeOnly": True, "maxLength": 3, "pattern": "^a$"},
                "n": {"type": "integer", "writeOnly": True, "multipleOf": 7, "maximum": 9},
                "e": {"enum": ["a", "b"], "writeOnly": True},
                "l": {
                    "type": "array",
                    "uniqueItems": True,
                    "maxItems": 2,
                    "items": {"type": "string", "writeOnly": True},
                },
                "t": {
                    "type": "object",
                    "properties": {"a": {"type": "string", "writeOnly": True}, "b": {}},
                    "not": {"required": ["b"]},
                    "additionalProperties": False,
                },
                "c": {
                    "anyOf": [
                        {"type": "string", "writeOnly": True, "maxLength": 2},
                        {"type": "object", "properties": {"a": {"const": "x", "writeOnly": True}}},
                    ]
                },
            },
            "additionalProperties": False,
            "if": {"required": ["s"]},
            "then": {"properties": {"c": {"const": "q"}}},
        }
    ).encode()
)


@given(st.dictionaries(st.sampled_from(["s", "n", "e", "l", "t", "c", "u"]), any_value))
def test_that_no_message_ever_quotes_a_secret(values: dict[str, Any]) -> None:
    for problem in Validator(SECRET_SCHEMA).problems(values):
        assert SECRET not in problem.message
        if problem.path[:1] == ("n",) and isinstance(values["n"], int | float):
            assert str(values["n"]) not in problem.message.replace("7", "").replace("9", "")


def test_that_what_stands_beside_a_secret_is_not_quoted_either() -> None:
    values = parse(template_bytes())
    values["broker"] |= {
        "kind": SECRET,
        "account": f" {SECRET} ",
        "paper": {"starting_cash": SECRET},
    }
    values["risk"]["currency"] = "SHOWN"
    messages = {p.path: p.message for p in Validator(load_schema(None)).problems(values)}
    assert ("broker", "kind") in messages
    assert ("broker", "paper", "starting_cash") in messages
    assert "SHOWN" in messages["risk", "currency"]
    assert SECRET not in " ".join(messages.values())
