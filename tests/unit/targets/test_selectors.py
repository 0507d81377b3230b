"""Label selectors as queries, and which of them one list answers."""

import pytest

from traderadmin.targets.kubernetes.selectors import selector_text, selects, shared_queries


def test_that_every_kind_of_selector_becomes_a_query() -> None:
    rules = [
        {"key": "tier", "operator": "In", "values": ["a", "b"]},
        {"key": "stage", "operator": "NotIn", "values": ["test"]},
        {"key": "team", "operator": "Exists"},
        {"key": "old", "operator": "DoesNotExist"},
    ]
    text = selector_text({"matchLabels": {"app": "x"}, "matchExpressions": rules})
    assert text == "app=x,tier in (a,b),stage notin (test),team,!old"


def test_that_values_of_one_label_are_asked_for_in_one_query() -> None:
    asked = shared_queries(["app=scanner", "app=orchestrator"])
    assert asked == dict.fromkeys(
        ["app=scanner", "app=orchestrator"], "app in (orchestrator,scanner)"
    )


@pytest.mark.parametrize(
    "alone",
    [
        "app=x,tier=web",
        "app in (x,y)",
        "app notin (x)",
        "!app",
        "app",
        "app=",
        "run=x",
        "",
    ],
)
def test_that_what_is_not_one_value_of_the_same_label_is_asked_for_alone(alone: str) -> None:
    assert shared_queries([alone, "app=scanner"]) == {alone: alone, "app=scanner": "app=scanner"}


def test_that_the_answer_to_a_shared_query_is_told_apart_by_the_label() -> None:
    query = shared_queries(["app=a", "app=b"])["app=a"]
    assert selects("app=a", query, {"app": "a", "tier": "web"})
    assert not selects("app=a", query, {"app": "b"})
    assert not selects("app=a", query, {})


def test_that_what_was_asked_for_alone_is_all_meant() -> None:
    assert selects("app=a,tier=web", "app=a,tier=web", {})
