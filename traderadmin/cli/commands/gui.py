"""`traderadmin gui`: the window, as without any command."""

import importlib

import click

from traderadmin.cli.invocation import Invocation


@click.command()
@click.pass_obj
def gui(invocation: Invocation) -> int:
    """Open the window."""
    window = importlib.import_module("traderadmin.cli.window")
    code: int = window.open_window(invocation.config_dir, invocation.theme)
    return code
