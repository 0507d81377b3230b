"""What may be typed as a name or an order."""

import pytest

from traderadmin.targets.savedrules import order_of


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
