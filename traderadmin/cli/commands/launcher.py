"""`traderadmin install-launcher`: the entry in the desktop's menu."""

import click

from traderadmin.cli.launcher import install_launcher, remove_launcher
from traderadmin.cli.output import Output


@click.command("install-launcher")
@click.option("--remove", is_flag=True, help="Remove the entry again.")
def launcher(*, remove: bool) -> int:
    """Add TraderAdmin to this user's menu of programs, or remove it from there."""
    output = Output()
    paths = remove_launcher() if remove else install_launcher()
    for path in paths:
        output.line(f"{'Removed' if remove else 'Wrote'} {path}")
    if remove and not paths:
        output.line("There was nothing to remove.")
    return 0
