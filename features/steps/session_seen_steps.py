"""The tables of the Services tab: what is held, what was decided, what the session went through."""

from behave import then, when
from behave.runner import Context

from tests.support.window_driver import wait_for
from traderadmin.gui.services.facttable import FactTable


def rows_of(context: Context, name: str) -> list[tuple[str, ...]]:
    """The cells of the table of this name, where it is in sight."""
    tables = context.operator.shown.findChildren(FactTable)
    found = [table for table in tables if table.isVisible() and table.accessibleName() == name]
    return [row.cells for table in found for row in table.rows]


@when("the operator looks at positions and orders")
def look_at_orders(context: Context) -> None:
    context.operator.press("Services")
    context.operator.press("Positions and orders")


@when("the operator halts trading")
def halt(context: Context) -> None:
    button = context.operator.shown.workspace.halt
    context.operator.click(button)
    wait_for(lambda: button.text().startswith("Release"), "the orchestrator to confirm the halt")


@when("the operator clicks the session in the top bar")
def click_session(context: Context) -> None:
    context.operator.click(context.operator.shown.workspace.top_bar.chip)


@then('a position of "{quantity}" shares of "{symbol}" is listed')
def position_listed(context: Context, quantity: str, symbol: str) -> None:
    wait_for(
        lambda: (symbol, quantity) in [row[:2] for row in rows_of(context, "Positions")],
        f"a position of {quantity} {symbol}",
    )


@then('an order of "{quantity}" shares of "{symbol}" is listed as "{outcome}", with the reason')
def order_listed(context: Context, quantity: str, symbol: str, outcome: str) -> None:
    def reasons() -> list[str]:
        rows = rows_of(context, "Recent orders")
        return [row[-1] for row in rows if (row[2], row[4], row[6]) == (symbol, quantity, outcome)]

    wait_for(reasons, f"an order of {quantity} {symbol}")
    assert all(reasons()), reasons()


@then('the history says, newest first, "{kinds}"')
def history_says(context: Context, kinds: str) -> None:
    wait_for(
        lambda: ", ".join(row[1] for row in rows_of(context, "Session history")) == kinds,
        f"the history to be {kinds}",
    )
