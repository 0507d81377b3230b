"""What the services do with orders and prices, wherever they run."""

import uuid
from typing import Any

from behave import then
from behave.runner import Context

from features.steps.places import services_of
from tests.support.waiting import wait_until


def signal_for(quantity: int) -> dict[str, Any]:
    """A signal for this many shares of a symbol that no scanner watches."""
    return {
        "signal_id": uuid.uuid4().hex,
        "symbol": "IBM",
        "side": "buy",
        "quantity": quantity,
        "price": 10.0,
    }


@then('an order of {quantity:d} shares is refused because of "{reason}"')
def order_refused(context: Context, quantity: int, reason: str) -> None:
    answer = services_of(context).submit(signal_for(quantity))
    assert (answer["outcome"], answer["reason"]) == ("refused", reason), answer


@then("an order of {quantity:d} shares is accepted")
def order_accepted(context: Context, quantity: int) -> None:
    answer = services_of(context).submit(signal_for(quantity))
    assert answer["outcome"] == "accepted", answer


@then('the scanner watches "{symbols}"')
def scanner_watches(context: Context, symbols: str) -> None:
    services = services_of(context)
    wait_until(
        lambda: services.status("scanner").facts["watching"] == symbols.split(", "),
        15.0,
        f"the scanner to watch {symbols}",
    )
