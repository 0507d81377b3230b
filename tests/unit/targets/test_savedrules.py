"""What may be typed as a name or an order."""

import pytest

from traderadmin.targets.savedrules import name_fault, order_of


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("10", 10),
        (" -5 ", -5),
        ("0", 0),
        ("", None),
        ("first", None),
        ("1.5", None),
        ("+5", None),
        ("٣", None),
        ("1234567890", None),
    ],
)
def test_that_an_order_is_a_whole_number(text: str, order: int | None) -> None:
    assert order_of(text) == order


@pytest.mark.parametrize("name", ["prod-eu", "eu west", "1", "Preise größer", "a-"])
def test_that_a_name_may_be_what_people_say(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Give it a name."),
        (" ", "Give it a name."),
        ("\t", "Give it a name."),
        ("prod\x1b[2J", "do not show"),
        ("prod\neu", "do not show"),
        ("prod\u200beu", "do not show"),
        ("prod\udcff", "do not show"),
        (" prod", "begin or end with a space"),
        ("prod ", "begin or end with a space"),
        ("-prod", "begin with a dash"),
    ],
)
def test_that_a_name_that_nobody_could_give_is_refused(name: str, why: str) -> None:
    assert why in name_fault(name)
