"""`traderadmin gui`: the window, as without any command."""

import click

from traderadmin.cli.invocation import Invocation


@click.command()
@click.pass_obj
def gui(invocation: Invocation) -> int:
    """Open the window."""
    return invocation.open_window()
